import Foundation
import Glibc
import Testing

@testable import Listening

@Suite("Nothing confirmed is lost (StudyJournal, StudyStore, RebuiltStudy)")
struct StudyRecoveryTests {
    let folder = ScratchFolder()

    private func ratedStudy() throws -> StudyRecord {
        let store = try StudyStore.create(
            exampleStudy(.acr, itemCount: 6, repeatCount: 2), at: folder.study)
        try store.rate(as: "Ann")
        let rater = try store.rate(as: "Bob", count: 5)
        try store.revise(
            Rating(
                raterIndex: rater.index, trialIndex: 4, answer: .score(1), latency: 2,
                confirmedAt: exampleDate))
        let record = try store.record()
        try store.close()
        return record
    }

    private static let damages: [(String, @Sendable (String) throws -> Void)] = [
        ("cut in half", { try cut($0, keeping: 0.5) }), ("emptied", { try cut($0, keeping: 0) }),
        ("cut inside the header", { try cut($0, keeping: 0.0005) }),
        ("zeros in the middle", { try overwrite($0, from: 0.2, to: 0.8, with: 0) }),
        ("noise at the beginning", { try overwrite($0, from: 0, to: 0.1, with: 0xA5) }),
        ("deleted", { try FileManager.default.removeItem(atPath: $0) }),
    ]

    @Test("a damaged database is refused, kept, and rebuilt whole", arguments: damages.indices)
    func damage(index: Int) throws {
        let record = try ratedStudy()
        try Self.damages[index].1(folder.study)
        let broken = FileManager.default.contents(atPath: folder.study)
        let error = #expect(throws: ListeningError.self) {
            _ = try StudyStore.open(folder.study).record()
        }
        guard case .damaged = try #require(error) else {
            Issue.record("\(Self.damages[index].0): \(String(describing: error))")
            return
        }
        #expect(FileManager.default.contents(atPath: folder.study) == broken)
        let rebuilt = try StudyStore.rebuild(folder.study, at: exampleDate)
        #expect(rebuilt.ratingCount == record.ratings.count && rebuilt.raterCount == 2)
        #expect(try StudyStore.open(folder.study).record() == record)
        if let kept = rebuilt.keptAs {
            #expect(FileManager.default.contents(atPath: kept) == broken)
        } else {
            #expect(broken == nil)
        }
    }

    @Test("a journal cut anywhere gives back every whole line before the cut")
    func tornJournal() throws {
        let record = try ratedStudy()
        let journal = StudyJournal(studyPath: folder.study)
        let whole = try journal.read().entries
        #expect(whole.count == 1 + 2 + record.ratings.count)
        let bytes = try #require(FileManager.default.contents(atPath: journal.path))
        for cut in [bytes.count - 1, bytes.count - 2, bytes.count - 40, bytes.count / 2, 100] {
            try bytes.prefix(cut).write(to: URL(filePath: journal.path))
            let read = try journal.read()
            #expect(read.entries == Array(whole.prefix(read.entries.count)), "cut at \(cut)")
            #expect(read.entries.count + read.damagedLineCount + 0 <= whole.count)
            // What is written after a torn line is still read.
            try journal.append([whole[whole.count - 1]])
            #expect(try journal.read().entries.last == whole.last, "cut at \(cut)")
        }
    }

    @Test("verify notices a journal that lacks ratings, and repairJournal mends it")
    func lackingJournal() throws {
        let record = try ratedStudy()
        let journal = StudyJournal(studyPath: folder.study)
        let entries = try journal.read().entries
        try journal.rewrite(Array(entries.dropLast(3)))
        let store = try StudyStore.open(folder.study)
        #expect(try store.verify() == [.journalLacks(ratingCount: 3)])
        try store.repairJournal()
        #expect(try store.verify().isEmpty)
        try FileManager.default.removeItem(atPath: journal.path)
        #expect(try store.verify() == [.damagedJournal("it is missing")])
        #expect(try StudyStore.open(folder.study).verify().isEmpty)
        #expect(try store.record() == record)
    }

    @Test("without a journal a damaged study says so and stays as it is")
    func noJournal() throws {
        _ = try ratedStudy()
        try FileManager.default.removeItem(atPath: folder.study + ".journal")
        try overwrite(folder.study, from: 0.2, to: 0.8, with: 0)
        #expect(throws: ListeningError.self) {
            try StudyStore.rebuild(folder.study, at: exampleDate)
        }
        #expect(access(folder.study, F_OK) == 0)
    }

    @Test("an answer that reached the journal but not the database is superseded by the next")
    func halfConfirmed() throws {
        let store = try StudyStore.create(exampleStudy(.acr, itemCount: 4), at: folder.study)
        let rater = try store.rate(as: "Ann", count: 2)
        func rating(_ score: Int) -> Rating {
            Rating(
                raterIndex: rater.index, trialIndex: 2, answer: .score(score), latency: 1,
                confirmedAt: exampleDate)
        }
        // As if killed between the journal and the commit.
        try store.journal.append([.rating(rating(1))])
        #expect(try store.nextTrialIndex(of: rater) == 2)
        try store.confirm(rating(4))
        let record = try store.record()
        try store.close()
        try FileManager.default.removeItem(atPath: folder.study)
        _ = try StudyStore.rebuild(folder.study, at: exampleDate)
        #expect(try StudyStore.open(folder.study).record() == record)
    }

    @Test("three writers at once lose nothing and share no index")
    func threeWriters() async throws {
        let path = folder.study
        try StudyStore.create(exampleStudy(.acr, itemCount: 10), at: path).close()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in ["Ann", "Bob", "Cem"] {
                // Each with a connection of its own, as separate processes have.
                group.addTask { try StudyStore.open(path).rate(as: name) }
            }
            try await group.waitForAll()
        }
        let store = try StudyStore.open(path)
        let record = try store.record()
        #expect(record.raters.map(\.index) == [0, 1, 2])
        #expect(Set(record.raters.map(\.name)) == ["Ann", "Bob", "Cem"])
        #expect(record.ratings.count == 3 * 21)
        #expect(try store.verify().isEmpty)
    }
}

private func cut(_ path: String, keeping share: Double) throws {
    let data = try Data(contentsOf: URL(filePath: path))
    try data.prefix(Int(Double(data.count) * share)).write(to: URL(filePath: path))
}

private func overwrite(
    _ path: String, from: Double, to end: Double, with byte: UInt8
) throws {
    var data = try Data(contentsOf: URL(filePath: path))
    let range = Int(Double(data.count) * from)..<Int(Double(data.count) * end)
    data.replaceSubrange(range, with: repeatElement(byte, count: range.count))
    try data.write(to: URL(filePath: path))
}
