import Foundation
import GRDB

/// What an import added.
public struct ImportResult: Equatable, Sendable {
    /// Raters who did not take part before.
    public var newRaters: [String]
    /// Ratings added, superseded ones included.
    public var ratingCount: Int
    /// Ratings that the study had already, exactly as given.
    public var knownCount: Int
}

extension StudyStore {
    /// Adds the ratings of a long table. Every row is checked first: the clips must be those that
    /// the rater's session shows at that position. All rows are taken or none.
    ///
    /// Raters who are new join in the order in which the table names them and get the session of
    /// that order, so a table goes back into a fresh copy of its study.
    ///
    /// - Parameter source: the file's name, for messages.
    /// - Throws: `.badTable` with the line, the mistake and the remedy of each.
    public func importRatings(
        csv: String, source: String
    ) throws(ListeningError) -> ImportResult {
        let rows = try LongTable.ratings(csv, source: source)
        let record = try record()
        var merge = RatingMerge(record)
        for row in rows { merge.add(row) }
        merge.finish()
        guard merge.problems.isEmpty else {
            throw .badTable(source: source, problems: Array(merge.problems.prefix(100)))
        }
        try write { db in
            // Another process may have written since the table was checked.
            let count = try Int.fetchOne(
                db, sql: "SELECT (SELECT COUNT(*) FROM rating) + (SELECT COUNT(*) FROM rater)")
            guard count == record.ratings.count + record.raters.count else {
                throw ListeningError.database(
                    path: path, reason: "somebody rated while the table was read; try again")
            }
            for (rater, trials) in merge.newRaters {
                try Self.insert(rater, trials, db)
            }
            for rating in merge.newRatings { try Self.insert(rating, db) }
            try journal.append(
                merge.newRaters.map { .rater($0, trials: $1) }
                    + merge.newRatings.map { .rating($0) })
        }
        return ImportResult(
            newRaters: merge.newRaters.map(\.0.name), ratingCount: merge.newRatings.count,
            knownCount: merge.knownCount)
    }
}

/// Matches the rows of a table with a study.
private struct RatingMerge {
    private let record: StudyRecord
    private let plan: TrialPlan
    private var raters: [Rater]
    private var trials: [[Trial]]
    private let known: [[Int]: Rating]
    private var lineOf: [[Int]: Int] = [:]
    var newRaters: [(Rater, [Trial])] = []
    var newRatings: [Rating] = []
    var knownCount = 0
    var problems: [TableProblem] = []

    init(_ record: StudyRecord) {
        self.record = record
        plan = TrialPlan(record.study)
        raters = record.raters
        trials = record.trials
        known = Dictionary(
            record.ratings.map { ([$0.raterIndex, $0.trialIndex, $0.revision], $0) },
            uniquingKeysWith: { first, _ in first })
    }

    mutating func add(_ row: LongTable.Row) {
        let rater = rater(row)
        guard trials[rater].indices.contains(row.trialIndex) else {
            return note(
                row, "position \(row.trialIndex + 1) of \(trials[rater].count)",
                "Give a position of the rater's session.")
        }
        let trial = trials[rater][row.trialIndex]
        guard trial.clips.map(\.id) == row.stimuli else {
            return note(
                row, "other clips than the study shows at this position",
                "Import into the study that the table was exported from.")
        }
        guard
            row.rating.answer.fits(
                record.study.method, clipCount: trial.clips.count, speakers: record.study.speakers)
        else {
            return note(
                row, "“\(row.rating.answer)” is no answer for \(record.study.method.rawValue)",
                "Give one of its scale.")
        }
        var rating = row.rating
        rating.raterIndex = rater
        let key = [rater, rating.trialIndex, rating.revision]
        if let first = lineOf[key] {
            return note(row, "the same rating as in line \(first)", "Keep one of them.")
        }
        lineOf[key] = row.line
        if let stored = known[key] {
            if stored == rating {
                knownCount += 1
            } else {
                note(row, "the study has another answer here", "Leave the row out.")
            }
            return
        }
        newRatings.append(rating)
    }

    /// A trial may have one answer that stands, counting those in the study.
    mutating func finish() {
        var standing: [[Int]: Int] = [:]
        for rating in record.currentRatings {
            standing[[rating.raterIndex, rating.trialIndex]] = 0
        }
        for rating in newRatings where !rating.isSuperseded {
            let key = [rating.raterIndex, rating.trialIndex]
            let line = lineOf[key + [rating.revision]] ?? 0
            if standing[key] != nil {
                problems.append(
                    TableProblem(
                        line: line, reason: "a second answer that stands for one trial",
                        fix: "Mark the earlier one as superseded."))
            }
            standing[key] = line
        }
    }

    private mutating func rater(_ row: LongTable.Row) -> Int {
        if let index = raters.firstIndex(where: { $0.name == row.rater }) { return index }
        let rater = Rater(index: raters.count, name: row.rater, joinedAt: row.joinedAt)
        let planned = plan.trials(raterIndex: rater.index)
        raters.append(rater)
        trials.append(planned)
        newRaters.append((rater, planned))
        return rater.index
    }

    private mutating func note(_ row: LongTable.Row, _ reason: String, _ fix: String) {
        problems.append(
            TableProblem(line: row.line, reason: "rater “\(row.rater)”: \(reason)", fix: fix))
    }
}
