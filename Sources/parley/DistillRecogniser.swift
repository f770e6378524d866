import ArgumentParser
import Distillation
import Foundation

/// `parley distill recogniser`: the judge of Mandarin renders.
struct DistillRecogniser: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recogniser",
        abstract: "Train the recogniser of Mandarin syllables and tones that judges renders.",
        subcommands: [DistillRecogniserTrain.self])
}

/// `parley distill recogniser train`.
struct DistillRecogniserTrain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train the recogniser on recorded words, and test it on held-out ones.")

    @Option(help: "Folder of recordings with a manifest.tsv.")
    var recordings: String
    @Option(name: .shortAndLong, help: "The recogniser file to write.")
    var out: String
    @Option(help: "Training steps.")
    var steps = RecogniserTrainer.Options().stepCount
    @Option(help: "Seed of the first weights and of the order of the words.")
    var seed: UInt64 = 1
    @Option(help: "Recordings read at a time.")
    var jobs = 1

    func run() async throws {
        var corpus = try RecogniserCorpus(directory: recordings)
        corpus.jobs = max(1, jobs)
        let start = ContinuousClock.now
        func seconds() -> String {
            String(format: "%.0f s", (ContinuousClock.now - start) / .seconds(1))
        }
        let words = await corpus.trainingWords { print("left out: \($0)") }
        print("\(words.count) training words read  \(seconds())")
        var options = RecogniserTrainer.Options()
        options.stepCount = steps
        options.seed = seed
        var trainer = RecogniserTrainer(words: words, options: options)
        var sums: (units: Float, tones: Float) = (0, 0)
        let recogniser = trainer.run { step, units, tones in
            sums.units += units
            sums.tones += tones
            guard step % 50 == 0 else { return }
            print(
                String(
                    format: "step %d of %d  units %.3f  tones %.3f  ", step, steps,
                    sums.units / 50, sums.tones / 50) + seconds())
            fflush(nil)
            sums = (0, 0)
        }
        try recogniser.save(to: out)
        let score = try await corpus.score(of: recogniser)
        print(
            String(
                format: "held-out recordings: %d syllables, %.2f %% right; tones %.2f %% right  ",
                score.syllableCount, 100 * score.syllableAccuracy, 100 * score.toneAccuracy)
                + seconds())
    }
}
