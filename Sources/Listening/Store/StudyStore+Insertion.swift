import Foundation
import GRDB

extension StudyStore {
    /// Fills the tables of the study itself.
    static func insert(_ study: Study, _ db: Database) throws {
        try db.execute(
            sql: "INSERT INTO study VALUES (?, ?, ?, ?, ?)",
            arguments: [
                study.id, study.title, study.method.rawValue, study.toolVersion,
                try StudyJSON.encode(SessionSheet.Common(study)),
            ])
        try db.execute(
            sql: "INSERT INTO study_key VALUES (?, ?)",
            arguments: [study.id, try StudyJSON.encode(study)])
        for system in study.systems {
            try db.execute(
                sql: "INSERT INTO system VALUES (?, ?, ?, ?)",
                arguments: [
                    system.name, system.role.rawValue, system.weightsChecksum, system.toolVersion,
                ])
        }
        for stimulus in study.stimuli {
            try insert(stimulus.clip, db)
            try db.execute(
                sql: "INSERT INTO stimulus_key VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    stimulus.id, stimulus.system, stimulus.item, stimulus.condition,
                    stimulus.speaker,
                ])
        }
        for clip in study.training.flatMap(\.clips) + study.traps.compactMap(\.clip) {
            try insert(clip, db)
        }
    }

    /// Fills the tables of one rater's session.
    static func insert(_ rater: Rater, _ trials: [Trial], _ db: Database) throws {
        try db.execute(
            sql: "INSERT INTO rater VALUES (?, ?, ?)",
            arguments: [rater.index, rater.name, Timestamp.text(rater.joinedAt)])
        for trial in trials {
            try db.execute(
                sql: """
                    INSERT INTO trial (rater, idx, content, kind, block, question)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    rater.index, trial.index, try StudyJSON.encode(trial), trial.kind.name,
                    trial.block, trial.questionIndex,
                ])
            for (place, clip) in trial.clips.enumerated() {
                try insert(clip, db)
                try db.execute(
                    sql: "INSERT INTO trial_clip VALUES (?, ?, ?, ?)",
                    arguments: [rater.index, trial.index, place, clip.id])
            }
        }
    }

    /// Adds one row of answers as it stands.
    static func insert(_ rating: Rating, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO rating (rater, trial, revision, answer, comment, replays, latency_s,
                    confirmed_at, superseded) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                rating.raterIndex, rating.trialIndex, rating.revision, rating.answer.description,
                rating.comment, rating.replays, rating.latency,
                Timestamp.text(rating.confirmedAt), rating.isSuperseded,
            ])
    }

    private static func insert(_ clip: Clip, _ db: Database) throws {
        try db.execute(
            sql: "INSERT OR IGNORE INTO clip VALUES (?, ?, ?)",
            arguments: [clip.id, clip.fileName, clip.sha256])
    }
}

extension Trial.Kind {
    /// One word for tables.
    public var name: String {
        switch self {
        case .training: "training"
        case .rating: "rating"
        case .repeatOf: "repeat"
        case .trap: "trap"
        }
    }
}
