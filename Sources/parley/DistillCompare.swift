import ArgumentParser
import Distillation
import Foundation

/// `parley distill compare`: what a change to the weights cost, figure by figure.
struct DistillCompare: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare two evaluations figure by figure; fails if one is worse than allowed.",
        discussion: "Shows all voices together, and every voice's figures beyond the limit.")

    @Argument(help: "What `parley distill evaluate --json` wrote for the weights before.")
    var before: String
    @Argument(help: "The same for the weights after.")
    var after: String
    @Option(help: "How much worse a figure may be, in percent of what it was.")
    var limit = 2.0
    @Option(help: "Write the table as Markdown to this file.")
    var markdown: String?

    func run() throws {
        let comparison = try EvaluationComparison(
            before: EvaluationReport(jsonAt: before), after: EvaluationReport(jsonAt: after))
        let share = limit / 100
        print(comparison.text(limit: share), terminator: "")
        if let markdown {
            try comparison.markdown(limit: share).write(
                toFile: markdown, atomically: true, encoding: .utf8)
        }
        let failed = comparison.rows(worseBy: share).count
        print(
            "\(failed) of \(comparison.rows.count) figures worse by more than "
                + String(format: "%g %%", limit), terminator: "")
        if let worst = comparison.worst {
            print(
                "; worst: \(worst.voice) \(worst.kind.rawValue) \(worst.figure), "
                    + String(format: "%+.2f %%", 100 * worst.loss))
        }
        if failed > 0 { throw ExitCode.failure }
    }
}
