import Script
import Synthesis

/// Measures what the main thread does for a studio with a long script: keys, what follows a pause
/// in the typing, and what the player tells.
public struct StudioBenchmark: Sendable {
    public var turnCount: Int
    public var size: Size

    public init(turnCount: Int = 10_000, size: Size = Size(columns: 80, rows: 24)) {
        self.turnCount = turnCount
        self.size = size
    }

    /// Does each thing `count` times.
    ///
    /// - Parameter now: a clock in seconds.
    public func run(count: Int = 100, now: () -> Double) -> [EditorBenchmark.Cost] {
        var state = opened()
        var (keys, reads, events, frames): ([Double], [Double], [Double], [Double]) =
            ([], [], [], [])
        func timed(_ times: inout [Double], _ body: () -> Void) {
            let start = now()
            body()
            times.append(now() - start)
        }
        for index in 0..<max(count, 1) {
            let key = Key(.character(index % 2 == 0 ? "a" : "字"))
            timed(&keys) { _ = update(&state, .input(.key(key))) }
            // Read elsewhere; taking it in is what keys wait for.
            let report = ScriptReport(
                reading: state.editorText, version: state.editorVersion,
                after: (state.script.dialogue, state.script.readVersion))
            timed(&reads) { _ = update(&state, .scriptRead(report)) }
            timed(&events) {
                let turn = turnCount / 2 + index
                _ = update(&state, .player(.turnState(index: turn, .ready(seconds: 3))))
            }
            timed(&frames) { _ = view(state, in: size) }
        }
        return [
            cost("key", keys), cost("script read after a pause", reads),
            cost("a turn rendered", events), cost("a frame", frames),
        ]
    }

    private func opened() -> StudioState {
        var surroundings = StudioSurroundings()
        surroundings.path = "long.txt"
        var state = StudioState(size: size, surroundings: surroundings)
        _ = startEffects(&state)
        let text = EditorBenchmark.script(turnCount: turnCount)
        let stamp = FileStamp(modified: 0, byteCount: text.utf8.count, hash: 0)
        _ = update(&state, .fileOpened(path: "long.txt", text: text, stamp: stamp))
        let voices = ["a", "b", "c", "d"].enumerated().map { index, name in
            VoiceInfo(name: name, embedding: [Float(index), Float(index * index)])
        }
        _ = update(&state, .voicesLoaded(voices))
        let report = ScriptReport(reading: state.editorText, version: state.editorVersion)
        _ = update(&state, .scriptRead(report))
        _ = state.run("turn \(turnCount / 2)")
        _ = state.run("mode write")
        return state
    }

    private func cost(_ name: String, _ times: [Double]) -> EditorBenchmark.Cost {
        let sorted = times.sorted()
        return EditorBenchmark.Cost(
            name: name, median: sorted[sorted.count / 2],
            p95: sorted[sorted.count * 95 / 100], longest: sorted[sorted.count - 1])
    }
}
