import Script
import Testing

@testable import Synthesis

@Suite struct TurnRenderingTests {
    private let dialogue = Dialogue(turns: [
        turn(.b, .pause(seconds: 0.123)),
        turn(.a, .pause(seconds: 0.1), .text("one two three. four five"), .pause(seconds: 0.057)),
        turn(.b, .text("six"), .pause(seconds: 0.8), .text("seven"), .rate(2), .text("eight nine")),
        turn(.c, .pause(seconds: 0.333)),
        turn(.c, .pause(seconds: 0.01), .pause(seconds: 0.2), .text("§ one two three. four five")),
        turn(.d, .pronunciation(word: "ten", phonemes: "t eh n"), .pause(seconds: 3)),
    ])
    private let cast = Cast(voiceNames: FakeModel().voiceNames)

    private func synthesizer(threads: Int = 1, seed: UInt64 = 0) -> Synthesizer {
        var settings = Synthesizer.Settings(iterations: 1)
        settings.threadCount = threads
        settings.seed = seed
        return Synthesizer(model: FakeModel(), settings: settings, read: readFakeText)
    }

    private func whole(_ dialogue: Dialogue, threads: Int = 1, seed: UInt64 = 0) async throws
        -> [Float]
    {
        var samples: [Float] = []
        _ = try await synthesizer(threads: threads, seed: seed).render(dialogue, cast: cast) {
            samples += $0.samples
        }
        return samples
    }

    private func joined(_ dialogue: Dialogue, seed: UInt64 = 0) throws -> [Float] {
        let synthesizer = synthesizer(seed: seed)
        var spacing = TurnSpacing(seed: seed)
        var samples: [Float] = []
        for turn in dialogue.turns {
            let audio = try synthesizer.renderTurn(turn, voice: cast.voices[turn.speaker.index])
            #expect(audio.samples.count == audio.report.sampleCount)
            let silence = spacing.silence(before: turn, audio.report)
            spacing.finish(audio.report)
            samples += Array(repeating: 0, count: silence) + audio.samples
        }
        return samples
    }

    @Test("turns and silences joined are the whole render, bit by bit", arguments: [1, 2, 5])
    func concatenation(threads: Int) async throws {
        for seed: UInt64 in [0, 7] {
            let rendered = try await whole(dialogue, threads: threads, seed: seed)
            #expect(try joined(dialogue, seed: seed) == rendered)
        }
    }

    @Test("a turn sounds the same wherever it stands, so that changing one changes no other")
    func independence() async throws {
        var changed = dialogue
        changed.turns[1] = turn(.c, .text("another. longer. text"))
        changed.turns.insert(turn(.d, .text("new. and newer")), at: 0)
        let synthesizer = synthesizer()
        for (old, new) in [(2, 3), (4, 5), (5, 6)] {
            let turn = dialogue.turns[old]
            #expect(turn == changed.turns[new])
            let voice = cast.voices[turn.speaker.index]
            let first = try synthesizer.renderTurn(turn, voice: voice).samples
            #expect(try synthesizer.renderTurn(changed.turns[new], voice: voice).samples == first)
            let all = try await whole(changed)
            #expect(all.contains(first))
        }
    }

    @Test("a report tells the pauses at both ends and what was left out")
    func report() throws {
        let synthesizer = synthesizer()
        func report(_ index: Int) throws -> TurnReport {
            try synthesizer.renderTurn(dialogue.turns[index], voice: cast.voices[0]).report
        }
        #expect(try report(0).sentenceCount == 0)
        #expect(try report(0).leadingPause == 2952 && report(0).trailingPause == 0)
        #expect(try report(1).leadingPause == 2400 && report(1).trailingPause == 1368)
        #expect(try report(1).sentenceCount == 2)
        #expect(try report(4).unreadable == ["§"])
        #expect(try report(4).renderSeconds > 0 && report(4).stages.vocoder > 0)
    }

    @Test("the silence before a turn is known with its first samples")
    func earlySilence() throws {
        var rendering = try synthesizer().rendering(of: dialogue.turns[1], voice: cast.voices[0])
        _ = try rendering.next()
        var spacing = TurnSpacing(seed: 0)
        #expect(spacing.silence(before: dialogue.turns[1], rendering.report) == 2400)
    }

    @Test("the sound of a long turn comes in small pieces")
    func streaming() throws {
        let words = String(repeating: "word ", count: 200) + ". " + "and more"
        var rendering = try synthesizer().rendering(
            of: turn(.a, .text(words)), voice: cast.voices[0])
        var counts: [Int] = []
        while let chunk = try rendering.next() {
            #expect(rendering.report.sampleCount == counts.reduce(chunk.count, +))
            counts.append(chunk.count)
        }
        #expect(counts.count > 10 && counts.allSatisfy { 0 < $0 && $0 <= 4 * 24_000 })
        #expect(counts[0] < 24_000)
    }

    @Test("keys are equal where the sound is, and only there")
    func keys() throws {
        let first = dialogue.turns[1]
        func key(
            _ turn: Turn, _ recipe: String = "luna", seed: UInt64 = 0, weights: UInt64 = 0,
            threads: Int = 1
        ) throws -> TurnKey {
            synthesizer(threads: threads, seed: seed).key(
                of: turn, voice: try Voice(parsing: recipe), weights: weights)
        }
        let plain = try key(first)
        #expect(try key(Turn(speaker: .d, pieces: first.pieces, line: 9)) == plain)
        #expect(try key(first, "luna:pan=1", threads: 4) == plain)
        #expect(try key(dialogue.turns[2]) != plain)
        #expect(try key(first, "luna:pitch=1") != plain)
        #expect(try key(first, seed: 1) != plain)
        #expect(try key(first, weights: 1) != plain)
    }

    @Test("an unknown voice is refused before anything is rendered")
    func unknownVoice() {
        #expect(throws: SynthesisError.unknownVoice("nobody", known: FakeModel().voiceNames)) {
            try synthesizer().rendering(of: dialogue.turns[1], voice: Voice(name: "nobody"))
        }
    }
}
