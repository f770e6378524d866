import Delivery
import Foundation
import Playback
import Synchronization
import Testing

@testable import StudioTerminal

/// A tone of that frequency in Hz and amplitude.
private func tone(_ frequency: Double, amplitude: Float = 0.1, seconds: Double = 1) -> [Float] {
    (0..<Int(seconds * 24_000)).map {
        amplitude * Float(sin(2 * Double.pi * frequency * Double($0) / 24_000))
    }
}

@Suite struct LowPassAnchorTests {
    /// What becomes of a tone, in dB, away from the ends.
    private func gain(_ anchor: LowPassAnchor, at frequency: Double) -> Double {
        let input = tone(frequency)
        let output = anchor.applied(to: input, sampleRate: 24_000)
        func power(_ samples: [Float]) -> Double {
            samples[2_000..<22_000].reduce(0) { $0 + Double($1) * Double($1) }
        }
        return 10 * log10(power(output) / power(input) + 1e-12)
    }

    @Test(
        "the pass band is flat to 0.1 dB and the stop band as low as BS.1534-3 asks",
        arguments: LowPassAnchor.allCases)
    func response(_ anchor: LowPassAnchor) {
        for frequency in stride(from: 100, through: anchor.cutoff, by: 200) {
            #expect(abs(gain(anchor, at: frequency)) <= 0.1, "\(frequency) Hz")
        }
        #expect(gain(anchor, at: anchor.cutoff + 500) <= -25)
        for frequency in stride(from: anchor.cutoff + 1_000, through: 11_900, by: 300) {
            #expect(gain(anchor, at: frequency) <= -50, "\(frequency) Hz")
        }
    }

    @Test("the length stays and nothing moves in time")
    func timing() {
        var impulse = [Float](repeating: 0, count: 1_001)
        impulse[500] = 1
        let output = LowPassAnchor.low.applied(to: impulse, sampleRate: 24_000)
        #expect(output.count == 1_001)
        #expect(output.indices.max { output[$0] < output[$1] } == 500)
        for index in 0..<500 { #expect(abs(output[index] - output[1_000 - index]) < 1e-6) }
    }
}

@Suite struct StimulusPreparationTests {
    @Test("clips of any rate, level and padding become one format, one loudness, one margin")
    func common() throws {
        let preparation = StimulusPreparation(loudness: -23)
        let silence = [Float](repeating: 0, count: 30_000)
        let quiet = silence + tone(500, amplitude: 0.01, seconds: 2) + silence
        let loud = tone(500, amplitude: 0.5, seconds: 2)
        let other = (0..<88_200).map { Float(0.2 * sin(2 * Double.pi * 500 * Double($0) / 44_100)) }
        let shaped = [
            try preparation.shaped(quiet, sampleRate: 24_000),
            try preparation.shaped(loud, sampleRate: 24_000),
            try preparation.shaped(other, sampleRate: 44_100),
        ]
        let common = preparation.commonLoudness(of: shaped)
        #expect(common == -23)
        for sound in shaped {
            let clip = StimulusPreparation.levelled(sound, to: common)
            let measured = try Loudness.measure(clip)
            #expect(abs(measured.integrated + 23) < 0.1 && measured.truePeak <= -1)
            // 0.1 s before, 2 s, 0.2 s after, to a window of 10 ms.
            #expect(abs(Double(clip.count) / 24_000 - 2.3) < 0.021)
            #expect(clip.prefix(2_000).allSatisfy { abs($0) < 0.01 })
        }
    }

    @Test("where one clip's peaks forbid the loudness, all of them stay below it alike")
    func peaks() throws {
        let preparation = StimulusPreparation(loudness: -14)
        var clicks = tone(300, amplitude: 0.02, seconds: 2)
        for index in stride(from: 100, to: clicks.count, by: 6_000) { clicks[index] = 0.9 }
        let shaped = [
            try preparation.shaped(clicks, sampleRate: 24_000),
            try preparation.shaped(tone(500, seconds: 2), sampleRate: 24_000),
        ]
        let common = preparation.commonLoudness(of: shaped)
        #expect(common < -14)
        for sound in shaped {
            let measured = try Loudness.measure(StimulusPreparation.levelled(sound, to: common))
            #expect(abs(measured.integrated - common) < 0.1 && measured.truePeak < -0.9)
        }
    }

    @Test("long clips are cut and fade out, short versions are padded, silence is refused")
    func lengths() throws {
        let preparation = StimulusPreparation(secondsAtMost: 1)
        let cut = try preparation.shaped(tone(500, seconds: 3), sampleRate: 24_000)
        #expect(cut.samples.count == 24_000 && abs(cut.samples[23_999]) < 1e-3)
        let padded = StimulusPreparation.padded([[1, 2, 3], [4]])
        #expect(padded == [[1, 2, 3], [4, 0, 0]])
        #expect(throws: DeliveryError.silence) {
            try preparation.shaped(Array(repeating: 0, count: 48_000), sampleRate: 24_000)
        }
    }

    @Test("the sound for the level is as loud as was asked")
    func level() throws {
        let samples = LevelSignal.samples(loudness: -26)
        let measured = try Loudness.measure(samples)
        #expect(abs(measured.integrated + 26) < 0.2 && measured.truePeak < 0)
    }
}

/// An output whose listener is a clock that the test turns: it holds back what was written until
/// `hear` lets it be heard.
private final class ManualOutput: Sendable {
    struct Book {
        var written: [Float] = []
        var unheard = 0
        var stops = 0
        var fails = false
    }

    struct Refused: Error, CustomStringConvertible { let description = "unplugged" }

    let book = Mutex(Book())
    private let canDrop: Bool

    init(canDrop: Bool = true) { self.canDrop = canDrop }

    var sink: AudioSink {
        AudioSink(
            description: "manual",
            write: { samples in
                // Taken at once, as devices do; then it waits until little is ahead of the ear.
                try self.book.withLock { book in
                    if book.fails { throw Refused() }
                    book.written += samples
                    book.unheard += samples.count
                }
                while self.book.withLock({ $0.unheard > 1_800 }) {
                    try await Task.sleep(for: .milliseconds(1))
                }
            },
            drain: {
                while self.book.withLock({ $0.unheard > 0 }) {
                    try await Task.sleep(for: .milliseconds(1))
                }
            },
            stop: {
                self.book.withLock { book in
                    book.stops += 1
                    defer { if self.canDrop { book.unheard = 0 } }
                    return self.canDrop ? Double(book.unheard) / 24_000 : 0
                }
            },
            delay: { self.book.withLock { Double($0.unheard) / 24_000 } })
    }

    /// Lets so many samples be heard, waiting for them to be written.
    func hear(_ count: Int) async throws {
        var rest = count
        while rest > 0 {
            rest -= book.withLock { book in
                let taken = min(book.unheard, rest)
                book.unheard -= taken
                return taken
            }
            try await Task.sleep(for: .milliseconds(1))
        }
    }
}

@Suite struct StimulusPlayerTests {
    private final class Ear: Sendable {
        let events = Mutex<[StimulusPlayer.Event]>([])

        func wait(
            _ wish: String, until isSo: @Sendable ([StimulusPlayer.Event]) -> Bool
        ) async throws {
            for _ in 0..<20_000 {
                if events.withLock({ isSo($0) }) { return }
                try await Task.sleep(for: .milliseconds(2))
            }
            Issue.record("never: \(wish): \(events.withLock { $0 }.suffix(5))")
        }
    }

    private func player(_ output: ManualOutput) -> (StimulusPlayer, Ear) {
        let ear = Ear()
        return (
            StimulusPlayer(output.sink) { event in ear.events.withLock { $0.append(event) } }, ear
        )
    }

    private func seconds(
        of sound: Int, in events: [StimulusPlayer.Event]
    ) -> Double {
        events.reduce(0) { sum, event in
            if case .heard(_, sound, let seconds, _) = event { sum + seconds } else { sum }
        }
    }

    @Test("a sequence is heard in turn with a gap, and each end is told when it is heard")
    func sequence() async throws {
        let output = ManualOutput()
        let (player, ear) = player(output)
        let sounds = [
            [Float](repeating: 0.25, count: 6_000), [Float](repeating: 0.5, count: 3_000),
        ]
        player.send(.load(sounds, tag: 7))
        player.send(.sequence([0, 1]))
        try await output.hear(3_000)
        #expect(!ear.events.withLock { $0.contains(.heardToEnd(tag: 7, sound: 0)) })
        try await output.hear(3_000 + 12_000 + 3_000)
        try await ear.wait("the end") { $0.contains(.ended(tag: 7)) }
        let events = ear.events.withLock { $0 }
        let first = try #require(events.firstIndex(of: .heardToEnd(tag: 7, sound: 0)))
        let second = try #require(events.firstIndex(of: .heardToEnd(tag: 7, sound: 1)))
        #expect(first < second)
        #expect(abs(seconds(of: 0, in: events) - 0.25) < 1e-6)
        let written = output.book.withLock { $0.written }
        #expect(written.count == 21_000 && written[7_000] == 0 && written[20_000] == 0.5)
    }

    @Test("a loop switches to another version at the very sample that is heard next")
    func switching() async throws {
        let output = ManualOutput()
        let (player, ear) = player(output)
        // The samples tell where in which sound they are.
        let sounds = [0, 0.25].map { base in (0..<9_600).map { Float(base) + Float($0) / 100_000 } }
        player.send(.load(sounds, tag: 0))
        player.send(.loop(0))
        try await output.hear(4_200)
        try await ear.wait("7 blocks") { self.seconds(of: 0, in: $0) >= 0.17 }
        let before = output.book.withLock { ($0.written.count, $0.unheard) }
        player.send(.loop(1))
        // Nobody hears anything until the order has arrived.
        try await ear.wait("the order") { _ in output.book.withLock { $0.stops >= 3 } }
        try await output.hear(2_000)
        let written = output.book.withLock { $0.written }
        // What was heard of sound 0 ends where sound 1 begins; more may have been written since.
        let switched = try #require(written.firstIndex { $0 >= 0.25 })
        let place = Int(((written[switched + 200] - 0.25) * 100_000).rounded()) - 200
        // The fade of 5 ms hides the first of them.
        #expect(place >= 4_200 && place <= 4_200 + 120, "\(place), \(before)")
        try await ear.wait("the second") { self.seconds(of: 1, in: $0) > 0 }
        // And round the end without a pause.
        try await output.hear(9_600)
        try await ear.wait("its end") { $0.contains(.heardToEnd(tag: 0, sound: 1)) }
        player.send(.stop)
        await player.close()
    }

    @Test("after stop nothing more is told, and a new loop begins at the beginning")
    func stopping() async throws {
        let output = ManualOutput()
        let (player, ear) = player(output)
        player.send(.load([(0..<9_600).map { Float($0) / 10_000 }], tag: 0))
        player.send(.loop(0))
        try await output.hear(3_000)
        player.send(.stop)
        try await ear.wait("silence") { _ in output.book.withLock { $0.stops >= 3 } }
        let count = output.book.withLock { $0.written.count }
        player.send(.gain(-20))
        player.send(.loop(0))
        try await output.hear(1_000)
        let written = output.book.withLock { $0.written }
        #expect(abs(written[count + 500] - 0.1 * 0.05) < 1e-4, "from the start, 20 dB lower")
    }

    @Test("an output that fails is told of, once")
    func failing() async throws {
        let output = ManualOutput()
        output.book.withLock { $0.fails = true }
        let (player, ear) = player(output)
        player.send(.load([[Float](repeating: 0, count: 600)], tag: 0))
        player.send(.sequence([0]))
        try await ear.wait("the failure") { $0.contains(.failed("unplugged")) }
        #expect(ear.events.withLock { $0.count } == 1)
    }
}

@Suite struct StimulusPlanTests {
    @Test("a loop wraps, a sequence has gaps between and none at the ends")
    func blocks() {
        var loop = StimulusPlan(loop: 0, from: 700, sounds: [Array(repeating: 1, count: 1_000)])
        #expect((0..<4).map { _ in loop.next(length: 600)?.offset } == [700, 0, 600, 0])
        let sounds = [[Float]](repeating: Array(repeating: 1, count: 600), count: 2)
        var sequence = StimulusPlan(sequence: [1, 0], sounds: sounds)
        var order: [Int?] = []
        while let block = sequence.next(length: 6_000) { order.append(block.sound) }
        #expect(order == [1, nil, nil, 0])
    }

    @Test("what is heard lags behind what is written by what the output holds")
    func heard() {
        var log = HeardStimuli()
        for offset in [0, 600, 1_200] {
            log.add(.init(sound: 0, offset: offset, samples: Array(repeating: 0, count: 600)))
        }
        #expect(log.place(unheard: 900) == 900)
        #expect(log.advance(unheard: 900).map(\.end) == [600])
        #expect(log.advance(unheard: 0).map(\.end) == [1_200, 1_800])
        #expect(log.place(unheard: 0) == 1_800)
    }
}
