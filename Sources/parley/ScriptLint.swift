import ArgumentParser
import Foundation
import Phonemes
import Script

/// `parley script lint`: every problem of a script, each with its place.
struct ScriptLint: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "List every problem of a script with its line, column and remedy.",
        discussion: "Exits 1 if there is an error; warnings alone exit 0.")

    @Argument(help: "The scripts; - for standard input.")
    var files: [String]
    @Option(
        help: ArgumentHelp("Who may speak (by itself A,B,C,D).", valueName: "letters"),
        transform: parsedCast)
    var cast: Set<Speaker> = Set(Speaker.allCases)
    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let frontEnd = FrontEnd()
        var reports: [LintReport] = []
        for path in files {
            let file = try ScriptFile(path: path)
            let reading = ScriptReading(
                file.bytes, cast: cast,
                isReadable: { character in isReadable(character, by: frontEnd) },
                isPronounceable: { word, phonemes in
                    (try? Pronunciation(parsing: phonemes, of: word)) != nil
                })
            reports.append(LintReport(file: file.name, reading: reading))
            guard !json else { continue }
            for problem in reading.problems { print(file.describe(problem)) }
            print("\(file.name): \(summary(reading))")
        }
        if json { print(try encoded(reports)) }
        guard !reports.contains(where: \.hasErrors) else { throw ExitCode(1) }
    }

    private func summary(_ reading: ScriptReading) -> String {
        let errors = reading.problems.filter { $0.severity == .error }.count
        let warnings = reading.problems.count - errors
        let found =
            errors + warnings == 0
            ? "no problems" : "\(counted(errors, "error")), \(counted(warnings, "warning"))"
        let turns = counted(reading.dialogue.turns.count, "turn")
        let speakers = counted(reading.dialogue.speakers.count, "speaker")
        return "\(turns), \(speakers), \(found)"
    }

    private func encoded(_ reports: [LintReport]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(reports), as: UTF8.self)
    }
}

/// What `--json` prints for a file.
private struct LintReport: Encodable {
    let file: String
    let format: String
    let turns: Int
    let speakers: [String]
    let problems: [Problem]

    struct Problem: Encodable {
        let line: Int
        let column: Int
        let severity: String
        let message: String
        let fix: String
    }

    var hasErrors: Bool {
        problems.contains { $0.severity == ScriptProblem.Severity.error.rawValue }
    }

    init(file: String, reading: ScriptReading) {
        self.file = file
        format = reading.format.rawValue
        turns = reading.dialogue.turns.count
        speakers = reading.dialogue.speakers.map(\.name)
        problems = reading.problems.map {
            Problem(
                line: $0.line, column: $0.column, severity: $0.severity.rawValue,
                message: $0.message, fix: $0.fix)
        }
    }
}

/// Marks that need no voice pass; everything else must be something the front end can say.
private func isReadable(_ character: Character, by frontEnd: FrontEnd) -> Bool {
    if character.isASCII && (character.isLetter || character.isNumber) { return true }
    return (try? frontEnd.unreadableCharacters(in: String(character)).isEmpty) ?? false
}

private func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
}

private func parsedCast(_ text: String) throws -> Set<Speaker> {
    let names = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    let speakers = names.compactMap(Speaker.init(name:))
    guard !names.isEmpty, speakers.count == names.count else {
        throw ValidationError("--cast: “\(text)” is not a cast. Give letters such as A,B.")
    }
    return Set(speakers)
}
