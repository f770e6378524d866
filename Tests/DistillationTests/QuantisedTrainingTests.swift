import Foundation
import Kernels
import Phonemes
import StudentModel
import Testing

@testable import Distillation

@Suite("Training with quantisation")
struct QuantisedTrainingTests {
    private func configuration(steps: Int) -> TrainingConfiguration {
        var configuration = TinyTraining.configuration(.cloning, steps: steps).training
        configuration.student = TinyTraining.student(width: 16)
        configuration.quantisation = .int8
        configuration.learningRate = 3e-3
        return configuration
    }

    /// Mel levels (nats) of one utterance as training computes them, with given durations and the
    /// pitch it predicts itself.
    private func trainingLevels(
        _ weights: StudentWeights, _ quantisation: TrainingConfiguration.Quantisation,
        _ tokens: [StudentToken], _ durations: [Int]
    ) -> [Float] {
        let layout = weights.layout
        let operations = TapeOperations(
            parameters: weights.parameters, layout: layout, quantisation: quantisation)
        let network = StudentNetwork(layout: layout, operations: operations)
        var batch = StudentBatch(configuration: layout.configuration)
        batch.appendTokens(tokens)
        batch.appendDurations(durations)
        let speaker = operations.embedding(layout.speakerEmbedding, [2])
        let encoded = network.encode(batch, speakers: speaker)
        let prosody = operations.tape.value(of: network.prosody(encoded, batch))
        let pitch = Matrix(
            rows: tokens.count, columns: 1, values: tokens.indices.map { prosody[$0, 1] })
        let output = operations.tape.value(
            of: network.decode(encoded, batch, pitch: pitch, speakers: speaker))
        return (0..<durations.reduce(0, +)).flatMap { frame in
            (0..<80).map { output.values[frame * 82 + $0] * layout.configuration.melDeviation - 6 }
        }
    }

    @Test(
        "training computes what the student of eight bits will, in stretches too",
        arguments: [[3, 4, 5, 6, 7], [9, 41, 6, 60, 7]])
    func sameOutput(durations: [Int]) throws {
        let student = TinyTraining.student(width: 16)
        // Halves, as the small parameters of a file of bytes are: the least difference before a
        // rounding may end on its other side, and such differences grow from layer to layer.
        let path = NSTemporaryDirectory() + "quantised-\(UUID().uuidString).safetensors"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try TinyTraining.weights(student, seed: 9).save(to: path, precision: .float16)
        let weights = try StudentWeights(path: path)
        var tokens = TinyTraining.examples(1, student)[0].tokens
        tokens[2].phoneme = StudentToken.pause
        func distance(_ levels: [Float], _ precision: StudentPrecision) -> Float {
            let speaker = Student(weights, precision: precision)
            let spoken = speaker.speak(
                tokens: tokens, embedding: speaker.speakerEmbedding(at: 2), durations: durations)
            return zip(levels, spoken.logMel.values).reduce(0) { $0 + abs($1.0 - $1.1) }
                / Float(levels.count)
        }
        let quantised = trainingLevels(weights, .int8, tokens, durations)
        let (own, other) = (distance(quantised, .int8), distance(quantised, .float32))
        #expect(own < 1e-4 && other > 1e-3, "\(own) and \(other) nats")
        let floats = trainingLevels(weights, .none, tokens, durations)
        #expect(distance(floats, .float32) < 1e-4)
    }

    @Test("every matrix of bytes learns through the rounding")
    func gradients() {
        let configuration = configuration(steps: 1)
        let layout = StudentLayout(configuration.student)
        let weights = TinyTraining.weights(configuration.student, seed: 4)
        let examples = TinyTraining.examples(3, configuration.student)
        func gradients(_ quantisation: TrainingConfiguration.Quantisation) -> [Matrix<Float>] {
            var configuration = configuration
            configuration.quantisation = quantisation
            return lossAndGradients(
                examples, parameters: weights.parameters, layout: layout,
                configuration: configuration, normalisation: LossNormalisation(examples),
                dropoutSeed: 0
            ).gradients
        }
        let (rounded, exact) = (gradients(.int8), gradients(.none))
        for index in layout.quantizedWeights {
            let (a, b) = (rounded[index].values, exact[index].values)
            let norm = sqrt(sumOfSquares(a) * sumOfSquares(b))
            let cosine = zip(a, b).reduce(0) { $0 + Double($1.0 * $1.1) } / max(norm, 1e-30)
            #expect(cosine > 0.9, "\(layout.parameters[index].name)")
            #expect(a != b, "\(layout.parameters[index].name)")
        }
    }

    @Test("a run goes on from its checkpoint, learns, and its export says what it measured")
    func run() async throws {
        let root = NSTemporaryDirectory() + "quantised-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: root) }
        let data = try TinyTraining.dataset(at: root + "/data", count: 23)
        let configuration = configuration(steps: 12)

        func train(_ folder: String, stopAfter steps: Int = .max) async throws -> [StageRow] {
            var trainer = try Trainer(
                configuration: configuration, training: data, heldOut: data,
                folder: root + "/" + folder)
            var rows: [StageRow] = []
            try await trainer.run(
                checkpointEvery: 5, shouldStop: { rows.count >= steps },
                report: { rows.append(StageRow($0.row)) })
            return rows
        }
        let whole = try await train("whole")
        let first = try await train("parts", stopAfter: 7)
        let second = try await train("parts")
        #expect((first + second).map(\.losses) == whole.map(\.losses))
        #expect((whole.last?.losses["mel"] ?? 9) < 0.9 * (whole[0].losses["mel"] ?? 0))

        // The exported file, read back, gives the held-out error that the run logged.
        let exported = root + "/student.safetensors"
        try averagedWeights(of: [root + "/whole"]).save(to: exported, precision: .int8)
        let read = try figures(
            of: StudentWeights(path: exported), on: data, configuration: configuration)
        let logged = try #require(whole.last?.heldOutMel)
        #expect(abs(read.mel - logged) < 0.01 * logged)
    }

    @Test("the later stages quantise too, and a run of another precision is not gone on with")
    func stages() async throws {
        let root = NSTemporaryDirectory() + "quantised-stage-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: root) }
        let data = try TinyTraining.dataset(at: root + "/data", count: 9)
        var configuration = TinyTraining.configuration(.adversarial, steps: 2)
        let weights = TinyTraining.weights(configuration.training.student, seed: 7)
        func firstLoss(_ folder: String) async throws -> Double? {
            var trainer = try StageTrainer(
                configuration: configuration, training: data, heldOut: nil,
                folder: root + "/" + folder, startingFrom: weights)
            var losses: [Double] = []
            try await trainer.run { row, _ in losses.append(row.losses["mel"] ?? .nan) }
            return losses.first
        }
        let floats = try await firstLoss("floats")
        configuration.training.quantisation = .int8
        let bytes = try await firstLoss("bytes")
        #expect(floats != bytes)
        #expect(abs((floats ?? 0) - (bytes ?? 9)) < 0.05 * (floats ?? 0))
        await #expect(throws: TrainingError.self) { try await firstLoss("floats") }
    }

    @Test("the configuration that ships fine-tunes the shipped network in eight bits")
    func shippedConfiguration() throws {
        let url = try DistillationResource.url("quantisation.json")
        let configuration = try TrainingConfiguration(path: url.path)
        #expect(configuration.quantisation == .int8)
        let full = try TrainingConfiguration(
            path: try DistillationResource.url("training.json").path)
        #expect(configuration.student == full.student)
        #expect(configuration.learningRate < full.learningRate / 4)
    }
}
