import Foundation
import Kernels
import Phonemes
import Testing

@testable import Distillation
@testable import StudentModel

@Suite("EvaluationDistances") struct EvaluationMetricsTests {
    private func teacher(_ f0: [Float], level: Float = -3) -> UtteranceRecord {
        UtteranceRecord(
            id: "x", speakerIndex: 0, language: .english, text: "x",
            tokens: [
                PhonemeToken(phoneme: PhonemeInventory.pause), PhonemeToken(phoneme: 5),
                PhonemeToken(phoneme: PhonemeInventory.pause),
            ],
            durations: [1, f0.count - 2, 1],
            logMel: Matrix(
                rows: f0.count, columns: 80,
                values: Array(repeating: level, count: 80 * f0.count)), f0: f0)
    }

    @Test("a perfect student has no distance")
    func identity() {
        let record = teacher([0, 100, 120, 0])
        var sum = EvaluationDistances()
        sum.add(
            teacher: record,
            spoken: SpokenFrames(logMel: record.logMel, f0: record.f0),
            durations: record.durations)
        #expect(sum.melError == 0 && sum.cepstralDistortion == 0 && sum.pitchError == 0)
        #expect(sum.voicingError == 0 && sum.durationError == 0)
    }

    @Test("every figure has its unit")
    func units() {
        let record = teacher([0, 100, 100, 0])
        var sum = EvaluationDistances()
        sum.add(
            teacher: record,
            spoken: SpokenFrames(
                logMel: teacher([0, 0, 0, 0], level: -2.5).logMel, f0: [0, 200, 0, 0]),
            durations: [4, 5, 1])
        #expect(abs(sum.melError - 0.5) < 1e-6)
        #expect(sum.cepstralDistortion < 1e-4, "a change of level alone is no distortion")
        #expect(abs(sum.pitchError - 12) < 1e-6, "an octave")
        #expect(sum.voicingError == 0.25)
        #expect(abs(sum.durationError - 3 * 256 / 24_000.0) < 1e-9)
        #expect(abs(sum.pauseDurationError - 1.5 * 256 / 24_000.0) < 1e-9)
    }

    @Test("one cosine of height a costs 10 √2 / ln 10 · a dB", arguments: [1, 7, 13])
    func distortionOfOneCosine(order: Int) {
        let difference = (0..<80).map {
            0.3 * cos(.pi * Double(order) * (Double($0) + 0.5) / 80)
        }
        let expected = 10 * 2.0.squareRoot() / log(10) * 0.3
        #expect(abs(MelCepstrum.distortion(ofDifference: difference) - expected) < 1e-9)
    }

    @Test("sums of parts equal the whole")
    func parts() {
        let record = teacher([0, 100, 120, 0])
        let spoken = SpokenFrames(
            logMel: teacher([0, 0, 0, 0], level: -2).logMel, f0: [0, 110, 0, 0])
        var whole = EvaluationDistances()
        var part = EvaluationDistances()
        part.add(teacher: record, spoken: spoken, durations: [2, 2, 2])
        for _ in 0..<2 { whole.add(teacher: record, spoken: spoken, durations: [2, 2, 2]) }
        var sum = part
        sum += part
        #expect(sum == whole)
    }
}
