import Script
import Synthesis

/// Renders turns on a low-priority thread of its own, a little at a time, so that something more
/// urgent can come between.
actor RenderWorker {
    /// What one step gave.
    struct Step: Sendable {
        var samples: [Float]
        /// Where in the turn they begin.
        var offset: Int
        var report: TurnReport
        var isComplete: Bool
    }

    private let synthesizer: Synthesizer
    private let thread: WorkerThread
    /// Turns under way, the one worked on last at the end.
    private var underWay: [(key: TurnKey, rendering: TurnRendering)] = []
    /// More would only cost memory; what is pushed out begins again when it is wanted.
    private static let limit = 3

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(_ synthesizer: Synthesizer) {
        self.synthesizer = synthesizer
        thread = WorkerThread(name: "parley-render", niceness: 5)
    }

    /// Renders the next piece of a turn.
    func advance(_ slot: PlayerScript.Slot) throws(SynthesisError) -> Step {
        var rendering: TurnRendering
        if let index = underWay.firstIndex(where: { $0.key == slot.key }) {
            rendering = underWay.remove(at: index).rendering
        } else {
            rendering = try synthesizer.rendering(of: slot.turn, voice: slot.voice)
        }
        let offset = rendering.report.sampleCount
        guard let samples = try rendering.next() else {
            return Step(samples: [], offset: offset, report: rendering.report, isComplete: true)
        }
        let report = rendering.report
        underWay.append((slot.key, rendering))
        if underWay.count > Self.limit { underWay.removeFirst() }
        return Step(samples: samples, offset: offset, report: report, isComplete: false)
    }

    /// Lets go of a turn under way.
    func forget(_ key: TurnKey) { underWay.removeAll { $0.key == key } }

    /// How much sound is the loudness of it: for measures that take a while.
    func measure<Value: Sendable>(
        _ samples: [Float], with body: @Sendable ([Float]) -> Value
    ) -> Value { body(samples) }
}
