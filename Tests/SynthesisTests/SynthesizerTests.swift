import Script
import Testing

@testable import Synthesis

@Suite struct SynthesizerTests {
    private let dialogue = Dialogue(turns: [
        turn(.a, .text("one two three. four five")),
        turn(.b, .text("six"), .pause(seconds: 0.8), .text("seven"), .rate(2), .text("eight nine")),
        turn(.d, .pronunciation(word: "ten", phonemes: "t eh n")),
    ])

    private func render(
        _ dialogue: Dialogue, cast: String = "",
        settings: Synthesizer.Settings = .init(iterations: 1)
    ) async throws -> (samples: [Float], report: RenderReport, chunkCount: Int) {
        let model = FakeModel()
        var voices = Cast(voiceNames: model.voiceNames)
        try voices.apply(cast)
        var samples: [Float] = []
        var chunkCount = 0
        let report = try await Synthesizer(model: model, settings: settings, read: readFakeText)
            .render(dialogue, cast: voices) {
                samples += $0.samples
                chunkCount += 1
            }
        return (samples, report, chunkCount)
    }

    @Test("the samples do not depend on the number of threads", arguments: [2, 3, 8])
    func threads(count: Int) async throws {
        var settings = Synthesizer.Settings(iterations: 1)
        let alone = try await render(dialogue, settings: settings)
        settings.threadCount = count
        let together = try await render(dialogue, settings: settings)
        #expect(alone.samples == together.samples)
        #expect(alone.report.turns == together.report.turns)
    }

    @Test("another seed gives other pauses, the same seed the same samples")
    func seeds() async throws {
        var settings = Synthesizer.Settings(iterations: 1)
        let first = try await render(dialogue, settings: settings).samples
        #expect(try await render(dialogue, settings: settings).samples == first)
        settings.seed = 1
        #expect(try await render(dialogue, settings: settings).samples.count != first.count)
    }

    @Test("turns follow one another with natural silence, and sum to the whole")
    func timeline() async throws {
        let (samples, report, _) = try await render(dialogue)
        #expect(report.turns.map(\.speaker) == ["A", "B", "D"])
        #expect(
            report.turns.map(\.text) == ["one two three. four five", "six seven eight nine", "ten"])
        #expect(report.sentenceCount == 6)
        #expect(report.turns[0].startSeconds == 0)
        for (previous, next) in zip(report.turns, report.turns.dropFirst()) {
            let silence = next.startSeconds - previous.endSeconds + 16 * 256 / 24_000
            #expect((0.3...0.5).contains(silence))
        }
        #expect(report.turns.last?.endSeconds == report.audioSeconds)
        #expect(samples.count == report.sampleCount)
        #expect(samples.contains { abs($0) > 0.01 })
        #expect(samples.allSatisfy { abs($0) < 1 })
    }

    @Test("a pause in the script is heard as long as it says")
    func pauses() async throws {
        let short = turn(.a, .text("one"), .pause(seconds: 0.5), .text("two"))
        let long = turn(.a, .text("one"), .pause(seconds: 2.5), .text("two"))
        let longer = try await render(Dialogue(turns: [long])).report.audioSeconds
        let shorter = try await render(Dialogue(turns: [short])).report.audioSeconds
        #expect(abs(longer - shorter - 2) < 0.001)
    }

    @Test("the rate of the script, the voice and the settings multiply")
    func rates() async throws {
        let words = String(repeating: "word ", count: 20)
        func seconds(_ pieces: [Piece], _ cast: String, _ rate: Double) async throws -> Double {
            var settings = Synthesizer.Settings(iterations: 1)
            settings.rate = rate
            let dialogue = Dialogue(turns: [Turn(speaker: .a, pieces: pieces, line: 1, column: 1)])
            return try await self.render(dialogue, cast: cast, settings: settings).report
                .audioSeconds
        }
        let plain = try await seconds([.text(words)], "", 1)
        for fast in [
            try await seconds([.rate(2), .text(words)], "", 1),
            try await seconds([.text(words)], "A=luna:rate=2", 1),
            try await seconds([.text(words)], "", 2),
        ] { #expect(fast < 0.6 * plain) }
    }

    @Test("sound comes in small pieces, so that the first is heard soon")
    func streaming() async throws {
        let words = String(repeating: "word ", count: 60)
        let result = try await render(Dialogue(turns: [turn(.a, .text(words))]))
        #expect(result.chunkCount > 4)
    }

    @Test("a dialogue without words is an error")
    func nothingToSay() async {
        await #expect(throws: SynthesisError.nothingToSay) {
            try await render(Dialogue(turns: [turn(.a, .pause(seconds: 0.1))]))
        }
    }

    @Test("what cannot be read is reported with its line")
    func warnings() async throws {
        let report = try await render(Dialogue(turns: [turn(.a, .text("one § two"))])).report
        #expect(report.warnings == [RenderWarning(line: 1, character: "§")])
    }

    @Test("what the listener throws ends the render", arguments: [1, 4])
    func stopping(threadCount: Int) async {
        struct Full: Error {}
        var settings = Synthesizer.Settings(iterations: 1)
        settings.threadCount = threadCount
        await #expect(throws: Full.self) {
            _ = try await Synthesizer(model: FakeModel(), settings: settings, read: readFakeText)
                .render(dialogue, cast: Cast(voiceNames: ["luna"])) { _ in throw Full() }
        }
    }

    @Test("long texts are cut after sentences only", arguments: ["。", "! ", "\n"])
    func cutting(stop: String) {
        let sentence = "abcdefgh ijklmnop Mr. Smith paid 3.5 dollars today" + stop
        let text = String(repeating: sentence, count: 40)
        let parts = cutIntoStretches(text)
        #expect(parts.count > 3)
        #expect(parts.joined() == text)
        for part in parts.dropLast() {
            #expect(part.hasSuffix(stop == "! " ? "!" : stop))
        }
    }
}
