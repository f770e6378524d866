import Foundation
import GRDB

extension StudyStore {
    /// Stores an answer. When this returns, it is on the disk twice: in the database and in the
    /// journal. `revision` and `isSuperseded` of what is given are set here.
    ///
    /// - Throws: `.alreadyAnswered`, `.unknownTrial`, `.unfitAnswer`, and what the disk reports; then
    ///   nothing was stored.
    /// - Returns: the rating as stored.
    @discardableResult
    public func confirm(_ rating: Rating) throws(ListeningError) -> Rating {
        try store(rating) { previous, rater in
            guard previous == nil else {
                throw ListeningError.alreadyAnswered(rater: rater, trial: rating.trialIndex)
            }
        }
    }

    /// Replaces the answer to a trial; the earlier one stays in the file, marked as superseded.
    ///
    /// - Throws: `.notAnswered`, or as `confirm` does.
    /// - Returns: the rating as stored.
    @discardableResult
    public func revise(_ rating: Rating) throws(ListeningError) -> Rating {
        try store(rating) { previous, rater in
            guard previous != nil else {
                throw ListeningError.notAnswered(rater: rater, trial: rating.trialIndex)
            }
        }
    }

    /// All answers in the order of rater, trial and revision.
    public func ratings(includingSuperseded: Bool = false) throws(ListeningError) -> [Rating] {
        let filter = includingSuperseded ? "" : "WHERE superseded = 0"
        return try read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM rating \(filter) ORDER BY rater, trial, revision"
            ).map { try rating($0) }
        }
    }

    /// Everything the study holds, read at one moment.
    public func record() throws(ListeningError) -> StudyRecord {
        let study = try study()
        return try read { db in
            let raters = try Row.fetchAll(db, sql: "SELECT * FROM rater ORDER BY idx")
                .map(Self.rater)
            var trials: [[Trial]] = []
            for rater in raters {
                trials.append(
                    try self.trials(
                        try String.fetchAll(
                            db, sql: "SELECT content FROM trial WHERE rater = ? ORDER BY idx",
                            arguments: [rater.index])))
            }
            let ratings = try Row.fetchAll(
                db, sql: "SELECT * FROM rating ORDER BY rater, trial, revision"
            ).map { try rating($0) }
            return StudyRecord(study: study, raters: raters, trials: trials, ratings: ratings)
        }
    }

    private func store(
        _ given: Rating, _ check: (_ previous: Int?, _ rater: String) throws -> Void
    ) throws(ListeningError) -> Rating {
        let (rating, sync) = try write { db in
            let name = try checkFit(given, db)
            let place: StatementArguments = [given.raterIndex, given.trialIndex]
            let last = try Int.fetchOne(
                db, sql: "SELECT MAX(revision) FROM rating WHERE rater = ? AND trial = ?",
                arguments: place)
            try check(last, name)
            var rating = given
            rating.revision = last.map { $0 + 1 } ?? 0
            rating.isSuperseded = false
            try db.execute(
                sql: "UPDATE rating SET superseded = 1 WHERE rater = ? AND trial = ?",
                arguments: place)
            try Self.insert(rating, db)
            // Inside the transaction, whose lock keeps the lines of several processes in order.
            return (rating, try journal.write([.rating(rating)]))
        }
        try sync.wait()
        return rating
    }

    /// Refuses answers that no screen could have given. Returns the rater's name.
    private func checkFit(_ rating: Rating, _ db: Database) throws -> String {
        let name = try String.fetchOne(
            db, sql: "SELECT name FROM rater WHERE idx = ?", arguments: [rating.raterIndex])
        guard let name else {
            let known = try String.fetchAll(db, sql: "SELECT name FROM rater ORDER BY idx")
            throw ListeningError.unknownRater("number \(rating.raterIndex + 1)", known: known)
        }
        let clipCount = try Int.fetchOne(
            db, sql: "SELECT COUNT(*) FROM trial_clip WHERE rater = ? AND trial = ?",
            arguments: [rating.raterIndex, rating.trialIndex])
        let trialCount = try Int.fetchOne(
            db, sql: "SELECT COUNT(*) FROM trial WHERE rater = ?", arguments: [rating.raterIndex])
        guard rating.trialIndex >= 0, rating.trialIndex < trialCount ?? 0 else {
            throw ListeningError.unknownTrial(
                rater: name, trial: rating.trialIndex, count: trialCount ?? 0)
        }
        let json = try String.fetchOne(db, sql: "SELECT common FROM study") ?? ""
        let common = try StudyJSON.decode(
            SessionSheet.Common.self, from: Data(json.utf8), of: path)
        guard
            rating.answer.fits(
                common.method, clipCount: clipCount ?? 0, speakers: common.speakers)
        else {
            throw ListeningError.unfitAnswer(
                rater: name, trial: rating.trialIndex, answer: rating.answer.description,
                method: common.method)
        }
        return name
    }

    private func rating(_ row: Row) throws -> Rating {
        let text: String = row["answer"]
        let when: String = row["confirmed_at"]
        guard let answer = Answer(text), let date = Timestamp.date(when) else {
            throw ListeningError.damaged(path: path, reason: "“\(text)” at “\(when)” is no rating")
        }
        return Rating(
            raterIndex: row["rater"], trialIndex: row["trial"], answer: answer,
            comment: row["comment"], replays: row["replays"], latency: row["latency_s"],
            confirmedAt: date, revision: row["revision"], isSuperseded: row["superseded"])
    }
}
