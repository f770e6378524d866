import ArgumentParser
import Dispatch
import Distillation
import Foundation
import StudentModel

/// `parley distill train`: one stage of the training.
struct DistillTrain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train a student on a dataset, one stage at a time.",
        discussion: """
            Stage 1 clones behaviour. Stage 2 adds what a larger network (--teacher) says and what \
            goes on inside it. Stage 3 adds a discriminator. Stage speakers changes nothing but \
            the speaker embeddings. docs/distillation.md has the equations.

            The run's folder receives the checkpoint and steps.jsonl. A run that was stopped or \
            killed goes on from its checkpoint and gives the same losses.
            """)

    @Option(help: "1, 2, 3 or speakers.")
    var stage = "1"
    @Option(
        help: "Training configuration (JSON); the values it leaves out are those of the stage.")
    var config: String?
    @Option(help: "Folder of the labelled training set.")
    var data: String
    @Option(help: "Folder of a labelled set that is only measured, never trained on.")
    var heldOut: String?
    @Option(help: "Folder of the run.")
    var out: String
    @Option(
        help: ArgumentHelp(
            "Weights to start from; every stage but 1 needs some.", valueName: "file"))
    var from: String?
    @Option(help: ArgumentHelp("Weights of stage 2's teacher.", valueName: "file"))
    var teacher: String?
    @Option(help: "Folder of records of another teacher's inside, for stage 2.")
    var records: String?
    @Option(help: "Steps between checkpoints.")
    var checkpointEvery = 200
    @Option(help: "Stop after this many minutes, with a checkpoint.")
    var minutes: Double?

    func validate() throws {
        guard let chosen = TrainingStage(rawValue: stage) else {
            throw ValidationError("--stage is “\(stage)”. Use 1, 2, 3 or speakers.")
        }
        guard chosen == .cloning || from != nil else {
            throw ValidationError("Stage \(stage) starts from weights. Give them with --from.")
        }
        guard teacher == nil || records == nil else {
            throw ValidationError("Give either --teacher or --records.")
        }
        guard checkpointEvery >= 1 else {
            throw ValidationError("--checkpoint-every is \(checkpointEvery). Use 1 or more.")
        }
    }

    func run() async throws {
        let stop = StopRequest(minutes: minutes)
        if let chosen = TrainingStage(rawValue: stage), chosen != .cloning, let from {
            try await run(chosen, from: from, until: stop)
        } else {
            try await runCloning(until: stop)
        }
    }

    private func runCloning(until stop: StopRequest) async throws {
        var trainer = try Trainer(
            configuration: try config.map(TrainingConfiguration.init(path:))
                ?? TrainingConfiguration(),
            training: try Dataset(directory: data), heldOut: try heldOut.map(Dataset.init),
            folder: out, startingFrom: try from.map(StudentWeights.init(path:)))
        let stepCount = trainer.configuration.stepCount
        announce(trainer.layout, from: trainer.startStep, to: stepCount)
        try await trainer.run(
            checkpointEvery: checkpointEvery, shouldStop: { stop.isDue },
            report: { show(StageRow($0.row), $0.seconds, stepCount: stepCount) })
    }

    private func run(_ stage: TrainingStage, from: String, until stop: StopRequest) async throws {
        let configuration = try StageConfiguration(stage: stage, path: config)
        var trainer = try StageTrainer(
            configuration: configuration, training: try Dataset(directory: data),
            heldOut: try heldOut.map(Dataset.init), folder: out,
            startingFrom: try StudentWeights(path: from),
            teacher: try source())
        let stepCount = configuration.training.stepCount
        announce(trainer.layout, from: trainer.startStep, to: stepCount)
        try await trainer.run(
            checkpointEvery: checkpointEvery, shouldStop: { stop.isDue },
            report: { show($0, $1, stepCount: stepCount) })
    }

    private func source() throws -> InsideSource? {
        if let teacher { return .network(try StudentWeights(path: teacher)) }
        return try records.map { .records(try TeacherRecords(directory: $0)) }
    }

    private func announce(_ layout: StudentLayout, from step: Int, to stepCount: Int) {
        print(
            "stage \(stage): \(layout.trainedParameterCount) parameters; from step \(step) to "
                + "\(stepCount)")
        fflush(nil)
    }

    /// A line for every 20th step, for what the guard did, and for what was measured.
    private func show(_ row: StageRow, _ seconds: Double, stepCount: Int) {
        guard row.step % 20 == 0 || row.heldOutMel != nil || row.event != nil else { return }
        let names = [
            "mel", "output", "attention", "hidden", "adversarial", "matching", "confusion",
            "globalVariance",
        ]
        var text = "step \(row.step)"
        for name in names {
            if let loss = row.losses[name] { text += String(format: "  \(name) %.3f", loss) }
        }
        if let lambda = row.lambda, let accuracy = row.accuracy {
            text += String(format: "  lambda %.3f  told apart %.2f", lambda, accuracy)
        }
        text += String(
            format: "  norm %.2f  rate %.1e  %.2f s/step", row.gradientNorm, row.learningRate,
            seconds)
        if let mel = row.heldOutMel { text += String(format: "  held out %.3f", mel) }
        if let ratio = row.heldOutVariance { text += String(format: "  variance %.3f", ratio) }
        if let event = row.event { text += "  " + event }
        print(text + String(format: "  %.0f min left", Double(stepCount - row.step) * seconds / 60))
        fflush(nil)
    }
}

/// When a training run is to end early: on a signal, or after some time.
private struct StopRequest {
    private let interruption = InterruptionFlag()
    private let deadline: ContinuousClock.Instant?

    init(minutes: Double?) { deadline = minutes.map { .now + .seconds($0 * 60) } }

    var isDue: Bool { interruption.isRaised || deadline.map { .now > $0 } ?? false }
}
