import Glibc
import Synchronization

@testable import Playback

/// ALSA's calls as a test wants them answered; what it took is written down.
final class ScriptedALSA: ALSACalls {
    /// What a device does when it is offered sound.
    enum Answer: Sendable {
        case take
        /// At most so many frames.
        case takeSome(Int)
        /// An error number.
        case fail(Int32)
        /// Does not come back before `release` is called.
        case hang
    }

    private struct State {
        var answers: ArraySlice<Answer>
        var results: [String: [Int32]]
        var bytes: [UInt8] = []
        var calls: [String] = []
        var isReleased = false
        var delay = 0
    }

    private let state: Mutex<State>

    /// - Parameters:
    ///   - answers: to writes, in order; then all is taken.
    ///   - results: of other calls, in order; then 0.
    init(_ answers: [Answer] = [], results: [String: [Int32]] = [:]) {
        state = Mutex(State(answers: answers[...], results: results))
    }

    var bytes: [UInt8] { state.withLock { $0.bytes } }
    /// The names of all calls but `write` and `delay`.
    var calls: [String] { state.withLock { $0.calls } }
    func release() { state.withLock { $0.isReleased = true } }
    func setDelay(_ frames: Int) { state.withLock { $0.delay = frames } }

    func write(_ bytes: ArraySlice<UInt8>, frameCount: Int) -> Int {
        let answer = state.withLock { $0.answers.popFirst() ?? .take }
        var taken = frameCount
        switch answer {
        case .take: break
        case .takeSome(let count): taken = min(count, frameCount)
        case .fail(let number): return -Int(number)
        case .hang: while !state.withLock({ $0.isReleased }) { usleep(1000) }
        }
        let frameSize = bytes.count / max(frameCount, 1)
        state.withLock { $0.bytes += bytes.prefix(taken * frameSize) }
        return taken
    }

    func wait(milliseconds: Int32) -> Int32 { result("wait", otherwise: 1) }
    func delay() -> Int { state.withLock { $0.delay } }
    func prepare() -> Int32 { result("prepare") }
    func resume() -> Int32 { result("resume") }
    func drop() -> Int32 { result("drop") }
    func drain() -> Int32 { result("drain") }
    func close() { _ = result("close") }

    private func result(_ name: String, otherwise: Int32 = 0) -> Int32 {
        state.withLock { state in
            state.calls.append(name)
            guard let first = state.results[name]?.first else { return otherwise }
            state.results[name]?.removeFirst()
            return first
        }
    }
}
