import Foundation
import Kernels
import Testing

@testable import StudentModel

/// A network small enough for a debug build.
func tinyConfiguration() -> StudentConfiguration {
    var configuration = StudentConfiguration()
    configuration.modelWidth = 16
    configuration.headCount = 2
    configuration.encoderLayerCount = 1
    configuration.decoderLayerCount = 2
    configuration.feedForwardWidth = 24
    configuration.convolutionWidth = 3
    return configuration
}

func tinyWeights(seed: UInt64 = 3) -> StudentWeights {
    let layout = StudentLayout(tinyConfiguration())
    return StudentWeights(layout: layout, parameters: layout.initialParameters(seed: seed))
}

let tinyTokens = (0..<9).map { StudentToken(phoneme: 5 * $0, accent: $0 % 8, boundary: $0 % 7) }

@Suite("Student")
struct StudentTests {
    @Test("speaks as many frames as the durations sum to, all of them finite")
    func frames() {
        let student = Student(tinyWeights())
        let sentence = student.sentence(
            tokens: tinyTokens, embedding: student.speakerEmbedding(at: 1))
        #expect(sentence.durations.count == tinyTokens.count)
        #expect(sentence.durations.allSatisfy { $0 >= 1 })
        let spoken = sentence.frames
        #expect(spoken.logMel.rows == sentence.durations.reduce(0, +))
        #expect(spoken.f0.count == spoken.logMel.rows)
        #expect(spoken.logMel.values.allSatisfy { $0.isFinite })
    }

    @Test("keeps given durations, odd totals too", arguments: [1, 2, 3])
    func givenDurations(each: Int) {
        let student = Student(tinyWeights())
        let durations = tinyTokens.map { _ in each }
        let spoken = student.speak(
            tokens: tinyTokens, embedding: student.speakerEmbedding(at: 0), durations: durations)
        #expect(spoken.logMel.rows == each * tinyTokens.count)
    }

    @Test("gives the same bytes every time")
    func repeats() {
        let student = Student(tinyWeights())
        let embedding = student.speakerEmbedding(at: 2)
        #expect(
            student.speak(tokens: tinyTokens, embedding: embedding)
                == student.speak(tokens: tinyTokens, embedding: embedding))
    }

    @Test("a faster rate is shorter, a pitch shift keeps the length")
    func styles() {
        let student = Student(tinyWeights())
        let embedding = student.speakerEmbedding(at: 0)
        var weights = tinyWeights()
        // A network that says e² ≈ 7 frames for every token.
        var parameters = weights.parameters
        let bias = weights.layout.parameters.firstIndex { $0.name == "prosody.output.bias" } ?? 0
        parameters[bias].values = [2, 0]
        weights = StudentWeights(layout: weights.layout, parameters: parameters)
        let slow = Student(weights).speak(tokens: tinyTokens, embedding: embedding)
        let fast = Student(weights).speak(tokens: tinyTokens, embedding: embedding, rate: 2)
        #expect(fast.logMel.rows < slow.logMel.rows * 2 / 3)
        let raised = student.sentence(tokens: tinyTokens, embedding: embedding, pitchShift: 3)
        #expect(
            raised.durations
                == student.sentence(tokens: tinyTokens, embedding: embedding).durations)
    }

    @Test("weights survive a file, and a file keeps the configuration")
    func file() throws {
        let path = NSTemporaryDirectory() + "student-\(UUID().uuidString).safetensors"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let weights = tinyWeights()
        try weights.save(to: path, precision: .float32)
        let read = try StudentWeights(path: path)
        #expect(read.layout.configuration == weights.layout.configuration)
        #expect(read.parameters == weights.parameters)
    }

    @Test("refuses weights that are no student's, lack a tensor or hold a NaN")
    func badFiles() throws {
        let path = NSTemporaryDirectory() + "student-\(UUID().uuidString).safetensors"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try SafetensorsWriter.write(tensors: [("x", [1, 1], [0])], to: path)
        #expect(throws: WeightsError.self) { try StudentWeights(path: path) }
        var parameters = tinyWeights().parameters
        parameters[4].values[0] = .nan
        try StudentWeights(layout: tinyWeights().layout, parameters: parameters)
            .save(to: path, precision: .float32)
        #expect(throws: WeightsError.self) { try StudentWeights(path: path) }
    }

    @Test("impossible configurations are named, not built")
    func configurations() {
        var configuration = StudentConfiguration()
        #expect(configuration.problem == nil)
        configuration.headCount = 7
        #expect(configuration.problem?.contains("headCount") == true)
        configuration = StudentConfiguration()
        configuration.modelWidth = 1 << 40
        #expect(configuration.problem?.contains("modelWidth") == true)
    }

    @Test("the default network has the documented size")
    func size() {
        let count = StudentLayout(StudentConfiguration()).trainedParameterCount
        #expect(count == 9_846_182)
    }
}
