import Foundation

/// A whole study as one JSON file: plan, raters, their trials, and every rating.
public struct StudyDocument: Codable, Equatable, Sendable {
    /// Always “parley-listening”.
    public var format: String
    /// 1; raised when older programs could not read the file.
    public var version: Int
    public var record: StudyRecord

    public init(_ record: StudyRecord) {
        format = "parley-listening"
        version = 1
        self.record = record
    }

    /// The JSON text, indented, keys sorted, ended by a line feed.
    public func text() throws(ListeningError) -> String {
        try StudyJSON.encode(self, isIndented: true) + "\n"
    }

    /// Reads and checks what `text` writes.
    ///
    /// - Throws: `.badTable` naming `source`; `.newer` for a later version; `.invalidStudy`.
    public static func read(_ text: String, source: String) throws(ListeningError) -> StudyRecord {
        let document = try StudyJSON.decode(
            StudyDocument.self, from: Data(text.utf8), of: source)
        guard document.format == "parley-listening" else {
            throw .badTable(
                source: source,
                problems: [
                    TableProblem(
                        line: 0, reason: "the format is “\(document.format)”",
                        fix: "Give a file written by “parley listen export --json”.")
                ])
        }
        guard document.version <= 1 else { throw .newer(path: source) }
        try document.record.study.validate()
        let problems = document.record.problems()
        guard problems.isEmpty else { throw .badTable(source: source, problems: problems) }
        return document.record
    }
}

extension StudyRecord {
    /// What does not fit together, up to a hundred.
    func problems() -> [TableProblem] {
        var problems: [TableProblem] = []
        func note(_ reason: String, _ fix: String) {
            if problems.count < 100 {
                problems.append(TableProblem(line: 0, reason: reason, fix: fix))
            }
        }
        if raters.map(\.index) != Array(raters.indices) || trials.count != raters.count {
            note("the raters are not numbered from 0", "Export the study again.")
            return problems
        }
        if Set(raters.map(\.name)).count != raters.count {
            note("two raters have one name", "Give each their own.")
        }
        for (rater, planned) in trials.enumerated()
        where planned.map(\.index) != Array(planned.indices) {
            note(
                "the trials of “\(raters[rater].name)” are not numbered from 0",
                "Export the study again.")
        }
        var current = Set<[Int]>()
        var all = Set<[Int]>()
        for (place, rating) in ratings.enumerated() {
            guard trials.indices.contains(rating.raterIndex),
                trials[rating.raterIndex].indices.contains(rating.trialIndex)
            else {
                note("rating \(place + 1) answers no trial", "Correct its rater and trial.")
                continue
            }
            let trial = trial(of: rating)
            if !rating.answer.fits(
                study.method, clipCount: trial.clips.count, speakers: study.speakers)
            {
                note(
                    "rating \(place + 1): “\(rating.answer)” is no answer for "
                        + study.method.rawValue, "Correct it.")
            }
            let key = [rating.raterIndex, rating.trialIndex]
            let isDouble =
                !all.insert(key + [rating.revision]).inserted
                || (!rating.isSuperseded && !current.insert(key).inserted)
            if isDouble { note("rating \(place + 1) comes twice", "Keep one of them.") }
        }
        return problems
    }
}
