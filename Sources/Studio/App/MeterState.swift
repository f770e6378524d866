/// What rendering and the process cost.
struct MeterState: Equatable, Sendable {
    var render = RenderMeters()
    var resources: ResourceUse?
    /// Real-time factors of the turns rendered last, newest last.
    var history: [Double] = []
    /// A render to a file that is running.
    var job: RenderJob?
    /// The file of a render that waits for the script to be read.
    var wanted: String?

    static let historyLimit = 60

    mutating func accept(_ meters: RenderMeters) {
        if meters.renderedTurnCount != render.renderedTurnCount, let last = meters.lastTurn {
            history.append(last)
            history.removeFirst(max(history.count - Self.historyLimit, 0))
        }
        render = meters
    }
}

/// A render to a file.
struct RenderJob: Equatable, Sendable {
    var path: String
    var fractionDone: Double
}
