import ArgumentParser
import Dispatch
import Distillation
import Foundation
import StudentModel

/// `parley distill train`: stage 1, behaviour cloning.
struct DistillTrain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train a student on a dataset (stage 1, behaviour cloning).",
        discussion: """
            The run's folder receives the checkpoint, losses.csv and losses.svg. A run that was \
            stopped or killed goes on from its checkpoint and gives the same losses.
            """)

    @Option(help: "Training configuration (JSON); the values it leaves out are the defaults.")
    var config: String?
    @Option(help: "Folder of the labelled training set.")
    var data: String
    @Option(help: "Folder of a labelled set that is only measured, never trained on.")
    var heldOut: String?
    @Option(help: "Folder of the run.")
    var out: String
    @Option(
        help: ArgumentHelp(
            "Weights to start from, for a new voice or a finer tuning.", valueName: "file"))
    var from: String?
    @Option(help: "Steps between checkpoints.")
    var checkpointEvery = 200
    @Option(help: "Stop after this many minutes, with a checkpoint.")
    var minutes: Double?

    func run() async throws {
        var trainer = try Trainer(
            configuration: try config.map(TrainingConfiguration.init(path:))
                ?? TrainingConfiguration(),
            training: try Dataset(directory: data), heldOut: try heldOut.map(Dataset.init),
            folder: out, startingFrom: try from.map(StudentWeights.init(path:)))
        let interruption = InterruptionFlag()
        let start = ContinuousClock.now
        let deadline = minutes.map { start + .seconds($0 * 60) }
        print(
            "\(trainer.layout.trainedParameterCount) parameters; from step \(trainer.startStep) "
                + "to \(trainer.configuration.stepCount)")
        try await trainer.run(
            checkpointEvery: checkpointEvery,
            shouldStop: {
                interruption.isRaised || deadline.map { ContinuousClock.now > $0 } ?? false
            },
            report: { progress in
                guard progress.step % 20 == 0 || progress.row.heldOutMel != nil else { return }
                print(line(progress))
                fflush(nil)
            })
    }

    private func line(_ progress: TrainingProgress) -> String {
        var text = String(
            format: "step %d  mel %.3f  norm %.2f  rate %.1e  %.2f s/step", progress.step,
            progress.row.melError, progress.row.gradientNorm, progress.row.learningRate,
            progress.seconds)
        if let heldOut = progress.row.heldOutMel {
            text += String(format: "  held out %.3f", heldOut)
        }
        let left = Double(progress.stepCount - progress.step) * progress.seconds
        return text + String(format: "  %.0f min left", left / 60)
    }
}
