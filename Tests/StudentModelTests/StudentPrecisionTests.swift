import Foundation
import Kernels
import Testing

@testable import StudentModel

@Suite("StudentPrecision")
struct StudentPrecisionTests {
    private func withFile<Result>(
        _ weights: StudentWeights, _ precision: StudentPrecision,
        _ body: (String) throws -> Result
    ) throws -> Result {
        let path = NSTemporaryDirectory() + "student-\(UUID().uuidString).safetensors"
        defer { unlink(path) }
        try weights.save(to: path, precision: precision)
        return try body(path)
    }

    private func spoken(_ student: Student) -> SpokenFrames {
        student.speak(tokens: tinyTokens, embedding: student.speakerEmbedding(at: 1))
    }

    @Test(
        "asked for a precision, weights speak as from a file of it, whatever theirs holds",
        arguments: StudentPrecision.allCases, StudentPrecision.allCases)
    func conversion(from own: StudentPrecision, to wanted: StudentPrecision) throws {
        try withFile(tinyWeights(), own) { path in
            let converted = try withFile(try StudentWeights(path: path), wanted) {
                spoken(try Student(weightsAt: $0))
            }
            #expect(spoken(try Student(weightsAt: path, precision: wanted)) == converted)
            let inMemory = Student(try StudentWeights(path: path), precision: wanted)
            #expect(spoken(inMemory) == converted)
            if own == wanted { #expect(spoken(try Student(weightsAt: path)) == converted) }
        }
    }

    @Test("the decoder's matrices are bytes with scales, the rest halves, all of them aligned")
    func file() throws {
        let weights = tinyWeights()
        try withFile(weights, .int8) { path in
            let file = try SafetensorsFile(path: path)
            for (index, parameter) in weights.layout.parameters.enumerated() {
                let isQuantized = weights.layout.quantizedWeights.contains(index)
                #expect(file.tensors[parameter.name]?.precision == (isQuantized ? .int8 : .float16))
                let scales = file.shape(of: scalesName(of: parameter.name))
                #expect(scales == (isQuantized ? [parameter.rows] : nil))
            }
            for (name, tensor) in file.tensors {
                let offset = file.offset(of: name) ?? 0
                #expect(offset % tensor.precision.byteCount == 0, "\(name)")
            }
            let names = Set(
                weights.layout.quantizedWeights.map { weights.layout.parameters[$0].name })
            #expect(names.contains("decoder.1.feedforward.output.weight"))
            #expect(names.isDisjoint(with: ["decoder.output.weight"]))
        }
    }

    @Test("durations and pitch of bytes are those of halves to the last bit, and frames are not")
    func prosody() {
        let weights = tinyWeights()
        func prosody(_ precision: StudentPrecision) -> Matrix<Float> {
            let network = StudentNetwork(
                layout: weights.layout,
                operations: InferenceOperations(weights, precision: precision))
            var batch = StudentBatch(configuration: weights.layout.configuration)
            batch.appendTokens(tinyTokens)
            let speaker = Matrix(
                rows: 1, columns: weights.layout.configuration.modelWidth,
                values: Array(weights.parameters[weights.layout.speakerEmbedding].row(1)))
            return network.prosody(network.encode(batch, speakers: speaker), batch)
        }
        #expect(prosody(.int8) == prosody(.float16))
        #expect(
            spoken(Student(weights, precision: .int8))
                != spoken(Student(weights, precision: .float16)))
    }

    @Test("weights read from a file of bytes are what the bytes stand for")
    func weights() throws {
        let weights = tinyWeights()
        try withFile(weights, .int8) { path in
            let read = try StudentWeights(path: path)
            for index in weights.layout.quantizedWeights {
                #expect(
                    read.parameters[index]
                        == QuantizedWeight(quantizing: weights.parameters[index]).dequantized)
            }
        }
    }

    @Test("bytes say nearly what floats say, and not the same")
    func closeness() {
        let embedding = tinyWeights().parameters[tinyWeights().layout.speakerEmbedding].row(0)
        let durations = tinyTokens.map { _ in 4 }
        let (bytes, floats) = (
            Student(tinyWeights(), precision: .int8), Student(tinyWeights())
        )
        func levels(_ student: Student) -> [Float] {
            student.speak(
                tokens: tinyTokens, embedding: Array(embedding), durations: durations
            ).logMel.values
        }
        let difference = zip(levels(bytes), levels(floats)).map { abs($0 - $1) }
        let mean = difference.reduce(0, +) / Float(difference.count)
        #expect(mean > 0 && mean < 0.05, "\(mean) nats")
    }

    @Test("a file of bytes without its scales is refused by all who read it")
    func missingScales() throws {
        let weights = tinyWeights()
        let quantized = weights.layout.decoder[0].attentionInput.weight
        let name = weights.layout.parameters[quantized].name
        let path = NSTemporaryDirectory() + "student-\(UUID().uuidString).safetensors"
        defer { unlink(path) }
        let configuration = try withFile(weights, .int8) {
            try SafetensorsFile(path: $0).metadata
        }
        let tensors = weights.layout.parameters.indices.flatMap { index -> [SafetensorsTensor] in
            let parameter = weights.layout.parameters[index]
            guard parameter.name == name else {
                return [
                    SafetensorsTensor(
                        parameter.name, shape: [parameter.rows, parameter.columns],
                        values: weights.parameters[index].values)
                ]
            }
            return [
                SafetensorsTensor.quantized(
                    name, QuantizedWeight(quantizing: weights.parameters[index]))[0]
            ]
        }
        try SafetensorsWriter.write(tensors, metadata: configuration, to: path)
        #expect(throws: WeightsError.self) { try StudentWeights(path: path) }
        for precision in [nil] + StudentPrecision.allCases.map(Optional.init) {
            let error = #expect(throws: WeightsError.self) {
                try Student(weightsAt: path, precision: precision)
            }
            #expect(error?.description.contains(name) == true)
        }
    }

    @Test("weights beyond the range of halves are refused where halves are asked for")
    func overflow() throws {
        let weights = tinyWeights()
        var parameters = weights.parameters
        parameters[weights.layout.frameOutput.weight].values[0] = 1e6
        try withFile(StudentWeights(layout: weights.layout, parameters: parameters), .float32) {
            path in
            #expect(throws: WeightsError.self) {
                try Student(weightsAt: path, precision: .float16)
            }
            _ = spoken(try Student(weightsAt: path))
        }
    }
}
