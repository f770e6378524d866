import Foundation
import GRDB
import Glibc
import Kernels

/// What `rebuild` brought back.
public struct RebuiltStudy: Equatable, Sendable {
    public var raterCount: Int
    /// Superseded ones included.
    public var ratingCount: Int
    /// Lines of the journal that could not be read.
    public var damagedLineCount: Int
    /// Where the damaged file lies now; nil if there was none.
    public var keptAs: String?
}

extension StudyStore {
    /// Makes a damaged or lost study anew from its journal. The damaged file is kept under another
    /// name, with the date in it; nothing is deleted.
    ///
    /// - Parameter date: for the name of the damaged file.
    /// - Throws: `.missing` without a journal, `.damaged` if the journal holds no study.
    public static func rebuild(_ path: String, at date: Date) throws(ListeningError) -> RebuiltStudy
    {
        let journal = StudyJournal(studyPath: path)
        guard journal.exists else {
            throw access(path, F_OK) == 0
                ? .damaged(path: path, reason: "and it has no journal to rebuild it from")
                : .missing(path: path)
        }
        let (entries, damagedLineCount) = try journal.read()
        guard let record = record(entries) else {
            throw .damaged(path: journal.path, reason: "the journal holds no study")
        }
        let newPath = path + ".rebuilt-\(getpid())"
        let store = try create(record, at: newPath)
        try store.close()
        let kept = path + ".damaged-" + Timestamp.text(date)
        let hadFile = access(path, F_OK) == 0
        for suffix in ["", "-wal", "-shm"] where access(path + suffix, F_OK) == 0 {
            try move(path + suffix, to: kept + suffix)
        }
        try move(newPath + ".journal", to: path + ".journal")
        try move(newPath, to: path)
        return RebuiltStudy(
            raterCount: record.raters.count, ratingCount: record.ratings.count,
            damagedLineCount: damagedLineCount, keptAs: hadFile ? kept : nil)
    }

    /// Makes the file of a study that was rated already, as an import does.
    ///
    /// - Throws: as `create(_:at:)`.
    public static func create(
        _ record: StudyRecord, at path: String
    ) throws(ListeningError) -> StudyStore {
        let store = try create(record.study, at: path)
        try store.write { db in
            for (rater, trials) in zip(record.raters, record.trials) {
                try insert(rater, trials, db)
            }
            for rating in record.ratings { try insert(rating, db) }
            try store.journal.rewrite(entries(record))
        }
        return store
    }

    /// Writes the journal anew from the database.
    func rewriteJournal() throws(ListeningError) {
        try journal.rewrite(Self.entries(try record()))
    }

    static func entries(_ record: StudyRecord) -> [StudyJournal.Entry] {
        [.study(record.study)]
            + zip(record.raters, record.trials).map { .rater($0, trials: $1) }
            + record.ratings.map { .rating($0) }
    }

    /// What a journal says, or nil if it names no study. Of two answers with the same revision the
    /// later holds: the earlier was never reported as stored.
    static func record(_ entries: [StudyJournal.Entry]) -> StudyRecord? {
        var record: StudyRecord?
        var ratings: [[Int]: Rating] = [:]
        for entry in entries {
            switch entry {
            case .study(let study):
                record = StudyRecord(study: study, raters: [], trials: [], ratings: [])
                ratings = [:]
            case .rater(let rater, let trials):
                // An index without its predecessor means a lost line: the ratings need the rater.
                guard let count = record?.raters.count, rater.index == count else {
                    if let place = record?.raters.firstIndex(where: { $0.index == rater.index }) {
                        record?.raters[place] = rater
                        record?.trials[place] = trials
                    }
                    continue
                }
                record?.raters.append(rater)
                record?.trials.append(trials)
            case .rating(let rating):
                ratings[[rating.raterIndex, rating.trialIndex, rating.revision]] = rating
            }
        }
        let raterCount = record?.raters.count ?? 0
        record?.ratings = superseding(ratings.values.filter { $0.raterIndex < raterCount })
        return record
    }

    /// Sorted by rater, trial and revision, all but the last of each trial marked as superseded.
    static func superseding(_ ratings: [Rating]) -> [Rating] {
        var sorted = ratings.sorted {
            ($0.raterIndex, $0.trialIndex, $0.revision)
                < ($1.raterIndex, $1.trialIndex, $1.revision)
        }
        for index in sorted.indices {
            let isLast =
                index + 1 == sorted.count
                || sorted[index + 1].raterIndex != sorted[index].raterIndex
                || sorted[index + 1].trialIndex != sorted[index].trialIndex
            sorted[index].isSuperseded = !isLast
        }
        return sorted
    }

    private static func move(_ from: String, to target: String) throws(ListeningError) {
        guard rename(from, target) == 0 else {
            throw .file(FileError(operation: "rename", path: from, code: errno))
        }
    }
}
