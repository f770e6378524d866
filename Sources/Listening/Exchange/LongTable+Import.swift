import Foundation

extension LongTable {
    /// One rating of a table, before it is matched with a study's raters and trials.
    public struct Row: Equatable, Sendable {
        /// Line of the file, from 1.
        public var line: Int
        public var rater: String
        public var joinedAt: Date
        /// The trial, from 0.
        public var trialIndex: Int
        /// Ids of the clips in the order shown.
        public var stimuli: [String]
        public var rating: Rating
    }

    /// Reads what `csv` writes. Columns may come in any order and others may be there; needed are
    /// rater, position, stimulus, answer, confirmed_at; the rest has defaults.
    ///
    /// - Throws: `.badTable` with every mistake found, up to a hundred.
    public static func ratings(_ text: String, source: String) throws(ListeningError) -> [Row] {
        let records = try CSV.records(text, source: source)
        guard let header = records.first else {
            throw .badTable(
                source: source,
                problems: [
                    TableProblem(
                        line: 1, reason: "the table is empty",
                        fix: "Give a table written by “parley listen export”.")
                ])
        }
        var columns: [String: Int] = [:]
        for (index, name) in header.fields.enumerated() where columns[name] == nil {
            columns[name] = index
        }
        let missing = ["rater", "position", "stimulus", "answer", "confirmed_at"]
            .filter { columns[$0] == nil }
        guard missing.isEmpty else {
            throw .badTable(
                source: source,
                problems: missing.map {
                    TableProblem(
                        line: header.line, reason: "the column “\($0)” is missing",
                        fix: "Add it; the first line names the columns.")
                })
        }
        var reading = RowReading(columns: columns, width: header.fields.count)
        for record in records.dropFirst() { reading.add(record) }
        guard reading.problems.isEmpty else {
            throw .badTable(source: source, problems: Array(reading.problems.prefix(100)))
        }
        return reading.rows
    }
}

/// Gathers the rows of one rating and notes what is wrong.
private struct RowReading {
    let columns: [String: Int]
    let width: Int
    var rows: [LongTable.Row] = []
    var problems: [TableProblem] = []

    mutating func add(_ record: CSV.Record) {
        guard record.fields.count == width else {
            return note(
                record.line, "\(record.fields.count) fields instead of \(width)",
                "Give every column of the first line a value, or leave it empty between commas.")
        }
        guard let row = row(record) else { return }
        let isNext = !row.stimuli.isEmpty && rows.last.map { isSame($0, row) } == true
        if isNext {
            rows[rows.count - 1].stimuli += row.stimuli
        } else {
            rows.append(row)
        }
    }

    /// Further clips of the rating before: only the clip differs.
    private func isSame(_ a: LongTable.Row, _ b: LongTable.Row) -> Bool {
        a.rater == b.rater && a.rating == b.rating && !a.stimuli.isEmpty
    }

    private mutating func row(_ record: CSV.Record) -> LongTable.Row? {
        let count = problems.count
        let rater = field(record, "rater")
        if rater.isEmpty { note(record.line, "no rater", "Name the rater.") }
        let position = number(record, "position", default: nil)
        if let position, position < 1 {
            note(record.line, "position \(position)", "Count from 1.")
        }
        let answer = Answer(field(record, "answer"))
        if answer == nil {
            note(
                record.line, "“\(field(record, "answer"))” is no answer",
                "Write it as score:4, comparison:-1, choice:first, mushra:80/45 or speaker:Ann.")
        }
        let confirmedAt = date(record, "confirmed_at", default: nil)
        let joinedAt = date(record, "rater_joined_at", default: confirmedAt)
        let replays = number(record, "replays", default: 0)
        let revision = number(record, "revision", default: 0)
        let latency = seconds(record)
        let superseded = field(record, "superseded")
        if !["", "0", "1"].contains(superseded) {
            note(record.line, "superseded is “\(superseded)”", "Write 0 or 1.")
        }
        guard problems.count == count, let answer, let position, let confirmedAt, let joinedAt,
            let replays, let revision, let latency
        else { return nil }
        let rating = Rating(
            raterIndex: 0, trialIndex: position - 1, answer: answer,
            comment: field(record, "comment"), replays: replays, latency: latency,
            confirmedAt: confirmedAt, revision: revision, isSuperseded: superseded == "1")
        let stimulus = field(record, "stimulus")
        return LongTable.Row(
            line: record.line, rater: rater, joinedAt: joinedAt, trialIndex: position - 1,
            stimuli: stimulus.isEmpty ? [] : [stimulus], rating: rating)
    }

    private func field(_ record: CSV.Record, _ name: String) -> String {
        columns[name].map { record.fields[$0] } ?? ""
    }

    private mutating func number(
        _ record: CSV.Record, _ name: String, default standard: Int?
    ) -> Int? {
        let text = field(record, name)
        if text.isEmpty, let standard { return standard }
        if let number = Int(text), number >= 0 { return number }
        note(record.line, "\(name) is “\(text)”", "Give a whole number.")
        return nil
    }

    private mutating func seconds(_ record: CSV.Record) -> Double? {
        let text = field(record, "latency_s")
        if text.isEmpty { return 0 }
        if let value = Double(text), value.isFinite, value >= 0 { return value }
        note(record.line, "latency_s is “\(text)”", "Give seconds, such as 2.5.")
        return nil
    }

    private mutating func date(
        _ record: CSV.Record, _ name: String, default standard: Date?
    ) -> Date? {
        let text = field(record, name)
        if text.isEmpty, let standard { return standard }
        if let date = Timestamp.date(text) { return date }
        note(record.line, "\(name) is “\(text)”", "Write it as 2026-11-21T18:23:36Z, in UTC.")
        return nil
    }

    private mutating func note(_ line: Int, _ reason: String, _ fix: String) {
        problems.append(TableProblem(line: line, reason: reason, fix: fix))
    }
}
