import ArgumentParser
import Distillation
import Foundation
import StudentModel

/// `parley distill export`: the averaged weights of training runs as a file for rendering.
struct DistillExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a training run's averaged weights for rendering, or the mean of several.")

    @Argument(help: "Folders of training runs, or weights files; their mean is written.")
    var sources: [String]
    @Option(name: .shortAndLong, help: "The weights file to write.")
    var out: String
    @Option(help: "int8, float16 or float32.")
    var precision = StudentPrecision.float16

    func run() throws {
        let weights = try averagedWeights(of: sources)
        try weights.save(to: out, precision: precision)
        let attributes = try FileManager.default.attributesOfItem(atPath: out)
        let byteCount = (attributes[.size] as? NSNumber)?.intValue ?? 0
        print(
            "\(out): \(weights.layout.trainedParameterCount) parameters, \(precision.rawValue), "
                + String(format: "%.2f MB", Double(byteCount) / 1e6))
    }
}
