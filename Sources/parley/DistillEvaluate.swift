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
    var weights: String?
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Several students instead, side by side in one table.", valueName: "name=weights"))
    var ablation: [String] = []
    @Option(
        help: "int8, float16 or float32: computes in this, whatever the weights are stored in.")
    var precision: StudentPrecision?
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

    /// `--ablation`'s values cut at their first equals sign.
    private var candidates: [(name: String, weights: String)] {
        ablation.compactMap { text in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            return parts.count == 2 ? (parts[0], parts[1]) : nil
        }
    }

    func validate() throws {
        guard (weights == nil) != ablation.isEmpty else {
            throw ValidationError("Give either --weights or --ablation.")
        }
        guard candidates.count == ablation.count else {
            throw ValidationError("--ablation takes NAME=WEIGHTS, one or more times.")
        }
        guard json == nil || ablation.isEmpty else {
            throw ValidationError("--json belongs to --weights; --ablation writes --markdown.")
        }
    }

    func run() async throws {
        guard let weights else { return try await runAblation() }
        let report = try await report(on: weights)
        print(report.text, terminator: "")
        try write(report.markdown)
        if let json { try report.json().write(toFile: json, atomically: true, encoding: .utf8) }
    }

    private func runAblation() async throws {
        var table = AblationTable(entries: [])
        for candidate in candidates {
            DistillMessage.print(candidate.name)
            table.entries.append(
                AblationTable.Entry(
                    name: candidate.name, report: try await report(on: candidate.weights)))
        }
        print(table.text, terminator: "")
        try write(table.markdown)
    }

    private func write(_ table: String) throws {
        if let markdown { try table.write(toFile: markdown, atomically: true, encoding: .utf8) }
    }

    private func report(on weights: String) async throws -> EvaluationReport {
        var evaluation = try Evaluation(
            student: try Student(weightsAt: weights, precision: precision),
            heldOut: try Dataset(directory: heldOut),
            cast: try Cast(path: cast))
        evaluation.training = try training.map(Dataset.init(directory:))
        evaluation.recogniser = try recogniser.map(SyllableRecogniser.init(path:))
        evaluation.options.limit = limit ?? .max
        evaluation.options.wordErrorSentences = noWordError ? 0 : wordErrorSentences ?? .max
        evaluation.options.jobs = max(1, jobs)
        let name = precision.map { "\(weights) in \($0.rawValue)" } ?? weights
        var report = EvaluationReport(weights: name, heldOut: heldOut)
        if let recordings, let recogniser = evaluation.recogniser, ablation.isEmpty {
            var corpus = try RecogniserCorpus(directory: recordings)
            corpus.jobs = max(1, jobs)
            report.recordings = try await corpus.score(of: recogniser)
        }
        return try await evaluation.report(into: report) { DistillMessage.print($0) }
    }
}
