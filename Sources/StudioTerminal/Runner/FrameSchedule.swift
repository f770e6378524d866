/// When the main loop has to do something of itself.
struct FrameSchedule {
    /// Screens that no key asked for come at most this often.
    static let shortestFrame = 0.04

    private var deadlines: [Double] = []
    private var lastDraw = -Double.infinity
    private var lastTick = -Double.infinity
    /// Something has changed that is not shown.
    private(set) var isStale = true
    private var isUrgent = true

    mutating func wake(at seconds: Double) { deadlines.append(seconds) }

    /// Something has changed; `urgently` if a key did it.
    mutating func change(urgently: Bool) {
        isStale = true
        isUrgent = isUrgent || urgently
    }

    mutating func didDraw(at seconds: Double) {
        lastDraw = seconds
        isStale = false
        isUrgent = false
    }

    func shouldDraw(at seconds: Double) -> Bool {
        isStale && (isUrgent || seconds >= lastDraw + Self.shortestFrame)
    }

    /// Whether a tick is due, which it then no longer is.
    mutating func takeTick(at seconds: Double, every interval: Double?) -> Bool {
        let isDue = deadlines.contains { $0 <= seconds }
        deadlines.removeAll { $0 <= seconds }
        let isFrame = interval.map { seconds >= lastTick + $0 } ?? false
        guard isDue || isFrame else { return false }
        lastTick = seconds
        return true
    }

    /// How long nothing has to be done; an hour if nothing is planned.
    func pause(at seconds: Double, every interval: Double?) -> Double {
        var next = deadlines.min() ?? seconds + 3600
        if isStale { next = min(next, isUrgent ? seconds : lastDraw + Self.shortestFrame) }
        if let interval { next = min(next, lastTick + interval) }
        return max(next - seconds, 0)
    }
}
