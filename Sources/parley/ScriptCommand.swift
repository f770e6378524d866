import ArgumentParser
import Foundation
import Kernels
import Script

/// `parley script`: check, convert and look into dialogues without speaking them.
struct ScriptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "script",
        abstract: "Check and convert scripts, and show how they will be said.",
        subcommands: [ScriptLint.self, ScriptConvert.self, ScriptPhonemes.self])
}

/// A script from a file or from standard input, with the name that messages use for it.
struct ScriptFile {
    let name: String
    let bytes: [UInt8]

    /// - Parameter path: `-` for standard input.
    /// - Throws: `FileError`; what is too long is for the linter to say.
    init(path: String) throws {
        name = path == "-" ? "standard input" : path
        bytes = try readWholeFile(path, limit: .max)
    }

    /// Writes the problems to standard error, one a line; ends the program if one is an error.
    func report(_ problems: [ScriptProblem], atLeast severity: ScriptProblem.Severity) throws {
        let shown = problems.filter { $0.severity >= severity }
        let lines = shown.map { describe($0) + "\n" }.joined()
        FileHandle.standardError.write(Data(lines.utf8))
        if problems.contains(where: { $0.severity == .error }) { throw ExitCode(1) }
    }

    /// "talk.txt:3:5: error: unknown tag [laugh]. Remove it, …"
    func describe(_ problem: ScriptProblem) -> String {
        "\(name):\(problem.line):\(problem.column): \(problem.severity.rawValue): "
            + "\(problem.message). \(problem.fix)"
    }
}
