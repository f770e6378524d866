import ArgumentParser
import Foundation
import Phonemes
import Script

/// `parley bench text`: what reading a script costs before anything is spoken.
struct BenchText: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "text",
        abstract: "Time the text front end: its start, its sentences, and the reading of scripts.")

    @Argument(help: "The script.")
    var script = "samples/three-minutes.txt"
    @Flag(help: "As JSON.")
    var json = false

    private struct Result: Encodable {
        var machine: Machine
        /// From nothing to the phonemes of the first Chinese and the first English sentence.
        var startMilliseconds: Double
        var sentences: Int
        /// Text to phonemes, the mean of a warm run.
        var millisecondsPerSentence: Double
        var lintMegabytes: Double
        var lintSeconds: Double
    }

    func run() throws {
        let dialogue = try SpeechEngine.dialogue(at: script)
        let clock = ContinuousClock()
        var start = clock.now
        let frontEnd = FrontEnd()
        _ = try frontEnd.sentences(in: [.text("我们开始吧。")])
        _ = try frontEnd.sentences(in: [.text("Here we go.")])
        let startSeconds = (clock.now - start) / .seconds(1)

        start = clock.now
        var sentenceCount = 0
        let rounds = 20
        for _ in 0..<rounds {
            for turn in dialogue.turns {
                sentenceCount += try frontEnd.sentences(in: [.text(turn.text)]).count
            }
        }
        let seconds = (clock.now - start) / .seconds(1)

        let bytes = Array(dialogue.description.utf8)
        var long: [UInt8] = []
        while long.count < 10_000_000 { long += bytes }
        start = clock.now
        _ = ScriptReading(long)
        let lintSeconds = (clock.now - start) / .seconds(1)

        let result = Result(
            machine: .current, startMilliseconds: startSeconds * 1000,
            sentences: sentenceCount / rounds,
            millisecondsPerSentence: seconds * 1000 / Double(max(sentenceCount, 1)),
            lintMegabytes: Double(long.count) / 1e6, lintSeconds: lintSeconds)
        guard !json else { return try writeJSON(result, to: "-") }
        print(result.machine.line)
        print(String(format: "%8.2f ms to start", result.startMilliseconds))
        print(
            String(
                format: "%8.3f ms a sentence (%d sentences of %@)", result.millisecondsPerSentence,
                result.sentences, script))
        print(
            String(format: "%8.2f s to check %.1f MB of script", lintSeconds, result.lintMegabytes))
    }
}
