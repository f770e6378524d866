import Foundation
import Kernels
import StudentModel

/// All that changes in a run of a later stage, and its checkpoint file.
struct StageState: Sendable {
    var student: TrainingState
    /// Of hidden states; empty without a teacher of another width.
    var projections: FlatAdam
    /// Empty outside stage 3.
    var discriminator: FlatAdam
    /// The frozen classifier of speakers; empty where speakers are not tuned.
    var classifier: FlatAdam
    var balance = AdversarialBalance()
    /// Parameters to go back to when the adversarial part goes wrong.
    var kept: [Float]

    /// Puts the student back to the kept parameters, forgetting what the optimiser gathered since.
    mutating func restore() {
        student.parameters = kept
        student.average = kept
        student.firstMoment = Array(repeating: 0, count: kept.count)
        student.secondMoment = student.firstMoment
    }
}

extension StageState {
    /// Small values that travel beside the tensors.
    private struct Notes: Codable {
        var balance: AdversarialBalance
        var projectionSteps: Int
        var discriminatorSteps: Int
        var classifierSteps: Int
    }

    /// Writes the checkpoint, whole or not at all; `parley distill export` reads the same file.
    func save(to path: String, configuration: StageConfiguration) throws {
        let shape = [student.parameters.count]
        let notes = Notes(
            balance: balance, projectionSteps: projections.step,
            discriminatorSteps: discriminator.step, classifierSteps: classifier.step)
        let tensors: [(name: String, shape: [Int], values: [Float])] =
            [
                ("parameters", shape, student.parameters), ("average", shape, student.average),
                ("firstMoment", shape, student.firstMoment),
                ("secondMoment", shape, student.secondMoment), ("kept", shape, kept),
            ] + projections.tensors(named: "projections")
            + discriminator.tensors(named: "discriminator")
            + classifier.tensors(named: "classifier")
        try SafetensorsWriter.write(
            tensors: tensors.filter { !$0.values.isEmpty }, precision: .float32,
            metadata: [
                "step": String(student.step), "training": try jsonText(configuration.training),
                "stage": try jsonText(configuration), "notes": try jsonText(notes),
            ], to: path)
    }

    /// Takes over a checkpoint of the same configuration; `self` gives the shapes.
    ///
    /// - Throws: `TrainingError.checkpointMismatch` if it belongs to another run.
    mutating func read(checkpoint path: String, configuration: StageConfiguration) throws {
        let file = try SafetensorsFile(path: path)
        guard let text = file.metadata["stage"], let notesText = file.metadata["notes"] else {
            throw TrainingError.notACheckpoint(path: path)
        }
        // What an older program did not know of has its default.
        var stored = try overlaid(StageConfiguration(), with: Data(text.utf8), path: path)
        stored.training.stepCount = configuration.training.stepCount
        guard stored == configuration else { throw TrainingError.checkpointMismatch(path: path) }
        let notes = try JSONDecoder().decode(Notes.self, from: Data(notesText.utf8))
        student = try TrainingState(checkpoint: path, configuration: configuration.training)
        kept = try file.floats(named: "kept")
        balance = notes.balance
        if !projections.values.isEmpty {
            try projections.read(
                file, named: "projections", step: notes.projectionSteps, path: path)
        }
        if !discriminator.values.isEmpty {
            try discriminator.read(
                file, named: "discriminator", step: notes.discriminatorSteps, path: path)
        }
        if !classifier.values.isEmpty {
            try classifier.read(
                file, named: "classifier", step: notes.classifierSteps, path: path)
        }
    }
}
