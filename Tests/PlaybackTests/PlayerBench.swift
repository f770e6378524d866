import Kernels
import Phonemes
import Script
import Signal
import StudentModel
import Synchronization
import Synthesis

@testable import Playback

/// A voice that hums: every word lasts eight frames, pauses sixteen.
struct HummingModel: AcousticModel {
    var voiceNames = ["luna", "rms", "clara", "awb"]

    func embedding(ofVoiceAt index: Int) -> [Float] { [Float(100 + 50 * index)] }

    func speak(
        _ tokens: [PhonemeToken], embedding: [Float], rate: Double, pitchShift: Double
    ) -> PlannedSentence {
        let isPause = tokens.map { $0.phoneme == PhonemeInventory.pause }
        let durations = isPause.map { $0 ? 16 : 8 }
        var f0: [Float] = []
        var values: [Float] = []
        for (index, duration) in durations.enumerated() {
            for _ in 0..<duration {
                f0.append(isPause[index] ? 0 : embedding[0])
                values += (0..<80).map { isPause[index] ? -9 : -1 - Float($0) / 20 }
            }
        }
        let logMel = Matrix(rows: f0.count, columns: 80, values: values)
        return PlannedSentence(
            SpokenFrames(logMel: logMel, f0: f0), durations: durations)
    }
}

/// Reads every word as one vowel and every full stop as the end of a sentence; cannot read “§”.
let readWords: Reader = { pieces throws(PhonemeError) in
    let pause = PhonemeToken(phoneme: PhonemeInventory.pause)
    var sentences: [ReadSentence] = []
    for case .text(let text) in pieces {
        if text.contains("§") {
            throw .badPinyin("§")
        }
        for sentence in text.split(separator: ".") {
            let words = sentence.split(separator: " ")
            guard !words.isEmpty else { continue }
            let tokens = words.map { PhonemeToken(phoneme: UInt8(1 + $0.utf8.count % 20)) }
            sentences.append(ReadSentence(tokens: [pause] + tokens + [pause]))
        }
    }
    return sentences
}

/// Time that passes when somebody sleeps, and never waits for anybody; up to a limit.
final class VirtualClock: Sendable {
    private struct State {
        var now = 0.0
        var limit = Double.infinity
        var sleepers: [(end: Double, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    init(limit: Double = .infinity) {
        state.withLock { $0.limit = limit }
    }

    var clock: PlaybackClock {
        PlaybackClock(now: { self.state.withLock { $0.now } }, sleep: { await self.sleep($0) })
    }

    /// Lets time pass up to there.
    func allow(until limit: Double) {
        let ready = state.withLock { state in
            state.limit = limit
            let ready = state.sleepers.filter { $0.end <= limit }
            state.sleepers.removeAll { $0.end <= limit }
            for sleeper in ready { state.now = max(state.now, sleeper.end) }
            return ready
        }
        for sleeper in ready { sleeper.continuation.resume() }
    }

    private func sleep(_ seconds: Double) async {
        await Task.yield()
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                let end = state.now + seconds
                guard end > state.limit else {
                    state.now = end
                    return true
                }
                state.sleepers.append((end, continuation))
                return false
            }
            if isOver { continuation.resume() }
        }
    }
}

/// A player with a listener who writes down what he hears.
struct PlayerBench {
    let player: Player
    let clock: VirtualClock
    let written = Written()
    private let synthesizer: Synthesizer
    var cast = Cast(voiceNames: HummingModel().voiceNames)

    /// What went to the output, and when its writing should fail.
    final class Written: Sendable {
        private let state = Mutex((samples: [Float](), capacity: Int.max))
        var samples: [Float] { state.withLock { $0.samples } }
        func add(_ samples: [Float]) throws {
            try state.withLock {
                $0.samples += samples
                guard $0.samples.count <= $0.capacity else {
                    throw PlaybackError.unplugged(device: "bench")
                }
            }
        }
        func clear() { state.withLock { $0.samples = [] } }
        func limit(to capacity: Int) { state.withLock { $0.capacity = capacity } }
    }

    init(cacheByteLimit: Int = 64 << 20, timeLimit: Double = .infinity) {
        clock = VirtualClock(limit: timeLimit)
        var configuration = Player.Configuration()
        configuration.cacheByteLimit = cacheByteLimit
        configuration.clock = clock.clock
        configuration.measureLoudness = { -Double($0.count) }
        synthesizer = Synthesizer(
            model: HummingModel(), settings: .init(iterations: 0), read: readWords)
        var sink = SilentSink(clock: clock.clock).sink
        sink.description = "bench"
        let (pace, written) = (sink.write, written)
        sink.write = { samples in
            try written.add(samples)
            try await pace(samples)
        }
        player = Player(synthesizer, output: sink, configuration: configuration)
    }

    func send(_ dialogue: Dialogue) { player.send(.script(dialogue, cast)) }

    /// Reads events up to the one that `isLast` knows; gives all of them.
    @discardableResult
    func events(until isLast: (PlayerEvent) -> Bool) async -> [PlayerEvent] {
        var events: [PlayerEvent] = []
        for await event in player.events {
            events.append(event)
            if isLast(event) { break }
        }
        return events
    }

    /// What `render` makes of it, at 16 bit.
    func rendered(_ dialogue: Dialogue) async throws -> [Int16] {
        var samples: [Float] = []
        let channelCount = cast.channelCount(speaking: dialogue)
        _ = try await synthesizer.render(dialogue, cast: cast, channelCount: channelCount) {
            samples += $0.samples
        }
        return pcm16(of: samples)
    }

    func rendered(turn: Turn) throws -> [Int16] {
        let voice = cast.voices[turn.speaker.index]
        return pcm16(of: try synthesizer.renderTurn(turn, voice: voice).samples)
    }
}

func turn(_ speaker: Speaker, _ pieces: Piece...) -> Turn {
    Turn(speaker: speaker, pieces: pieces)
}

extension PlayerEvent {
    var position: Position? {
        if case .position(let position) = self { position } else { nil }
    }
    var meters: Meters? {
        if case .meters(let meters) = self { meters } else { nil }
    }
    var readyIndex: Int? {
        if case .turnState(let index, .ready) = self { index } else { nil }
    }
}
