import Kernels
import Testing

@testable import StudentModel

@Suite("PlannedSentence")
struct PlannedSentenceTests {
    private let pause = StudentToken(phoneme: StudentToken.pause, accent: 0, boundary: 0)
    private let vowel = StudentToken(phoneme: 5, accent: 0, boundary: 0)

    @Test(
        "is cut in its first inner pause with 40 frames on either side, and only there",
        arguments: [
            // Frames of: pause, vowel, pause, vowel, pause, vowel, pause; two make a step.
            ([9, 40, 9, 40, 9, 40, 9], [0..<29, 29..<78]),
            ([9, 9, 9, 40, 9, 40, 9], [0..<38, 38..<63]),
            ([60, 9, 9, 9, 9, 9, 60], [0..<39, 39..<83]),
            ([9, 9, 9, 9, 9, 9, 60], [0..<22, 22..<57]),
            ([9, 90, 9, 5, 5, 9, 9], [0..<68]),
            ([1, 1, 1, 1, 1, 1, 1], [0..<4]),
        ] as [([Int], [Range<Int>])])
    func cuts(durations: [Int], expected: [Range<Int>]) {
        var batch = StudentBatch(configuration: tinyConfiguration())
        for _ in 0..<2 {
            batch.appendTokens([pause, vowel, pause, vowel, pause, vowel, pause])
            batch.appendDurations(durations)
        }
        let steps = (durations.reduce(0, +) + 1) / 2
        #expect(batch.stepCount == 2 * steps)
        #expect(
            batch.stepSegments
                == expected + expected.map { $0.lowerBound + steps..<$0.upperBound + steps })
    }

    @Test("is left whole where that is asked for")
    func whole() {
        var batch = StudentBatch(configuration: tinyConfiguration(), cutsInPauses: false)
        batch.appendTokens([pause, vowel, pause, vowel, pause])
        batch.appendDurations([9, 60, 9, 60, 9])
        #expect(batch.stepSegments == [0..<74])
    }

    @Test("its stretches joined are the whole, and the first knows nothing of the second's sound")
    func joined() {
        let student = Student(tinyWeights())
        let tokens = [pause, vowel, pause, vowel, pause]
        let embedding = student.speakerEmbedding(at: 1)
        func sentence(_ durations: [Int]) -> PlannedSentence {
            student.sentence(tokens: tokens, embedding: embedding, durations: durations)
        }
        let short = sentence([11, 45, 7, 51, 3])
        #expect(short.stretchCount == 2)
        #expect(short.frames.logMel.rows == 117)
        #expect(short.frames.f0.count == 117)
        let head = short.frames(ofStretch: 0)
        #expect(head.logMel.rows == 62)
        #expect(head.logMel == short.frames.logMel.rows(0..<62))
        #expect(head == sentence([11, 45, 7, 80, 9]).frames(ofStretch: 0))
    }
}
