import ArgumentParser
import Foundation
import Listening

/// `parley listen simulate`: how often the report's intervals hold the truth, or one study to look at.
struct ListenSimulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Simulate studies with known truth and count how often intervals hold it.",
        discussion: "Exits 1 where the headline interval misses its promise by more than 1.5 "
            + "points. With --study one such study is written instead, as a folder for "
            + "“parley listen report”: real clips (tones), raters at the rater's screen who press "
            + "keys, every answer stored as any other.")

    @Option(help: "How many studies.")
    var studies = 2000
    @Option(help: "Raters of each study.")
    var raters = 5
    @Option(help: "Clips of each study.")
    var clips = 100
    @Option(parsing: .upToNextOption, help: "True means of the systems, the teacher's first.")
    var means = [4.5, 4.0]
    @Option(help: "Seed of everything.")
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Write one study into this new folder.", valueName: "folder"))
    var study: String?

    func validate() throws {
        guard (1...1_000_000).contains(studies), (2...1_000).contains(raters),
            (2...10_000).contains(clips)
        else { throw ValidationError("--studies, --raters 2 to 1000, --clips 2 to 10000.") }
        guard !means.isEmpty, means.allSatisfy({ $0 > 1 && $0 < 5 }) else {
            throw ValidationError("--means: each above 1 and below 5, as in --means 4.5 4.0.")
        }
    }

    func run() async throws {
        if let study { return try await write(study) }
        var design = CoverageSimulation.Design()
        design.studyCount = studies
        design.raterCount = raters
        design.itemCount = clips
        design.trueMeans = means
        design.seed = seed
        var bar = ProgressBar()
        let result = CoverageSimulation(design) { bar.show(Double($0) / Double(studies)) }
        bar.clear()
        print(result.text)
        guard result.headlineHolds() else { throw ExitCode.failure }
        print("the headline interval holds what it promises, within 1.5 points")
    }

    private func write(_ path: String) async throws {
        let simulated = SimulatedStudy(
            raterCount: raters, itemCount: clips, trueMeans: means, seed: seed)
        var bar = ProgressBar()
        let count = try await simulated.write(to: path) { bar.show($0) }
        bar.clear()
        print(
            "\(path): \(means.count) systems, \(clips) items, \(raters) raters, \(count) answers\n"
                + "means: parley listen report \(path)")
    }
}
