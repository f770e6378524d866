import ArgumentParser
import Foundation

/// `parley doctor`: what is missing on this machine, and the command that mends it.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check this machine; name what is missing and the command that mends it.",
        discussion: "Exits 1 if something is missing that speaking needs.")

    @Flag(help: "As JSON.")
    var json = false
    @Option(help: ArgumentHelp("Other weights than those that ship.", valueName: "file"))
    var weights: String?

    func run() throws {
        let findings = Diagnosis.findings(weights: weights)
        if json {
            try writeJSON(findings, to: "-")
        } else {
            for finding in findings { print(finding.line) }
        }
        if findings.contains(where: { $0.state == .missing }) { throw ExitCode(1) }
    }
}
