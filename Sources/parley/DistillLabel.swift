import ArgumentParser
import Distillation
import Foundation

/// `parley distill label`: teachers speak, a dataset is written.
struct DistillLabel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "label",
        abstract: "Let the teachers of a cast speak, and measure what they say.",
        discussion: """
            A run that was stopped or killed goes on where it was and asks for no utterance twice \
            that it has. The result depends on the settings and the seed only, not on --jobs. What \
            a teacher cannot say goes into quarantine.jsonl with the reason.
            """)

    @Option(help: "Cast file (JSON); the built-in cast if left out.")
    var cast: String?
    @Option(help: "Folder of recorded Mandarin words with manifest.tsv; no Mandarin without it.")
    var recordings: String?
    @Option(help: "Alignment of the recordings, made if absent [default: OUT-alignment.jsonl].")
    var alignment: String?
    @Option(help: "Texts to speak, a line an utterance.")
    var prompts: String?
    @Option(help: "Folder of scripts (.txt) whose turns a teacher from outside speaks.")
    var dialogues: String?
    @OptionGroup(title: "A teacher from outside")
    var outside: TeacherOptions
    @Option(help: "Folder of the dataset.")
    var out: String
    @Option(help: "train, or heldout: the fixed texts that are never trained on.")
    var split = "train"
    @Option(help: "Hours of English per speaker.")
    var englishHours = 2.2
    @Option(help: "Hours of Mandarin per speaker.")
    var mandarinHours = 1.7
    @Option(help: "Utterances made at the same time.")
    var jobs = 2
    @Option(help: "Chooses texts, sentences and pauses.")
    var seed: UInt64 = 1

    func validate() throws {
        guard LabelSplit(rawValue: split) != nil else {
            throw ValidationError("--split is “\(split)”. Use train or heldout.")
        }
        guard jobs >= 1 else { throw ValidationError("--jobs is \(jobs). Use 1 or more.") }
    }

    func run() async throws {
        var order = LabelRun(outPath: out)
        order.castPath = cast
        order.recordingsPath = recordings
        order.alignmentPath = alignment
        order.promptsPath = prompts
        order.dialoguesPath = dialogues
        try outside.apply(to: &order)
        order.split = LabelSplit(rawValue: split) ?? .train
        order.englishHours = englishHours
        order.mandarinHours = mandarinHours
        order.jobs = jobs
        order.seed = seed
        let report = try await order.run(
            message: DistillMessage.print, progress: DistillMessage.print)
        print(report)
        print(DatasetReport(try Dataset(directory: out)))
    }
}

/// Lines on standard error, so that standard output stays clean.
enum DistillMessage {
    static func print(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }

    static func print(_ progress: LabelProgress) {
        let factor = progress.speechSeconds / max(progress.wallSeconds, 1e-3)
        print(
            String(
                format: "shard %d of %d  %.2f h made  %.0f times real time  %.1f min left",
                progress.shardsDone, progress.shardCount, progress.speechSeconds / 3600,
                factor, progress.secondsLeft / 60))
    }
}
