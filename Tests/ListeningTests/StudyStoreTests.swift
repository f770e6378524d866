import Foundation
import GRDB
import Testing

@testable import Listening

@Suite("StudyStore")
struct StudyStoreTests {
    let folder = ScratchFolder()

    @Test(
        "gives back the study, the raters and every rating as they were", arguments: Method.allCases
    )
    func roundTrip(method: Method) throws {
        let systems = method == .mushra || method == .dcr ? mushraSystems : exampleSystems(2)
        let study = exampleStudy(method, systems: systems, itemCount: 4, repeatCount: 1)
        let store = try StudyStore.create(study, at: folder.study)
        try store.rate(as: "Li Na")
        try store.rate(as: "Tom", count: 2)
        let record = try store.record()
        try store.close()
        let again = try StudyStore.open(folder.study)
        #expect(try again.record() == record)
        #expect(record.study == study)
        #expect(record.raters.map(\.name) == ["Li Na", "Tom"])
        #expect(record.ratings.count == record.trials[0].count + 2)
        #expect(try again.verify().isEmpty)
    }

    @Test("goes on at the very next trial, in another process's view too")
    func resume() throws {
        let store = try StudyStore.create(exampleStudy(.acr, itemCount: 3), at: folder.study)
        let rater = try store.rate(as: "Ann", count: 4)
        #expect(try store.nextTrialIndex(of: rater) == 4)
        let other = try StudyStore.open(folder.study)
        let found = try #require(try other.rater(named: "Ann"))
        #expect(found == rater)
        #expect(try other.nextTrialIndex(of: found) == 4)
        let total = try other.sheet(for: found).trials.count
        for trial in 4..<total {
            try other.confirm(
                Rating(
                    raterIndex: 0, trialIndex: trial, answer: .score(1), latency: 0,
                    confirmedAt: exampleDate))
        }
        #expect(try store.nextTrialIndex(of: rater) == nil)
    }

    @Test("the rater's sheet and its tables name no system, item or condition")
    func blind() throws {
        let study = exampleStudy(
            .abx, systems: [("teacher-xq", .teacher), ("student-zv", .student)], itemCount: 6)
        let store = try StudyStore.create(study, at: folder.study)
        let rater = try store.addRater("Ann", at: exampleDate)
        let sheet = try StudyJSON.encode(try store.sheet(for: rater))
        let tables = try store.read { db in
            try ["study", "clip", "rater", "trial", "trial_clip"].map { table in
                try Row.fetchAll(db, sql: "SELECT * FROM \(table)").description
            }.joined()
        }
        for word in ["xq", "zv", "item1", "teacher", "student", "sum-"] {
            #expect(!sheet.contains(word) && !tables.contains(word), "\(word)")
        }
    }

    @Test("a revised answer replaces the old one, which stays in the file")
    func revise() throws {
        let store = try StudyStore.create(exampleStudy(.acr, itemCount: 3), at: folder.study)
        try store.rate(as: "Ann", count: 2)
        var rating = try store.ratings()[1]
        rating.answer = .score(5)
        rating.comment = "on second thoughts"
        let stored = try store.revise(rating)
        #expect(stored.revision == 1)
        #expect(try store.ratings().map(\.revision) == [0, 1])
        let all = try store.ratings(includingSuperseded: true)
        #expect(all.map(\.isSuperseded) == [false, true, false])
    }

    @Test("refuses what no screen could send, and stores none of it")
    func refusals() throws {
        let store = try StudyStore.create(exampleStudy(.acr, itemCount: 3), at: folder.study)
        try store.rate(as: "Ann", count: 1)
        func rating(_ rater: Int, _ trial: Int, _ answer: Answer) -> Rating {
            Rating(
                raterIndex: rater, trialIndex: trial, answer: answer, latency: 1,
                confirmedAt: exampleDate)
        }
        let before = try store.record()
        #expect(throws: ListeningError.alreadyAnswered(rater: "Ann", trial: 0)) {
            try store.confirm(rating(0, 0, .score(3)))
        }
        #expect(throws: ListeningError.notAnswered(rater: "Ann", trial: 2)) {
            try store.revise(rating(0, 2, .score(3)))
        }
        #expect(throws: ListeningError.unknownTrial(rater: "Ann", trial: 7, count: 7)) {
            try store.confirm(rating(0, 7, .score(3)))
        }
        #expect(throws: ListeningError.unknownRater("number 2", known: ["Ann"])) {
            try store.confirm(rating(1, 0, .score(3)))
        }
        #expect(
            throws: ListeningError.unfitAnswer(
                rater: "Ann", trial: 1, answer: "score:6", method: .acr)
        ) { try store.confirm(rating(0, 1, .score(6))) }
        #expect(throws: ListeningError.raterExists("Ann")) {
            try store.addRater("Ann", at: exampleDate)
        }
        #expect(try store.record() == before)
    }

    @Test("refuses files that are no studies without touching them")
    func strangers() throws {
        #expect(throws: ListeningError.missing(path: folder.study)) {
            try StudyStore.open(folder.study)
        }
        for text in ["", "not a database at all, but long enough to be read"] {
            try text.write(toFile: folder.study, atomically: true, encoding: .utf8)
            #expect(throws: ListeningError.notAStudy(path: folder.study)) {
                try StudyStore.open(folder.study)
            }
            #expect(try String(contentsOfFile: folder.study, encoding: .utf8) == text)
        }
        try FileManager.default.removeItem(atPath: folder.study)
        let stranger = try DatabaseQueue(path: folder.study)
        try stranger.write { try $0.execute(sql: "CREATE TABLE a (b)") }
        try stranger.close()
        #expect(throws: ListeningError.notAStudy(path: folder.study)) {
            try StudyStore.open(folder.study)
        }
        #expect(throws: ListeningError.exists(path: folder.study)) {
            try StudyStore.create(exampleStudy(.acr), at: folder.study)
        }
    }

    @Test("refuses a study of a newer version")
    func newer() throws {
        let store = try StudyStore.create(exampleStudy(.acr), at: folder.study)
        try store.write {
            try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 from the future')")
        }
        try store.close()
        #expect(throws: ListeningError.newer(path: folder.study)) {
            try StudyStore.open(folder.study)
        }
    }

    @Test("StudySchema's view has a row for each clip of each rating, with its system")
    func longFormatView() throws {
        let study = exampleStudy(.mushra, systems: mushraSystems, itemCount: 2)
        let store = try StudyStore.create(study, at: folder.study)
        try store.rate(as: "Ann")
        let rows = try store.read { try Row.fetchAll($0, sql: "SELECT * FROM long_format") }
        #expect(rows.count == 3 * 4)
        let rated = rows.filter { $0["kind"] == "rating" }
        #expect(Set(rated.map { $0["system"] as String }) == Set(mushraSystems.map(\.0)))
        #expect(rated.allSatisfy { ($0["sha256"] as String).count == 64 })
        #expect(rated.allSatisfy { $0["tool_version"] == "parley 1" })
    }

    @Test("notices missing and changed clips")
    func clips() throws {
        var study = exampleStudy(.acr, systems: exampleSystems(1), itemCount: 3)
        study.training = []
        for index in study.stimuli.indices {
            study.stimuli[index].sha256 = SHA256.hexadecimal(of: [UInt8(index)])
            let path = folder.path + "/" + study.stimuli[index].fileName
            try Data([UInt8(index)]).write(to: URL(filePath: path))
        }
        let store = try StudyStore.create(study, at: folder.study)
        #expect(try store.clipProblems(folder: folder.path).isEmpty)
        let names = study.stimuli.map(\.fileName)
        try FileManager.default.removeItem(atPath: folder.path + "/" + names[0])
        try Data([9]).write(to: URL(filePath: folder.path + "/" + names[1]))
        let problems = try store.clipProblems(folder: folder.path)
        #expect(problems.count == 2)
        #expect(problems.contains(.missingClip(fileName: names[0])))
        #expect(problems.contains(.changedClip(fileName: names[1])))
    }

    @Test("ConfirmBenchmark measures and leaves nothing behind")
    func benchmark() throws {
        let result = try ConfirmBenchmark.run(folder: folder.path, count: 10)
        #expect(result.milliseconds.count == 10 && result.milliseconds[0] > 0)
        #expect(result.median <= result.percentile95 && result.percentile95 <= result.maximum)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
}

@Suite("Study")
struct StudyTests {
    @Test("accepts the examples of every method", arguments: Method.allCases)
    func valid(method: Method) throws {
        let systems = method == .mushra || method == .dcr ? mushraSystems : exampleSystems(3)
        try exampleStudy(method, systems: systems).validate()
    }

    private static let mistakes: [(String, @Sendable (inout Study) -> Void)] = [
        ("blocks of 0", { $0.blockLength = 0 }), ("no raters", { $0.raterCount = 0 }),
        ("no systems", { $0.systems = [] }), ("no clips", { $0.stimuli = [] }),
        ("one id twice", { $0.stimuli[1].id = $0.stimuli[0].id }),
        ("one item twice in a system", { $0.stimuli[1].item = $0.stimuli[0].item }),
        ("unknown system", { $0.stimuli[0].system = "else" }),
        ("a system without clips", { $0.systems.append(System(name: "x", role: .other)) }),
        ("a trap of another method", { $0.traps = [exampleTrap("a", press: 9)] }),
        ("mushra without a reference", { $0.method = .mushra }),
        ("dcr without a reference", { $0.method = .dcr }),
        ("speakers nobody chooses from", { $0.method = .speaker }),
        (
            "a pair with nothing in common",
            {
                $0.method = .ab
                for index in 0..<12 { $0.stimuli[index].item += "x" }
            }
        ),
        ("labels that do not fit", { $0.questions[0].labels = [] }),
    ]

    @Test("names what is wrong and how to mend it", arguments: mistakes.indices)
    func invalid(index: Int) throws {
        var study = exampleStudy(.acr)
        Self.mistakes[index].1(&study)
        let error = #expect(throws: ListeningError.self) { try study.validate() }
        let text = try #require(error).description
        #expect(text.hasPrefix("study “Example”: ") && text.hasSuffix("."), "\(text)")
    }

    @Test("pairs every system with the teacher, or all with all where there is none")
    func pairs() {
        let taught = exampleStudy(.ab, systems: exampleSystems(3)).comparedPairs
        #expect(taught.map(\.baseline) == ["system0", "system0"])
        let free = exampleStudy(
            .ab, systems: [("a", .other), ("b", .other), ("c", .student)]
        ).comparedPairs
        #expect(free.count == 3)
    }
}

@Suite("Timestamp")
struct TimestampTests {
    @Test(
        "reads what it writes, to the millisecond",
        arguments: [0, 1_790_000_000.125, 951_827_696.999, -1.001, 4_102_444_799.001])
    func roundTrip(seconds: Double) throws {
        let text = Timestamp.text(Date(timeIntervalSince1970: seconds))
        let date = try #require(Timestamp.date(text))
        #expect(abs(date.timeIntervalSince1970 - seconds) < 1e-6)
        #expect(Timestamp.text(date) == text)
    }

    @Test("knows the calendar")
    func calendar() {
        #expect(
            Timestamp.text(Date(timeIntervalSince1970: 951_782_400)) == "2000-02-29T00:00:00.000Z")
        #expect(Timestamp.date("2026-11-21T18:23:36Z")?.timeIntervalSince1970 == 1_795_285_416)
        for wrong in ["2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-21 18:23:36Z", ""] {
            #expect(Timestamp.date(wrong) == nil, "\(wrong)")
        }
    }
}
