import Foundation
import GRDB
import Glibc
import Kernels

/// One study in one SQLite file, safe for several processes at once.
///
/// Write-ahead log, `synchronous = FULL`: when `confirm` returns, the rating survives `kill -9` and
/// a power cut. A journal beside the file (`StudyJournal`) holds everything a second time. Opening
/// never changes a file that it cannot read.
public struct StudyStore: Sendable {
    /// Where the study lies; clips are in a folder beside it.
    public let path: String
    let queue: DatabaseQueue
    let journal: StudyJournal

    private init(path: String, queue: DatabaseQueue) {
        self.path = path
        self.queue = queue
        journal = StudyJournal(studyPath: path)
    }

    /// Makes the file of a new study.
    ///
    /// - Throws: `.exists` if something has that name, `.invalidStudy`, `.database`, `.file`.
    public static func create(
        _ study: Study, at path: String
    ) throws(ListeningError) -> StudyStore {
        try study.validate()
        guard access(path, F_OK) != 0, !StudyJournal(studyPath: path).exists else {
            throw .exists(path: path)
        }
        let store = StudyStore(path: path, queue: try connect(path))
        try store.migrate()
        try store.write { db in
            try StudyStore.insert(study, db)
            try store.journal.append([.study(study)])
        }
        return store
    }

    /// Opens a study, bringing older tables up to date.
    ///
    /// - Throws: `.missing`, `.notAStudy`, `.damaged` and `.newer`, each without touching the file;
    ///   `.database` if the disk or the permissions are in the way.
    public static func open(_ path: String) throws(ListeningError) -> StudyStore {
        try checkHeader(path)
        let isCurrent = try inspect(path)
        let store = StudyStore(path: path, queue: try connect(path))
        if !isCurrent { try store.migrate() }
        if !store.journal.exists { try store.rewriteJournal() }
        return store
    }

    /// Writes everything into the one file and closes it; the store must not be used afterwards.
    public func close() throws(ListeningError) {
        do { try queue.close() } catch { throw translated(error) }
    }

    /// The whole plan, systems included: for the organiser's commands.
    public func study() throws(ListeningError) -> Study {
        let json = try read { try String.fetchOne($0, sql: "SELECT definition FROM study_key") }
        guard let json else { throw .damaged(path: path, reason: "it holds no study") }
        return try StudyJSON.decode(Study.self, from: Data(json.utf8), of: path)
    }

    func read<Value>(_ body: (Database) throws -> Value) throws(ListeningError) -> Value {
        do { return try queue.read(body) } catch { throw translated(error) }
    }

    func write<Value>(_ body: (Database) throws -> Value) throws(ListeningError) -> Value {
        do { return try queue.write(body) } catch { throw translated(error) }
    }

    private func migrate() throws(ListeningError) {
        do { try StudySchema.migrator.migrate(queue) } catch { throw translated(error) }
    }
}

extension StudyStore {
    /// Checks a file through a connection that cannot write: even switching the write-ahead log on
    /// would change a damaged file. Returns whether the tables are up to date.
    private static func inspect(_ path: String) throws(ListeningError) -> Bool {
        let queue = try connect(path, isReadOnly: true)
        let store = StudyStore(path: path, queue: queue)
        let state = try store.read { db in
            (
                application: try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0,
                check: try String.fetchAll(db, sql: "PRAGMA quick_check(1)"),
                isNewer: try StudySchema.migrator.hasBeenSuperseded(db),
                isCurrent: try StudySchema.migrator.hasCompletedMigrations(db)
            )
        }
        try store.close()
        guard state.application == StudySchema.applicationID else { throw .notAStudy(path: path) }
        guard state.check == ["ok"] else {
            throw .damaged(path: path, reason: state.check.first ?? "unreadable")
        }
        guard !state.isNewer else { throw .newer(path: path) }
        return state.isCurrent
    }

    private static func connect(
        _ path: String, isReadOnly: Bool = false
    ) throws(ListeningError) -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = isReadOnly
        if !isReadOnly { configuration.journalMode = .wal }
        // SQLite's own waiting sleeps longer each time, up to 100 ms; raters who answer at the same
        // moment wait for two or three transactions of a few milliseconds. Twenty seconds in all.
        configuration.busyMode = .callback { tries in
            usleep(500)
            return tries < 40_000
        }
        configuration.prepareDatabase { db in
            if !isReadOnly { try db.execute(sql: "PRAGMA synchronous = FULL") }
        }
        do {
            return try DatabaseQueue(path: path, configuration: configuration)
        } catch { throw translated(error, path: path) }
    }

    /// Refuses what is no SQLite file before SQLite sees it, since SQLite takes an empty file for a
    /// new database.
    private static func checkHeader(_ path: String) throws(ListeningError) {
        let hasJournal = StudyJournal(studyPath: path).exists
        guard access(path, F_OK) == 0 else {
            guard hasJournal else { throw .missing(path: path) }
            throw .damaged(path: path, reason: "the file is gone, but its journal is there")
        }
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .file(FileError(operation: "open", path: path, code: errno))
        }
        defer { Glibc.close(descriptor) }
        var header = [UInt8](repeating: 0, count: 16)
        let count = Glibc.read(descriptor, &header, 16)
        guard count == 16, header == Array("SQLite format 3\0".utf8) else {
            guard hasJournal else { throw .notAStudy(path: path) }
            throw .damaged(path: path, reason: "its beginning is no database")
        }
    }

    func translated(_ error: any Error) -> ListeningError { Self.translated(error, path: path) }

    private static func translated(_ error: any Error, path: String) -> ListeningError {
        switch error {
        case let error as ListeningError: return error
        case let error as FileError: return .file(error)
        case let error as DatabaseError:
            let reason = error.message ?? "code \(error.resultCode.rawValue)"
            switch error.resultCode {
            case .SQLITE_CORRUPT: return .damaged(path: path, reason: reason)
            case .SQLITE_NOTADB:
                return StudyJournal(studyPath: path).exists
                    ? .damaged(path: path, reason: reason) : .notAStudy(path: path)
            default: return .database(path: path, reason: reason)
            }
        default: return .database(path: path, reason: "\(error)")
        }
    }
}
