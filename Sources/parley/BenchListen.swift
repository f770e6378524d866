import ArgumentParser
import Foundation
import Listening

/// `parley bench listen`: how long a rater's answer takes until it is on the disk.
struct BenchListen: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "listen",
        abstract: "Time how long a rater's answer takes until it is safe on the disk.",
        discussion: "By itself the storing alone. With --raters the real program, once for each "
            + "rater, under terminals of this command's own: from Enter, pressed by all at the "
            + "same moment, to the screen that follows the stored answer; and what a rater's "
            + "waiting screen computes.")

    @Option(help: "Folder on the disk to be measured.")
    var folder = FileManager.default.currentDirectoryPath
    @Option(help: "How many answers (with --raters: of each rater).")
    var answers = 200
    @Option(help: "How many raters sit at terminals at once.")
    var raters = 0
    @Option(help: "Seconds for which a waiting rater's computing is watched.")
    var rest = 20.0
    @Flag(help: "Let other programs compute on all cores meanwhile.")
    var load = false

    func validate() throws {
        guard (1...10_000).contains(answers) else {
            throw ValidationError("--answers is \(answers). Use 1 to 10000.")
        }
        guard (0...16).contains(raters) else {
            throw ValidationError("--raters is \(raters). Use 0 to 16.")
        }
        guard (0...3_600).contains(rest) else {
            throw ValidationError("--rest is \(rest). Use 0 to 3600 seconds.")
        }
    }

    func run() throws {
        let load = load ? try CoreLoad() : nil
        defer { load?.end() }
        print(Machine.current.line)
        print("answer to disk                  median       p95     worst")
        let scratch = try ScratchFolder(in: folder)
        guard raters > 0 else { return try storeOnly(in: scratch.path) }
        let probe = RaterProbe(folder: scratch.path, raterCount: raters, answerCount: answers)
        try show(probe.run(restSeconds: rest))
    }

    private func storeOnly(in folder: String) throws {
        let before = CoreUse.now
        let result = try ConfirmBenchmark.run(folder: folder, count: answers)
        try checkLoad(CoreUse.now.share(since: before))
        print("stored, synchronised      " + Spread(result.milliseconds).row("ms"))
    }

    private func show(_ result: RaterProbe.Result) throws {
        try checkLoad(result.machineShare)
        let name = "Enter to stored, \(result.raterCount) raters"
        let padding = String(repeating: " ", count: max(26 - name.count, 1))
        print(name + padding + result.milliseconds.row("ms"))
        print(
            String(
                format: "    meanwhile %.0f %% of the cores were busy", result.machineShare * 100))
        guard rest > 0 else { return }
        print(
            String(
                format: "one core at rest, a rater's waiting screen %.2f %% in %.0f s",
                result.restingShare * 100, rest))
    }

    /// Figures under load are only given where there was load.
    private func checkLoad(_ share: Double) throws {
        guard !load || share >= CoreUse.busy else { throw BenchError.noLoad(share: share) }
    }
}
