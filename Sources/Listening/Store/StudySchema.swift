import GRDB

/// The tables of a study file and how they came to be. Only `study_key`, `system` and
/// `stimulus_key` tell which system made a clip.
enum StudySchema {
    /// Stands in SQLite's header, so that `file` and the program can tell studies from other
    /// databases ("PrLs").
    static let applicationID = 0x5072_4C73

    /// Every change to the tables adds a migration here; none is ever edited.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 first tables") { db in
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            try db.execute(sql: studyTables)
            try db.execute(sql: sessionTables)
            try db.execute(sql: longFormat)
        }
        return migrator
    }

    private static let studyTables = """
        CREATE TABLE study (
            id TEXT PRIMARY KEY, title TEXT NOT NULL, method TEXT NOT NULL,
            tool_version TEXT NOT NULL, common TEXT NOT NULL
        ) STRICT;
        CREATE TABLE study_key (study_id TEXT PRIMARY KEY, definition TEXT NOT NULL) STRICT;
        CREATE TABLE system (
            name TEXT PRIMARY KEY, role TEXT NOT NULL, weights_checksum TEXT NOT NULL,
            tool_version TEXT NOT NULL
        ) STRICT;
        CREATE TABLE clip (
            id TEXT PRIMARY KEY, file_name TEXT NOT NULL, sha256 TEXT NOT NULL
        ) STRICT;
        CREATE TABLE stimulus_key (
            clip_id TEXT PRIMARY KEY REFERENCES clip, system TEXT NOT NULL REFERENCES system,
            item TEXT NOT NULL, condition TEXT NOT NULL, speaker TEXT NOT NULL
        ) STRICT;
        """

    private static let sessionTables = """
        CREATE TABLE rater (
            idx INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, joined_at TEXT NOT NULL
        ) STRICT;
        CREATE TABLE trial (
            rater INTEGER NOT NULL REFERENCES rater, idx INTEGER NOT NULL, content TEXT NOT NULL,
            kind TEXT NOT NULL, block INTEGER NOT NULL, question INTEGER NOT NULL,
            PRIMARY KEY (rater, idx)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE trial_clip (
            rater INTEGER NOT NULL, trial INTEGER NOT NULL, place INTEGER NOT NULL,
            clip_id TEXT NOT NULL REFERENCES clip,
            PRIMARY KEY (rater, trial, place), FOREIGN KEY (rater, trial) REFERENCES trial
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE rating (
            id INTEGER PRIMARY KEY, rater INTEGER NOT NULL, trial INTEGER NOT NULL,
            revision INTEGER NOT NULL, answer TEXT NOT NULL, comment TEXT NOT NULL,
            replays INTEGER NOT NULL, latency_s REAL NOT NULL, confirmed_at TEXT NOT NULL,
            superseded INTEGER NOT NULL DEFAULT 0,
            UNIQUE (rater, trial, revision), FOREIGN KEY (rater, trial) REFERENCES trial
        ) STRICT;
        CREATE UNIQUE INDEX one_answer_a_trial ON rating (rater, trial) WHERE superseded = 0;
        """

    /// For whoever opens the file with SQLite, R or pandas: a row for each clip of each rating.
    private static let longFormat = """
        CREATE VIEW long_format AS
        SELECT rater.name AS rater, rating.trial + 1 AS position, trial.block, trial.kind,
            trial.question, trial_clip.place + 1 AS place, clip.sha256, stimulus_key.system,
            system.role, system.weights_checksum, system.tool_version, stimulus_key.item,
            stimulus_key.condition, stimulus_key.speaker, rating.answer, rating.comment,
            rating.replays, rating.latency_s, rating.confirmed_at, rating.superseded
        FROM rating
        JOIN rater ON rater.idx = rating.rater
        JOIN trial ON trial.rater = rating.rater AND trial.idx = rating.trial
        LEFT JOIN trial_clip
            ON trial_clip.rater = rating.rater AND trial_clip.trial = rating.trial
        LEFT JOIN clip ON clip.id = trial_clip.clip_id
        LEFT JOIN stimulus_key ON stimulus_key.clip_id = clip.id
        LEFT JOIN system ON system.name = stimulus_key.system;
        """
}
