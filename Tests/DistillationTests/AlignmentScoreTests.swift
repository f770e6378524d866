import Testing

@testable import Distillation

@Suite("AlignmentScore") struct AlignmentScoreTests {
    @Test("boundaries of flite are found from sound and text, most within 25 ms")
    func flite() async throws {
        let texts = Array(try AlignmentScore.builtInTexts().prefix(60))
        let score = try await AlignmentScore(voice: .rms, texts: texts, jobs: 2, rounds: 10)
        #expect(score.utteranceCount > 25 && score.errors.count > 300)
        #expect(score.share(within: 25) > 0.7, "\(score)")
        #expect(score.share(within: 10) < score.share(within: 25))
        #expect("\(score)".hasPrefix("flite rms: \(score.utteranceCount) utterances"))
    }

    @Test("texts that nobody can say are no measure")
    func nothing() async {
        await #expect(throws: DistillationError.self) {
            _ = try await AlignmentScore(voice: .slt, texts: ["☃"], jobs: 1)
        }
    }
}
