import ArgumentParser
import Foundation
import Kernels
import Listening

/// `parley listen export`: a study's answers for other programs.
struct ListenExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write all answers as a long table (CSV), or the whole study as JSON.")

    @Argument(help: "The study: its folder.")
    var study: String
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The file to write (by itself standard output).", valueName: "file"))
    var output = "-"
    @Flag(help: "The whole study as JSON: plan, orders, answers.")
    var json = false

    func run() throws {
        let record = try StudyStore.open(StudyPlace(study).path).record()
        try write(
            json ? try StudyDocument(record).text() : LongTable.csv(record), to: output)
    }
}

/// `parley listen import`: answers from a table, or a whole study from JSON.
struct ListenImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take answers from a long table (CSV) into a study, or make one from JSON.",
        discussion: "Every row is checked first, and all are taken or none. A file that ends in "
            + ".json makes the study: it must not be there yet, and its clips are copied in "
            + "by hand.")

    @Argument(help: "The study: its folder.")
    var study: String
    @Argument(
        help: "The table, or the JSON file of a whole study; - for a table on standard input.")
    var file: String

    func run() throws {
        let text = String(decoding: try readWholeFile(file), as: UTF8.self)
        guard !file.hasSuffix(".json") else { return try make(from: text) }
        let made = try StudyStore.open(StudyPlace(study).path)
            .importRatings(csv: text, source: file)
        let joined =
            made.newRaters.isEmpty ? "" : "; new raters: \(made.newRaters.joined(separator: ", "))"
        print("\(made.ratingCount) answers added, \(made.knownCount) known already\(joined)")
    }

    private func make(from text: String) throws {
        let record = try StudyDocument.read(text, source: file)
        try FileManager.default.createDirectory(
            atPath: study, withIntermediateDirectories: true)
        let place = StudyPlace(study)
        try StudyStore.create(record, at: place.path).close()
        print(
            "\(place.path): \(record.raters.count) raters, \(record.ratings.count) answers. Copy "
                + "the clips to \(place.clips(record.study.clipFolder)), then “parley listen check "
                + "\(study)”.")
    }
}
