import ArgumentParser
import Distillation
import Foundation
import Phonemes

/// `parley distill align`: when each phoneme is spoken, in recordings or in a dataset.
struct DistillAlign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "align",
        abstract: "Find when each phoneme is spoken, from sound and text alone.",
        discussion: """
            With --recordings, writes the alignment that `label` needs. With --data, aligns a \
            labelled dataset, tells how far its own durations are from that, and with --out \
            writes a copy with the durations found. With --score, lets a voice of flite speak and \
            prints how far the boundaries found are from its true ones.
            """)

    @Option(help: "Folder of recorded words with manifest.tsv.")
    var recordings: String?
    @Option(help: "Folder of a labelled dataset.")
    var data: String?
    @Option(help: "A voice of flite to measure the aligner on: slt, rms, awb or kal16.")
    var score: FliteVoice?
    @Option(help: "Texts for --score, a line an utterance; by itself those that ship with parley.")
    var prompts: String?
    @Option(help: "Texts that --score uses at most.")
    var limit = 400
    @Option(help: "The alignment file, or the folder of the new dataset, to write.")
    var out: String?
    @Option(help: "Recordings worked on at the same time.")
    var jobs = 2

    func validate() throws {
        let given = [recordings, data, score?.rawValue].compactMap { $0 }
        guard given.count == 1 else {
            throw ValidationError("Give one of --recordings, --data and --score.")
        }
        guard limit >= 1 else { throw ValidationError("--limit is \(limit). Use 1 or more.") }
        guard recordings == nil || out != nil else {
            throw ValidationError("Say with --out where the alignment goes.")
        }
    }

    func run() async throws {
        if let recordings, let out {
            try await align(try Recordings(directory: recordings), out: out)
        } else if let data {
            try await align(try Dataset(directory: data))
        } else if let score {
            let texts = try prompts.map(lines(of:)) ?? AlignmentScore.builtInTexts()
            print(
                try await AlignmentScore(
                    voice: score, texts: Array(texts.prefix(limit)), jobs: jobs,
                    progress: { DistillMessage.print($0) }))
        }
    }

    private func lines(of path: String) throws -> [String] {
        try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline)
            .map(String.init)
    }

    private func align(_ recordings: Recordings, out: String) async throws {
        let alignment = await RecordingsAlignment(
            of: recordings, jobs: jobs, progress: { DistillMessage.print($0) },
            problem: { DistillMessage.print("\($0)") })
        try alignment.write(to: out)
        print("\(out): \(alignment.words.count) of \(recordings.words.count) words aligned")
    }

    private func align(_ dataset: Dataset) async throws {
        let alignment = try await DatasetAlignment(of: dataset, jobs: jobs) {
            DistillMessage.print($0)
        }
        print(
            String(
                format: "%d boundaries, against the dataset's own: %.1f %% within 25 ms, "
                    + "%.1f %% within 50 ms, bias %+.1f ms",
                alignment.boundaryErrors.count, 100 * alignment.share(within: 25),
                100 * alignment.share(within: 50), alignment.bias))
        if let out { try alignment.write(of: dataset, to: out) }
    }
}

extension FliteVoice: ExpressibleByArgument {}
