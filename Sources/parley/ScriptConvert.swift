import ArgumentParser
import Foundation
import Kernels
import Script

/// `parley script convert`: any dialogue format into ours.
struct ScriptConvert: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Turn a dialogue of another format into a Parley script.",
        discussion: "The format is recognised by itself: "
            + ScriptFormat.allCases.map(\.example).joined(separator: "  ")
            + "  Nothing is written if the script has an error.")

    @Argument(help: "The dialogue; - for standard input.")
    var file: String
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The script to write (by itself standard output).", valueName: "file"))
    var output: String?

    func run() throws {
        let input = try ScriptFile(path: file)
        let reading = ScriptReading(input.bytes)
        try input.report(reading.problems, atLeast: .warning)
        let text = Array(reading.dialogue.description.utf8)
        guard let output, output != "-" else { return try writeToStandardOutput(text) }
        var target = try AtomicFile(path: output)
        try target.append(text)
        try target.commit()
    }
}
