import Foundation
import Kernels
import StudentModel
import Testing

@testable import Distillation

@Suite("StageTrainer")
struct StageTrainerTests {
    private static func configuration(_ stage: TrainingStage, steps: Int) -> StageConfiguration {
        var configuration = TinyTraining.configuration(stage, steps: steps)
        switch stage {
        case .cloning: break
        case .distillation:
            configuration.distillation.outputWeight = 1
            configuration.distillation.attentionWeight = 0.3
            configuration.distillation.hiddenWeight = 0.5
        case .adversarial:
            configuration.adversarial.lambda = 0.5
            configuration.adversarial.discriminatorLeadCount = 2
            configuration.adversarial.warmUpStepCount = 4
            configuration.adversarial.balance.keepEvery = 3
        case .speakers:
            configuration.training.weightDecay = 0
            configuration.training.learningRate = 1e-2
            configuration.speakers.confusionWeight = 0.5
        }
        return configuration
    }

    private struct Place {
        let root = NSTemporaryDirectory() + "stages-\(UUID().uuidString)"
        let data: Dataset

        init() throws { data = try TinyTraining.dataset(at: root + "/data", count: 23) }
        func remove() { try? FileManager.default.removeItem(atPath: root) }
    }

    @discardableResult
    private func train(
        _ configuration: StageConfiguration, _ place: Place, _ folder: String,
        stopAfter steps: Int? = nil
    ) async throws -> StageTrainer {
        let student = configuration.training.student
        var trainer = try StageTrainer(
            configuration: configuration, training: place.data, heldOut: place.data,
            folder: place.root + "/" + folder,
            startingFrom: TinyTraining.weights(student, seed: 1),
            teacher: .network(
                TinyTraining.weights(TinyTraining.student(width: 12, layers: 2), seed: 2)))
        var taken = 0
        try await trainer.run(
            checkpointEvery: 5, shouldStop: { steps.map { taken >= $0 } ?? false },
            report: { _, _ in taken += 1 })
        return trainer
    }

    @Test(
        "a run that was killed anywhere goes on to the same log and the same weights",
        arguments: [TrainingStage.distillation, .adversarial, .speakers])
    func resumes(stage: TrainingStage) async throws {
        let place = try Place()
        defer { place.remove() }
        let configuration = Self.configuration(stage, steps: 12)
        try await train(configuration, place, "whole")
        try await train(configuration, place, "parts", stopAfter: 7)
        // What a kill leaves behind: rows that the checkpoint knows nothing of, the last one torn.
        let path = place.root + "/parts/steps.jsonl"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let last = try #require(text.split(separator: "\n").last)
        let later = last.replacingOccurrences(of: "\"step\":7", with: "\"step\":8")
        #expect(later != last)
        try (text + later + "\n{\"step\":9,\"sta").write(
            toFile: path, atomically: true, encoding: .utf8)
        try await train(configuration, place, "parts")
        #expect(
            try String(contentsOfFile: path, encoding: .utf8)
                == String(contentsOfFile: place.root + "/whole/steps.jsonl", encoding: .utf8))
        let whole = try averagedWeights(ofRun: place.root + "/whole")
        let parts = try averagedWeights(ofRun: place.root + "/parts")
        #expect(whole.step == 12 && parts.step == 12)
        #expect(whole.weights.parameters == parts.weights.parameters)
        let rows = try StageLog(folder: place.root + "/whole").rows()
        #expect(rows.map(\.step) == Array(1...12))
        #expect(rows[4].heldOutMel != nil && rows[4].heldOutVariance != nil)
    }

    @Test("fine-tuning speakers changes their embeddings and no other value")
    func onlyEmbeddings() async throws {
        let place = try Place()
        defer { place.remove() }
        let configuration = Self.configuration(.speakers, steps: 3)
        let trained = try await train(configuration, place, "run").averagedWeights
        let start = TinyTraining.weights(configuration.training.student, seed: 1)
        for (index, parameter) in start.layout.parameters.enumerated() {
            let isSame = start.parameters[index] == trained.parameters[index]
            #expect(
                isSame == (index != start.layout.speakerEmbedding), "\(parameter.name)")
        }
    }

    @Test("going back takes the kept parameters and forgets the optimiser's memory")
    func restore() {
        let weights = TinyTraining.weights(TinyTraining.student(), seed: 1)
        var state = StageState(
            student: TrainingState(weights), projections: FlatAdam([]),
            discriminator: FlatAdam([]), classifier: FlatAdam([]), kept: [])
        state.kept = state.student.parameters
        state.student.parameters[0] += 1
        state.student.firstMoment[0] = 1
        state.restore()
        #expect(state.student.parameters == state.kept && state.student.average == state.kept)
        #expect(state.student.firstMoment.allSatisfy { $0 == 0 })
    }

    @Test("the classifier learns who speaks")
    func classifierLearns() async throws {
        let student = TinyTraining.student()
        let network = SpeakerNetwork(width: 8, student: student)
        let examples = TinyTraining.examples(8, student)
        var state = FlatAdam(network.initialParameters(seed: 1))
        let first = network.lesson(examples, parameters: state.matrices)
        for _ in 0..<150 {
            let lesson = network.lesson(examples, parameters: state.matrices)
            state.apply(gradients: lesson.gradient, rate: 1e-2)
        }
        let last = network.lesson(examples, parameters: state.matrices)
        #expect(last.loss < 0.5 * first.loss)
        #expect(last.accuracy >= first.accuracy)
    }

    @Test("stage 2 without a teacher, and another run's checkpoint, are refused")
    func refusals() async throws {
        let place = try Place()
        defer { place.remove() }
        var configuration = Self.configuration(.distillation, steps: 2)
        let weights = TinyTraining.weights(configuration.training.student, seed: 1)
        #expect(throws: TrainingError.self) {
            try StageTrainer(
                configuration: configuration, training: place.data, heldOut: nil,
                folder: place.root + "/none", startingFrom: weights)
        }
        try await train(configuration, place, "run")
        configuration.distillation.temperature = 3
        await #expect(throws: TrainingError.self) {
            try await train(configuration, place, "run")
        }
    }

    @Test(
        "the configurations that ship can be read and are without fault",
        arguments: [
            TrainingStage.distillation, .adversarial, .speakers,
        ])
    func shipped(stage: TrainingStage) throws {
        let configuration = try StageConfiguration(stage: stage, path: nil)
        #expect(configuration.problem == nil)
        #expect(configuration.distillation.isUsed == (stage == .distillation))
        #expect(configuration.adversarial.isUsed == (stage == .adversarial))
        #expect(configuration.speakers.isUsed == (stage == .speakers))
    }

    @Test("the weights that ship can be trained again: of the teacher's spectrum and inside alone")
    func cast() throws {
        let path = try DistillationResource.url("stage-2-cast.json").path
        var configuration = try StageConfiguration(stage: .distillation, path: path)
        #expect(configuration.distillation.prosodyWeight == 0)
        configuration.distillation.prosodyWeight = 1
        #expect(try configuration == StageConfiguration(stage: .distillation, path: nil))
    }

    @Test("a configuration for another stage is refused")
    func otherStage() throws {
        let path = NSTemporaryDirectory() + "stage-\(UUID().uuidString).json"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try #"{"stage": "3"}"#.write(toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: TrainingError.self) {
            try StageConfiguration(stage: .distillation, path: path)
        }
    }
}
