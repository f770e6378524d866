import Foundation
import Testing

@testable import Listening

@Suite("CSV")
struct CSVTests {
    @Test(
        "reads what it writes, whatever the fields hold",
        arguments: [
            [["a", "b"], ["1", "2"]], [["comma, quote \" and\nline\r\nbreak", ""]], [["", ""]],
            [[" padded "], ["\"\""], ["张伟，你好"]], [["one"]],
        ])
    func roundTrip(records: [[String]]) throws {
        let text = CSV.text(records)
        #expect(text.hasSuffix("\r\n"))
        #expect(try CSV.records(text, source: "test").map(\.fields) == records)
    }

    @Test("takes LF, a byte order mark, a missing last line end and empty lines")
    func lenient() throws {
        let records = try CSV.records("\u{FEFF}a,b\n\n1,2\r\n\"x\ny\",3", source: "test")
        #expect(records.map(\.fields) == [["a", "b"], ["1", "2"], ["x\ny", "3"]])
        #expect(records.map(\.line) == [1, 3, 4])
    }

    @Test(
        "names the line of a stray quote",
        arguments: [("a\nb\"c", 2), ("a\n\"b", 2), ("\"a\"b", 1)])
    func strayQuotes(text: String, line: Int) throws {
        let error = #expect(throws: ListeningError.self) {
            try CSV.records(text, source: "t.csv")
        }
        #expect(try #require(error).description.hasPrefix("t.csv: line \(line): "))
    }
}

@Suite("Export and import (LongTable, StudyDocument)")
struct ExchangeTests {
    let folder = ScratchFolder()

    private func rated(_ method: Method, traps: [Trap] = []) throws -> StudyStore {
        let systems = method == .mushra || method == .dcr ? mushraSystems : exampleSystems(2)
        let store = try StudyStore.create(
            exampleStudy(method, systems: systems, itemCount: 4, repeatCount: 1, traps: traps),
            at: folder.study)
        try store.rate(as: "Li Na")
        let rater = try store.rate(as: "Tom", count: 4)
        let last = try #require(try store.ratings().last)
        try store.revise(
            Rating(
                raterIndex: rater.index, trialIndex: last.trialIndex, answer: last.answer,
                comment: "the same, again", latency: 1, confirmedAt: exampleDate))
        return store
    }

    @Test("JSON gives back the whole study, in a new file", arguments: Method.allCases)
    func json(method: Method) throws {
        let record = try rated(method).record()
        let text = try StudyDocument(record).text()
        let read = try StudyDocument.read(text, source: "test")
        #expect(read == record)
        let copy = try StudyStore.create(read, at: folder.path + "/copy.study")
        #expect(try copy.record() == record)
        #expect(try copy.verify().isEmpty)
    }

    @Test("CSV fills a fresh copy of its study with the same ratings", arguments: Method.allCases)
    func csv(method: Method) throws {
        let record = try rated(method, traps: method == .acr ? [exampleTrap("a")] : []).record()
        let text = LongTable.csv(record)
        let copy = try StudyStore.create(record.study, at: folder.path + "/copy.study")
        let result = try copy.importRatings(csv: text, source: "test")
        #expect(result.newRaters == ["Li Na", "Tom"])
        #expect(result.ratingCount == record.ratings.count && result.knownCount == 0)
        #expect(try copy.record() == record)
        #expect(try LongTable.csv(copy.record()) == text)
        #expect(try copy.verify().isEmpty)
        // Once more changes nothing.
        let again = try copy.importRatings(csv: text, source: "test")
        #expect(again.ratingCount == 0 && again.knownCount == record.ratings.count)
        #expect(try copy.record() == record)
    }

    @Test("a long table has a row for each clip and names system, hash, weights and tool")
    func columns() throws {
        let record = try rated(.mushra).record()
        let rows = LongTable.rows(record)
        #expect(rows.count == record.ratings.count * 4)
        #expect(rows.allSatisfy { $0.count == LongTable.columns.count })
        let column = Dictionary(
            uniqueKeysWithValues: LongTable.columns.enumerated().map { ($1, $0) })
        for row in rows where row[try #require(column["kind"])] == "rating" {
            for name in ["system", "sha256", "weights_checksum", "tool_version", "score", "role"] {
                #expect(!row[try #require(column[name])].isEmpty, "\(name)")
            }
        }
    }

    private static let mistakes: [(name: String, from: String, to: String, message: String)] = [
        ("an answer off the scale", "score:2", "score:7", "is no answer for acr"),
        ("a word for an answer", "score:2", "good", "is no answer"),
        ("another clip", "STIMULUS", "0000000000000000", "other clips"),
        ("no date", "2026-09", "yesterday", "is “yesterday"),
        ("a missing column", "confirmed_at", "when", "the column “confirmed_at” is missing"),
    ]

    @Test("one wrong row imports nothing and is named with its line", arguments: mistakes.indices)
    func wrongRows(index: Int) throws {
        let mistake = Self.mistakes[index]
        let record = try rated(.acr).record()
        var text = LongTable.csv(record)
        let stimulus = record.trials[0][1].clips[0].id
        let from = mistake.from == "STIMULUS" ? stimulus : mistake.from
        let range = try #require(text.range(of: from))
        text.replaceSubrange(range, with: mistake.to)
        let copy = try StudyStore.create(record.study, at: folder.path + "/copy.study")
        let before = try copy.record()
        let error = #expect(throws: ListeningError.self) {
            try copy.importRatings(csv: text, source: "t.csv")
        }
        let description = try #require(error).description
        #expect(description.contains("t.csv: line ") && description.contains(mistake.message))
        #expect(description.hasSuffix("Nothing was imported."))
        #expect(try copy.record() == before)
    }

    @Test("an answer that the study has differently is refused")
    func conflict() throws {
        let store = try rated(.acr)
        let before = try store.record()
        let text = LongTable.csv(before).replacing("score:3", with: "score:4")
        #expect(throws: ListeningError.self) {
            try store.importRatings(csv: text, source: "t.csv")
        }
        #expect(try store.record() == before)
    }

    @Test("JSON of a newer version, of something else, or with impossible ratings is refused")
    func wrongJSON() throws {
        let record = try rated(.acr).record()
        var newer = StudyDocument(record)
        newer.version = 2
        #expect(throws: ListeningError.newer(path: "t.json")) {
            try StudyDocument.read(newer.text(), source: "t.json")
        }
        var doubled = record
        doubled.ratings.append(doubled.ratings[0])
        var lost = record
        lost.ratings[0].trialIndex = 99
        var renamed = record
        renamed.raters[1].name = renamed.raters[0].name
        for wrong in [doubled, lost, renamed] {
            #expect(throws: ListeningError.self) {
                try StudyDocument.read(StudyDocument(wrong).text(), source: "t.json")
            }
        }
        for text in ["{}", "[", "{\"format\":\"x\",\"version\":1}"] {
            #expect(throws: ListeningError.self) {
                try StudyDocument.read(text, source: "t.json")
            }
        }
    }
}
