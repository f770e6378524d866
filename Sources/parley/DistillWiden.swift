import ArgumentParser
import Foundation
import StudentModel

/// `parley distill widen`: a wider network that begins where a narrower one ended.
struct DistillWiden: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "widen",
        abstract: "Make a wider network that says what a narrower one says.",
        discussion: """
            Where a teacher whose inside is known is to be trained and time is short: the wide \
            network goes on from the narrow one's skill (`distill train --from`).
            """)

    @Argument(help: "The weights of the narrower network.")
    var weights: String
    @Option(name: .shortAndLong, help: "The weights file to write (float32).")
    var out: String
    @Option(help: "How many times as wide.")
    var factor = 2
    @Option(help: "Deviation of the new weights, as a share of the old ones'.")
    var noise: Float = 0.02
    @Option(help: "Seed of the new weights.")
    var seed: UInt64 = 1

    func validate() throws {
        guard (2...8).contains(factor) else {
            throw ValidationError("--factor is \(factor). Use 2 to 8.")
        }
    }

    func run() throws {
        let narrow = try StudentWeights(path: weights)
        guard narrow.layout.configuration.modelWidth * factor <= 2048 else {
            throw ValidationError("--factor is \(factor): a network is at most 2048 wide.")
        }
        let wide = narrow.widened(by: factor, noise: noise, seed: seed)
        try wide.save(to: out, precision: .float32)
        print("\(out): \(wide.layout.trainedParameterCount) parameters")
    }
}
