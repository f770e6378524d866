import Kernels
import Testing

@testable import StudentModel

@Suite("StudentWidening")
struct StudentWideningTests {
    private static func narrow() -> StudentWeights {
        var configuration = StudentConfiguration()
        configuration.modelWidth = 32
        configuration.headCount = 4
        configuration.encoderLayerCount = 2
        configuration.decoderLayerCount = 2
        configuration.feedForwardWidth = 24
        let layout = StudentLayout(configuration)
        // Biases too, so that none of them can be forgotten.
        var parameters = layout.initialParameters(seed: 3)
        for index in parameters.indices where layout.parameters[index].name.hasSuffix("bias") {
            for place in parameters[index].values.indices {
                parameters[index].values[place] = 0.1 * Float((place * 7) % 5 - 2)
            }
        }
        return StudentWeights(layout: layout, parameters: parameters)
    }

    /// What weights say to a made-up sentence, log-mel in nats.
    private func spoken(_ weights: StudentWeights) -> [Float] {
        let student = Student(weights)
        let tokens = (0..<9).map {
            StudentToken(phoneme: ($0 * 7) % 100, accent: $0 % 8, boundary: $0 % 7)
        }
        return student.speak(
            tokens: tokens, embedding: student.speakerEmbedding(at: 1),
            durations: tokens.indices.map { 2 + $0 % 5 }
        ).logMel.values
    }

    private func distance(_ a: [Float], _ b: [Float]) -> Float {
        zip(a, b).reduce(0) { $0 + abs($1.0 - $1.1) } / Float(a.count)
    }

    @Test("a wider network says nearly the same", arguments: [2, 3])
    func nearlyTheSame(factor: Int) {
        let narrow = Self.narrow()
        let wide = narrow.widened(by: factor, noise: 0, seed: 1)
        #expect(wide.layout.configuration.modelWidth == 32 * factor)
        #expect(wide.parameters.count == narrow.parameters.count)
        let other = StudentWeights(
            layout: wide.layout, parameters: wide.layout.initialParameters(seed: 9))
        let (before, after) = (spoken(narrow), spoken(wide))
        #expect(distance(before, after) < 0.1 * distance(before, spoken(other)))
    }

    @Test("noise lets the copies grow apart without changing much")
    func noise() {
        let narrow = Self.narrow()
        let quiet = spoken(narrow.widened(by: 2, noise: 0, seed: 1))
        let loud = spoken(narrow.widened(by: 2, noise: 0.02, seed: 1))
        #expect(quiet != loud)
        #expect(distance(quiet, loud) < 0.05)
        #expect(loud == spoken(narrow.widened(by: 2, noise: 0.02, seed: 1)))
    }
}
