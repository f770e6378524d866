import Foundation
import GRDB
import Glibc
import Kernels

/// Something wrong with a stored study.
public enum StudyProblem: Equatable, Sendable, CustomStringConvertible {
    /// SQLite's own check found damage.
    case damagedDatabase(String)
    /// The journal lacks answers that the database has.
    case journalLacks(ratingCount: Int)
    /// The journal cannot be read, or lines of it.
    case damagedJournal(String)
    /// A sound file is not there.
    case missingClip(fileName: String)
    /// A sound file is not the one that the study was made with.
    case changedClip(fileName: String)
    /// A sound file cannot be read.
    case unreadableClip(FileError)

    public var description: String {
        switch self {
        case .damagedDatabase(let reason):
            "database: \(reason). Rebuild it with “parley listen check --repair”."
        case .journalLacks(let count):
            "journal: \(count) ratings of the database are not in it. "
                + "Write it anew with “parley listen check --repair”."
        case .damagedJournal(let reason):
            "journal: \(reason). Write it anew with “parley listen check --repair”."
        case .missingClip(let name):
            "clip \(name): the file is missing. Put it back from a copy of the study's folder."
        case .changedClip(let name):
            "clip \(name): the sound was changed since the study was made. "
                + "Put the original back; its SHA-256 is in the table “clip”."
        case .unreadableClip(let error): error.description
        }
    }
}

extension StudyStore {
    /// Checks the database's pages, its references and the journal against it. Changes nothing.
    public func verify() throws(ListeningError) -> [StudyProblem] {
        let messages = try read { db in
            try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
                + Row.fetchAll(db, sql: "PRAGMA foreign_key_check").map {
                    "table \($0["table"] ?? "?") refers to a row that is gone"
                }
        }
        guard messages.isEmpty else { return messages.map { .damagedDatabase($0) } }
        return try journalProblems()
    }

    /// Looks for every clip in `folder` and compares its SHA-256.
    public func clipProblems(folder: String) throws(ListeningError) -> [StudyProblem] {
        let clips = try read { db in
            try Row.fetchAll(db, sql: "SELECT DISTINCT file_name, sha256 FROM clip ORDER BY 1")
                .map { (name: $0["file_name"] as String, sha256: $0["sha256"] as String) }
        }
        var problems: [StudyProblem] = []
        for clip in clips {
            let path = folder + "/" + clip.name
            guard access(path, F_OK) == 0 else {
                problems.append(.missingClip(fileName: clip.name))
                continue
            }
            do throws(FileError) {
                let digest = SHA256.hexadecimal(of: try readWholeFile(path))
                if !clip.sha256.isEmpty && digest != clip.sha256 {
                    problems.append(.changedClip(fileName: clip.name))
                }
            } catch { problems.append(.unreadableClip(error)) }
        }
        return problems
    }

    /// Writes the journal anew from a database that is sound.
    public func repairJournal() throws(ListeningError) { try rewriteJournal() }

    private func journalProblems() throws(ListeningError) -> [StudyProblem] {
        guard journal.exists else { return [.damagedJournal("it is missing")] }
        let stored = try record()
        let (entries, damagedLineCount) = try journal.read()
        var problems: [StudyProblem] = []
        if damagedLineCount > 0 {
            problems.append(.damagedJournal("\(damagedLineCount) lines are damaged"))
        }
        let kept = Set((Self.record(entries)?.ratings ?? []).map(\.key))
        let lacking = stored.ratings.filter { !kept.contains($0.key) }
        if !lacking.isEmpty { problems.append(.journalLacks(ratingCount: lacking.count)) }
        return problems
    }
}

extension Rating {
    /// What tells two ratings of a study apart.
    fileprivate var key: [String] {
        ["\(raterIndex)", "\(trialIndex)", "\(revision)", answer.description]
    }
}
