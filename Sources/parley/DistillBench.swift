import ArgumentParser
import Distillation
import Foundation

/// `parley distill bench`: the time of a training step.
struct DistillBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Time training steps: 16 utterances of 5 s, two threads.")

    @Option(help: "Training configuration (JSON).")
    var config: String?
    @Option(help: "Timed steps.")
    var steps = 8

    func run() async throws {
        let configuration =
            try config.map(TrainingConfiguration.init(path:)) ?? TrainingConfiguration()
        let seconds = await trainingBenchmark(configuration: configuration, stepCount: steps)
            .sorted()
        print(
            String(
                format: "step: median %.3f s, fastest %.3f s", seconds[seconds.count / 2],
                seconds[0]))
    }
}
