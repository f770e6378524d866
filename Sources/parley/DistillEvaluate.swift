import ArgumentParser
import Distillation
import Foundation
import StudentModel

/// `parley distill evaluate`: one table of what was lost between teacher and student.
struct DistillEvaluate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Compare a student with its teachers on held-out utterances.",
        discussion: "docs/evaluation.md says what every figure means.")

    @Option(help: "The student's weights.")
    var weights: String
    @Option(help: "Folder of the labelled held-out set.")
    var heldOut: String
    @Option(help: "Folder of the labelled training set, for the speaker classifier.")
    var training: String?
    @Option(help: "The cast that the held-out set was labelled with; the built-in one if left out.")
    var cast: String?
    @Option(help: "Recogniser of Mandarin (`parley distill recogniser train`).")
    var recogniser: String?
    @Option(help: "Folder of recordings, to score the recogniser itself on the held-out ones.")
    var recordings: String?
    @Option(help: "At most so many utterances of each voice and kind.")
    var limit: Int?
    @Option(help: "At most so many English sentences of each voice for the word error.")
    var wordErrorSentences: Int?
    @Flag(help: "Leave out the English word error (no pocketsphinx needed).")
    var noWordError = false
    @Option(help: "Utterances rendered at a time.")
    var jobs = 1
    @Option(help: "Write the table as Markdown to this file.")
    var markdown: String?
    @Option(help: "Write the figures as JSON to this file.")
    var json: String?

    func run() async throws {
        let dataset = try Dataset(directory: heldOut)
        var evaluation = try Evaluation(
            student: try Student(weightsAt: weights), heldOut: dataset,
            cast: try Cast(path: cast))
        evaluation.training = try training.map(Dataset.init(directory:))
        evaluation.recogniser = try recogniser.map(SyllableRecogniser.init(path:))
        evaluation.options.limit = limit ?? .max
        evaluation.options.wordErrorSentences = noWordError ? 0 : wordErrorSentences ?? .max
        evaluation.options.jobs = max(1, jobs)
        var report = EvaluationReport(weights: weights, heldOut: heldOut)
        if let recordings, let recogniser = evaluation.recogniser {
            var corpus = try RecogniserCorpus(directory: recordings)
            corpus.jobs = max(1, jobs)
            report.recordings = try await corpus.score(of: recogniser)
        }
        report = try await evaluation.report(into: report) { message in
            FileHandle.standardError.write(Data((message + "\n").utf8))
        }
        print(report.text, terminator: "")
        if let markdown {
            try report.markdown.write(toFile: markdown, atomically: true, encoding: .utf8)
        }
        if let json { try report.json().write(toFile: json, atomically: true, encoding: .utf8) }
    }
}
