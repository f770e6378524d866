import ArgumentParser
import Foundation
import Listening

/// `parley bench listen`: how long a rater's answer takes until it is on the disk.
struct BenchListen: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "listen",
        abstract: "Time how long a rater's answer takes until it is safe on the disk.")

    @Option(help: "Folder on the disk to be measured.")
    var folder = FileManager.default.currentDirectoryPath
    @Option(help: "How many answers.")
    var answers = 200

    func validate() throws {
        guard (1...10_000).contains(answers) else {
            throw ValidationError("--answers is \(answers). Use 1 to 10000.")
        }
    }

    func run() throws {
        let result = try ConfirmBenchmark.run(folder: folder, count: answers)
        print(Machine.current.line)
        print("answer to disk              median       p95     worst")
        print(
            String(
                format: "stored, synchronised   %11.1f %9.1f %9.1f ms (%d)", result.median,
                result.percentile95, result.maximum, answers))
    }
}
