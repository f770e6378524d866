import Foundation
import Kernels
import StudentModel
import Testing

@testable import Distillation

@Suite("SpeakerClassifier") struct SpeakerClassifierTests {
    /// Noise around a spectrum of the speaker's own, with their pitch; different in each language.
    private func utterance(
        _ speaker: Int, _ language: Language, _ random: inout SplitMix64, spread: Float = 0.5
    ) -> SpeakerClassifier.Utterance {
        let frameCount = 40
        let shift = Float(speaker) * 1.3 + (language == .english ? 0 : 0.7)
        let mel = (0..<frameCount * 80).map { index -> Float in
            -4 + cosf(shift + Float(index % 80) / 9) + spread * random.nextNormal()
        }
        let f0 = (0..<frameCount).map { _ in 100 + 20 * Float(speaker) + 3 * random.nextNormal() }
        return SpeakerClassifier.Utterance(
            speakerIndex: speaker, language: language,
            logMel: Matrix(rows: frameCount, columns: 80, values: mel), f0: f0)
    }

    @Test("tells four bilingual speakers apart on utterances it has not seen")
    func separates() {
        var random = SplitMix64(seed: 7)
        func many(_ count: Int) -> [SpeakerClassifier.Utterance] {
            (0..<4).flatMap { speaker in
                Language.allCases.flatMap { language in
                    (0..<count).map { _ in utterance(speaker, language, &random) }
                }
            }
        }
        let lessons = many(12)
        let tests = many(6)
        let classifier = SpeakerClassifier(training: lessons)
        #expect(classifier.accuracy(on: tests) >= 0.97)
        let again = SpeakerClassifier(training: lessons)
        #expect(tests.allSatisfy { again.speaker(of: $0) == classifier.speaker(of: $0) })
    }

    @Test("silence and unvoiced clips are judged without failing")
    func silence() {
        var random = SplitMix64(seed: 7)
        let lessons = (0..<2).flatMap { speaker in
            (0..<4).map { _ in utterance(speaker, .english, &random) }
        }
        let silent = SpeakerClassifier.Utterance(
            speakerIndex: 1, language: .english, logMel: Matrix(rows: 3, columns: 80),
            f0: [0, 0, 0])
        #expect((0..<2).contains(SpeakerClassifier(training: lessons).speaker(of: silent)))
    }
}
