import Foundation
import Testing

@testable import parley

@Suite(.serialized) struct CommandTests {
    @Test("voices are listed, as JSON too, each with a sample")
    func voices() throws {
        try withTemporaryFolder { folder in
            let run = try CommandLineRun(
                ["voices", "--json", "--samples", folder, "--weights", CommandLineRun.weights])
            #expect(run.status == 0, "\(run.errors)")
            let list = try #require(
                try JSONSerialization.jsonObject(with: run.output) as? [[String: String]])
            #expect(list.map { $0["name"] } == ["luna", "rms", "clara", "awb"])
            #expect(list.map { $0["speaker"] } == ["A", "B", "C", "D"])
            for voice in list {
                #expect(FileManager.default.fileExists(atPath: voice["sample"] ?? ""))
            }
        }
    }

    @Test("play without a sound card is one clear line")
    func playWithoutCard() throws {
        let run = try CommandLineRun(
            ["play", "-", "--device", "parley_none", "--weights", CommandLineRun.weights],
            input: "[Speaker A] Hi.")
        #expect(run.status == 1)
        #expect(run.errors.filter { $0 == "\n" }.count == 1)
        #expect(run.errors.contains("--to-command"))
    }

    @Test("the doctor names what is missing and how to mend it")
    func doctor() throws {
        let fine = try CommandLineRun(["doctor", "--weights", CommandLineRun.weights])
        #expect(fine.status == 0)
        #expect(String(decoding: fine.output, as: UTF8.self).contains("ok       weights: "))
        let ill = try CommandLineRun(["doctor", "--json", "--weights", "/nonexistent"])
        #expect(ill.status == 1)
        let text = String(decoding: ill.output, as: UTF8.self)
        #expect(text.contains("\"state\" : \"missing\"") && text.contains("\"remedy\""))
    }

    @Test("the bar fills and tells the time left")
    func progress() {
        #expect(ProgressBar.line(fraction: 0, elapsed: 0) == "[--------------------]   0 %")
        #expect(
            ProgressBar.line(fraction: 0.4, elapsed: 2) == "[########------------]  40 %  3 s left")
        #expect(
            ProgressBar.line(fraction: 1, elapsed: 2) == "[####################] 100 %  0 s left")
    }
}
