import Script
import Signal
import Synthesis
import Testing

@testable import Playback

@Suite(.timeLimit(.minutes(2))) struct PlayerMemoryTests {
    private func words(_ count: Int, _ seed: Int) -> Piece {
        .text(
            (0..<count).map { String(repeating: "x", count: 1 + ($0 * seed) % 7) }
                .joined(separator: " ") + " number\(seed)")
    }

    @Test("a long script keeps within its memory, and is heard whole")
    func eviction() async throws {
        let dialogue = Dialogue(turns: (1...14).map { turn(.a, words(8, $0)) })
        let limit = 6 * 48_000
        let bench = PlayerBench(cacheByteLimit: limit)
        bench.send(dialogue)
        bench.player.send(.play(.all))
        let events = await bench.events { $0 == .stopped }
        #expect(pcm16(of: bench.written.samples) == (try await bench.rendered(dialogue)))
        let most = events.compactMap(\.meters).map(\.cacheBytes).max() ?? 0
        #expect(0 < most && most <= limit)
        let rendered = events.compactMap(\.meters).last?.renderedTurnCount ?? 0
        #expect((14...20).contains(rendered))
        #expect(events.contains(.turnState(index: 0, .waiting)))
    }

    @Test("at rest nothing is rendered that there is no room for, and then nothing more")
    func rest() async throws {
        let dialogue = Dialogue(turns: (1...14).map { turn(.a, words(8, $0)) })
        let bench = PlayerBench(cacheByteLimit: 6 * 48_000)
        bench.send(dialogue)
        await bench.events { ($0.meters?.renderedTurnCount ?? 0) >= 1 }
        bench.player.send(.want(turn: 13))
        let events = await bench.events { $0.readyIndex == 13 }
        #expect(events.compactMap(\.readyIndex).count < 10)
    }

    @Test("a turn too long to be kept is rendered as it is heard, also after going back")
    func longTurn() async throws {
        let sentences = (1...16).map { index in
            (0..<12).map { String(repeating: "y", count: 1 + ($0 * index) % 5) }
                .joined(separator: " ")
        }
        let dialogue = Dialogue(turns: [turn(.a, .text(sentences.joined(separator: ". ")))])
        let limit = 4 * 48_000
        let bench = PlayerBench(cacheByteLimit: limit)
        let expected = try await bench.rendered(dialogue)
        #expect(expected.count * 2 > limit + 12 * 48_000)
        bench.send(dialogue)
        bench.player.send(.play(.all))
        let events = await bench.events { $0 == .stopped }
        #expect(pcm16(of: bench.written.samples) == expected)
        let most = events.compactMap(\.meters).map(\.cacheBytes).max() ?? 0
        #expect(most <= limit + 10 * 48_000)

        bench.written.clear()
        bench.player.send(.play(.fromSecond(2)))
        await bench.events { $0 == .stopped }
        #expect(pcm16(of: bench.written.samples) == Array(expected[48_000...]))
    }

    @Test("blocks of a sound are found, let go, and missed")
    func sound() {
        var sound = TurnSound()
        let samples = (0..<60_000).map { Float($0 % 1000) / 1000 }
        sound.append(Array(samples[..<30_000]), at: 0)
        sound.append(Array(samples[20_000...]), at: 20_000)
        sound.append([9], at: 70_000)
        #expect(sound.sampleCount == 60_000 && sound.byteCount == 3 * 48_000)
        #expect(sound.allSamples.map { pcm16(of: $0) } == pcm16(of: samples))
        #expect(sound.samples(from: 23_990, count: 100)?.count == 10)
        #expect(sound.samples(from: 60_000, count: 10) == [])
        sound.drop(before: 30_000)
        #expect(sound.byteCount == 2 * 48_000 && sound.allSamples == nil)
        #expect(sound.samples(from: 0, count: 10) == nil)
        #expect(sound.samples(from: 24_000, count: 10)?.count == 10)
        #expect(sound.peaks.count == 50 && sound.peaks.allSatisfy { $0 > 0.9 })
    }

    @Test("a script finds its turns in time, and what is wanted first")
    func script() {
        var script = PlayerScript(seed: 0)
        let dialogue = Dialogue(turns: (1...9).map { turn(.a, words(10, $0)) })
        let cast = Cast(voiceNames: ["luna"])
        script.update(dialogue, cast: cast) {
            TurnKey($0, voice: $1, settings: .init())
        }
        #expect(Array(script.order(from: 4)) == [4, 5, 6, 3, 2, 7, 8, 1, 0])
        #expect(Array(script.order(from: 99)).count == 9)
        for index in 0..<9 {
            let start = script.start(of: index)
            #expect(script.place(atSample: start)?.index == index)
            #expect(script.place(atSample: start + 10)?.offset == 10)
        }
        #expect(script.place(atSample: -5)?.index == 0)
        #expect(script.place(atSample: .max)?.index == 8)
        #expect(!script.isWhollyKnown)
    }
}
