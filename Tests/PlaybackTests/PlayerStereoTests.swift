import Script
import Signal
import Synchronization
import Synthesis
import Testing

@testable import Playback

@Suite(.timeLimit(.minutes(2))) struct PlayerStereoTests {
    private let dialogue = Dialogue(turns: [
        turn(.a, .text("one two three four five six seven eight nine ten eleven twelve")),
        turn(.b, .text("five six seven eight nine")),
    ])

    /// An output that can be opened for one channel or two, and writes down how often it was.
    private final class Desk: Sendable {
        struct Hearing: Equatable {
            var channelCount: Int
            var samples: [Float] = []
        }

        private let state = Mutex<[Hearing]>([])
        var hearings: [Hearing] { state.withLock { $0 } }
        let clock: VirtualClock

        init(clock: VirtualClock) { self.clock = clock }

        func open(_ channelCount: Int) -> AudioSink {
            state.withLock { $0.append(Hearing(channelCount: channelCount)) }
            let silent = SilentSink(clock: clock.clock).sink
            var sink = silent
            sink.channelCount = channelCount
            sink.write = { samples in
                self.state.withLock { $0[$0.count - 1].samples += samples }
                try await silent.write(Array(samples[..<(samples.count / channelCount)]))
            }
            sink.reopen = { self.open($0) }
            return sink
        }
    }

    @Test("the output is opened for two channels when somebody leaves the middle, and back")
    func reopening() async throws {
        var bench = PlayerBench()
        let desk = Desk(clock: bench.clock)
        bench.player.send(.sink(desk.open(1)))
        bench.send(dialogue)
        let mono = try await bench.rendered(dialogue)
        func play() async {
            bench.player.send(.play(.all))
            await bench.events { $0 == .stopped }
        }
        await play()
        try bench.cast.apply("B=rms:pan=1")
        bench.send(dialogue)
        await play()
        let stereo = try await bench.rendered(dialogue)
        try bench.cast.apply("B=rms")
        bench.send(dialogue)
        await play()
        #expect(desk.hearings.map(\.channelCount) == [1, 2, 1])
        #expect(desk.hearings.map { pcm16(of: $0.samples) } == [mono, stereo, mono])
    }

    @Test("pan is heard at once while it plays, and nothing is rendered anew for it")
    func whilePlaying() async throws {
        var bench = PlayerBench(timeLimit: 0.3)
        let desk = Desk(clock: bench.clock)
        try bench.cast.apply("A=luna:pan=-1")
        bench.player.send(.sink(desk.open(2)))
        bench.send(dialogue)
        bench.player.send(.play(.all))
        await bench.events { ($0.position?.seconds ?? 0) > 0.15 }
        try bench.cast.apply("A=luna:pan=1")
        bench.send(dialogue)
        bench.clock.allow(until: .infinity)
        let events = await bench.events { $0 == .stopped }
        let heard = try #require(desk.hearings.first).samples
        let turnLength = try bench.rendered(turn: dialogue.turns[0]).count
        let left = (0..<turnLength).map { abs(heard[2 * $0]) }
        let right = (0..<turnLength).map { abs(heard[2 * $0 + 1]) }
        #expect(left[..<2400].max() ?? 0 > 0.01 && left[(turnLength - 2400)...].max() == 0)
        #expect(right[..<2400].max() == 0 && right[(turnLength - 4800)...].max() ?? 0 > 0.01)
        #expect(!events.contains(.turnState(index: 0, .rendering)))
        #expect(desk.hearings.count == 1)
    }

    @Test("an output that cannot be opened again is told, and the head goes on")
    func refused() async throws {
        var bench = PlayerBench()
        var sink = SilentSink(clock: bench.clock.clock).sink
        sink.reopen = { _ in throw PlaybackError.unplugged(device: "desk") }
        bench.player.send(.sink(sink))
        try bench.cast.apply("A=luna:pan=-1")
        bench.send(dialogue)
        bench.player.send(.play(.all))
        let events = await bench.events { $0 == .stopped }
        let problem = PlaybackError.unplugged(device: "desk").description
        #expect(events.contains(.problem(problem)))
        #expect(events.compactMap(\.position).last?.turn == 1)
    }
}
