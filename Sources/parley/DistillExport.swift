import ArgumentParser
import Distillation
import Foundation
import StudentModel

/// `parley distill export`: a checkpoint's averaged weights as a file for rendering.
struct DistillExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a training run's averaged weights for rendering.")

    @Argument(help: "Folder of the training run.")
    var folder: String
    @Option(name: .shortAndLong, help: "The weights file to write.")
    var out: String
    @Option(help: "Training configuration that the run must have been started with (JSON).")
    var config: String?
    @Option(help: "float16 or float32.")
    var precision = "float16"

    func validate() throws {
        guard ["float16", "float32"].contains(precision) else {
            throw ValidationError("--precision is “\(precision)”. Use float16 or float32.")
        }
    }

    func run() throws {
        let configuration = try config.map(TrainingConfiguration.init(path:))
        let (weights, step) = try averagedWeights(ofRun: folder, configuration: configuration)
        try weights.save(
            to: out, precision: precision == "float16" ? .float16 : .float32,
            metadata: ["step": String(step)])
        print("\(out): \(weights.layout.trainedParameterCount) parameters, step \(step)")
    }
}
