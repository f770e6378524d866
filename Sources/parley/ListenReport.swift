import ArgumentParser
import Foundation
import Kernels
import Listening

/// `parley listen report`: what a study has found so far.
struct ListenReport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Say what a study found: means with intervals, tests, raters to trust.",
        discussion: "Without options the report for people goes to standard output. "
            + "docs/listening-statistics.md explains every number.")

    @Argument(help: "The study: its folder.")
    var study: String
    @Option(help: ArgumentHelp("Write it as one HTML file with pictures.", valueName: "file"))
    var html: String?
    @Option(help: ArgumentHelp("Write a row for each system as CSV.", valueName: "file"))
    var csv: String?
    @Flag(help: "Print the analysis as JSON.")
    var json = false

    func run() throws {
        let record = try StudyStore.open(StudyPlace(study).path).record()
        let report = ListeningReport(record)
        if let html { try write(report.html(), to: html) }
        if let csv { try write(report.csv(), to: csv) }
        let text: String? =
            json ? try report.json() : html == nil && csv == nil ? report.text() : nil
        if let text { try writeToStandardOutput(Array(text.utf8)) }
    }
}

/// Writes a text file, whole or not at all; `-` is standard output.
func write(_ text: String, to path: String) throws {
    guard path != "-" else { return try writeToStandardOutput(Array(text.utf8)) }
    var file = try AtomicFile(path: path)
    try file.append(Array(text.utf8))
    try file.commit()
}
