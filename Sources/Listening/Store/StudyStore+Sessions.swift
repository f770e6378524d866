import Foundation
import GRDB

extension StudyStore {
    /// Everybody who takes part, in the order of joining.
    public func raters() throws(ListeningError) -> [Rater] {
        try read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM rater ORDER BY idx").map(Self.rater)
        }
    }

    /// The rater of this name, if anybody has it.
    public func rater(named name: String) throws(ListeningError) -> Rater? {
        try read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM rater WHERE name = ?", arguments: [name])
                .map(Self.rater)
        }
    }

    /// Adds a rater, plans the session and stores it: later versions of the program keep its order.
    /// Several processes may do so at once; each rater gets another index.
    ///
    /// - Throws: `.raterExists` if the name is taken.
    public func addRater(_ name: String, at date: Date) throws(ListeningError) -> Rater {
        let plan = TrialPlan(try study())
        return try write { db in
            let taken = try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT * FROM rater WHERE name = ?)", arguments: [name])
            guard taken != true else { throw ListeningError.raterExists(name) }
            let index = try Int.fetchOne(db, sql: "SELECT COALESCE(MAX(idx) + 1, 0) FROM rater")
            let rater = Rater(index: index ?? 0, name: name, joinedAt: date)
            let trials = plan.trials(raterIndex: rater.index)
            try Self.insert(rater, trials, db)
            try journal.append([.rater(rater, trials: trials)])
            return rater
        }
    }

    /// What the rater's screen needs. It reads no table that names a system.
    public func sheet(for rater: Rater) throws(ListeningError) -> SessionSheet {
        let json = try read { db in
            (
                common: try String.fetchOne(db, sql: "SELECT common FROM study"),
                trials: try String.fetchAll(
                    db, sql: "SELECT content FROM trial WHERE rater = ? ORDER BY idx",
                    arguments: [rater.index])
            )
        }
        guard let common = json.common else {
            throw .damaged(path: path, reason: "it holds no study")
        }
        return SessionSheet(
            common: try StudyJSON.decode(
                SessionSheet.Common.self, from: Data(common.utf8), of: path),
            rater: rater, trials: try trials(json.trials))
    }

    /// The first trial without an answer; nil when the session is finished.
    public func nextTrialIndex(of rater: Rater) throws(ListeningError) -> Int? {
        try read { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT MIN(trial.idx) FROM trial LEFT JOIN rating
                        ON rating.rater = trial.rater AND rating.trial = trial.idx
                        AND rating.superseded = 0
                    WHERE trial.rater = ? AND rating.id IS NULL
                    """, arguments: [rater.index])
        }
    }

    func trials(_ contents: [String]) throws(ListeningError) -> [Trial] {
        var trials: [Trial] = []
        for content in contents {
            trials.append(
                try StudyJSON.decode(Trial.self, from: Data(content.utf8), of: path))
        }
        return trials
    }

    static func rater(_ row: Row) throws -> Rater {
        Rater(
            index: row["idx"], name: row["name"],
            joinedAt: Timestamp.date(row["joined_at"]) ?? Date(timeIntervalSince1970: 0))
    }
}
