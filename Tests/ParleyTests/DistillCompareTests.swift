import Foundation
import Testing

@Suite("parley distill compare") struct DistillCompareTests {
    /// An evaluation of one voice, as `distill evaluate --json` writes it.
    private func evaluation(_ folder: String, melError: Double) throws -> String {
        let path = "\(folder)/\(melError).json"
        let voices = ["Mei", "all"].map { speaker in
            """
            {"speaker": "\(speaker)", "kind": "en", "utteranceCount": 9, "melError": \(melError),
             "cepstralDistortion": 2, "pitchError": 0.5, "voicingError": 0.02,
             "durationError": 0.01, "pauseDurationError": 0.02}
            """
        }
        try #"{"weights": "w", "heldOut": "h", "voices": [\#(voices.joined(separator: ","))]}"#
            .write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    @Test("fails where a figure is worse than allowed, and says which")
    func limit() throws {
        try withTemporaryFolder { folder in
            let before = try evaluation(folder, melError: 0.4)
            let after = try evaluation(folder, melError: 0.41)
            let markdown = "\(folder)/table.md"
            let refused = try CommandLineRun([
                "distill", "compare", before, after, "--markdown", markdown,
            ])
            #expect(refused.status == 1)
            let output = String(decoding: refused.output, as: UTF8.self)
            #expect(output.contains("figures worse by more than 2 %"))
            #expect(output.contains("Mei en mel L1 (nats), +2.50 %"))
            #expect(try String(contentsOfFile: markdown, encoding: .utf8).contains("+2.50"))
            let allowed = try CommandLineRun([
                "distill", "compare", before, after, "--limit", "3",
            ])
            #expect(allowed.status == 0)
        }
    }

    @Test("a file that is no evaluation is named")
    func damaged() throws {
        try withTemporaryFolder { folder in
            let path = "\(folder)/x.json"
            try "{}".write(toFile: path, atomically: true, encoding: .utf8)
            let run = try CommandLineRun(["distill", "compare", path, path])
            #expect(run.status != 0 && run.errors.contains(path))
        }
    }
}

@Suite("parley distill timbre") struct DistillTimbreTests {
    @Test("a folder that is no dataset, and a file that is no timbre, are named")
    func refusals() throws {
        try withTemporaryFolder { folder in
            let run = try CommandLineRun([
                "distill", "timbre", "--data", "\(folder)/none", "-o", "\(folder)/t",
            ])
            #expect(run.status != 0 && run.errors.contains("\(folder)/none"))
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/t"))
        }
    }
}
