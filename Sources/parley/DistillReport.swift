import ArgumentParser
import Distillation
import Foundation

/// `parley distill report`: what was lost between teacher and student, as a page with pictures.
struct DistillReport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Write the page of what was lost: table, losses, spectrograms, attention.",
        discussion: """
            Writes report.md with a folder of pictures, and report.html, which needs nothing else. \
            Figures of speech come from a file that `distill evaluate --json` wrote; cost is \
            measured here by renders of --script in processes of their own.
            """)

    @Option(help: "The student's weights.")
    var weights: String
    @Option(help: "Weights of the larger network whose inside is known.")
    var teacher: String?
    @Option(help: "Figures that `parley distill evaluate --json` wrote for these weights.")
    var evaluation: String?
    @Option(help: "Folder of the labelled held-out set, for the pictures.")
    var heldOut: String?
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Runs whose losses are drawn.", valueName: "name=folder"))
    var runs: [String] = []
    @Option(help: "Ratings of a listening session: CSV with the columns role and score.")
    var listening: String?
    @Option(help: "Script of the renders that measure cost.")
    var script = "samples/three-minutes.txt"
    @Option(help: "Renders of each network; the medians are reported. 0 measures no cost.")
    var renders = 3
    @Option(name: .shortAndLong, help: "Folder to write.")
    var out: String

    private var namedRuns: [(name: String, folder: String)] {
        runs.compactMap { text in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            return parts.count == 2 ? (parts[0], parts[1]) : nil
        }
    }

    func validate() throws {
        guard namedRuns.count == runs.count else {
            throw ValidationError("--runs takes NAME=FOLDER, one or more times.")
        }
        guard renders >= 0 else {
            throw ValidationError("--renders is \(renders). Use 0 or more.")
        }
    }

    func run() throws {
        var report = DistillationReport(
            student: try network(weights), machine: Machine.current.line)
        report.teacher = try teacher.map { try network($0) }
        report.runs = try namedRuns.map {
            try DistillationReport.Run(name: $0.name, folder: $0.folder)
        }
        report.heldOut = try heldOut.map(Dataset.init(directory:))
        report.evaluation = try evaluation.map { try EvaluationReport(jsonAt: $0) }
        if let listening {
            report.listening = ListeningScores(
                csv: try String(contentsOfFile: listening, encoding: .utf8))
            guard report.listening != nil else {
                throw ValidationError(
                    "\(listening): it has no scores of both teacher and student. Give a CSV with "
                        + "the columns role and score.")
            }
        }
        report.commands.evaluate =
            "parley distill evaluate --weights \(Self.file(weights)) --held-out "
            + Self.file(heldOut ?? "HELDOUT")
        report.commands.render =
            "parley bench render \(Self.file(script)) --runs \(renders) --weights FILE"
        try report.write(to: out)
        print("\(out)/report.md\n\(out)/report.html")
    }

    private func network(_ path: String) throws -> DistillationReport.Network {
        try DistillationReport.Network(path: path, cost: renders > 0 ? try cost(of: path) : nil)
    }

    private func cost(of path: String) throws -> DistillationReport.Cost {
        guard access(script, R_OK) == 0 else { throw BenchError.noScript(script) }
        let probe = RenderProbe(
            mediansOf: try (0..<renders).map { _ in
                try RenderProbe(script: script, arguments: ["--weights", path, "--threads", "1"])
            })
        return DistillationReport.Cost(rtf: probe.rtf, peakResidentBytes: probe.peakResidentBytes)
    }

    /// The last part of a path: the page should not tell where things lie on this machine.
    private static func file(_ path: String) -> String {
        URL(fileURLWithPath: path).lastPathComponent
    }
}
