import Foundation
import Phonemes
import Synchronization
import Testing

@testable import Distillation

@Suite("Labelling with a teacher that fails") struct LabelPatienceTests {
    /// Says what a script tells it to.
    private final class Actor: Teacher {
        let name = "actor"
        let script: @Sendable (TeacherRequest, Int) throws(TeacherFailure) -> TeacherSpeech
        let asked = Mutex<[String: Int]>([:])

        init(
            _ script:
                @escaping @Sendable (TeacherRequest, Int) throws(TeacherFailure) ->
                TeacherSpeech
        ) { self.script = script }

        func speak(_ request: TeacherRequest) throws(TeacherFailure) -> TeacherSpeech {
            let number = asked.withLock { asked in
                asked[request.text, default: 0] += 1
                return asked[request.text]! - 1
            }
            return try script(request, number)
        }
    }

    static func speech(seconds: Double, level: Float = 0.3) -> TeacherSpeech {
        let samples = (0..<Int(seconds * 16_000)).map { index -> Float in
            let time = Double(index) / 16_000
            let swell = 0.6 + 0.4 * sin(2 * .pi * 4 * time)
            return level * Float(swell * sin(2 * .pi * 150 * time))
        }
        return TeacherSpeech(samples: samples, sampleRate: 16_000)
    }

    private struct Outcome {
        var report: LabelReport
        var ids: [String]
        var quarantine: [Quarantine.Entry]
        var waits: [Double]
    }

    private func label(
        _ texts: [String], by teacher: any Teacher, in directory: String, retry: Bool = false,
        failureLimit: Int = 0, jobs: Int = 2
    ) async throws -> Outcome {
        let cast = Cast(outsideSpeakers: ["Box"], teacher: "box")
        var patience = LabelPatience()
        patience.failureLimit = failureLimit
        let box = WaitBox()
        patience.sleep = { box.add($0) }
        let labeller = Labeller(
            cast: cast, plan: LabelPlan(texts: texts, cast: cast), joiner: nil, teacher: teacher,
            patience: patience)
        let writer = try DatasetWriter(
            directory: directory,
            header: DatasetHeader(
                speakers: ["Box"], split: "train", plan: labeller.plan.digest,
                shardCount: labeller.plan.shardCount))
        let report = try await labeller.run(
            writer: writer, jobs: jobs, retryQuarantined: retry, progress: { _ in },
            message: { _ in })
        let dataset = try Dataset(directory: directory)
        return Outcome(
            report: report, ids: (0..<dataset.count).map { dataset.summary(of: $0).id },
            quarantine: try Quarantine(directory: directory).all, waits: box.all)
    }

    private final class WaitBox: Sendable {
        private let waits = Mutex<[Double]>([])
        func add(_ seconds: Double) { waits.withLock { $0.append(seconds) } }
        var all: [Double] { waits.withLock { $0 } }
    }

    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.path + "/parley-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(path)
    }

    @Test("each kind of failure is retried or not, then quarantined with its reason")
    func kinds() async throws {
        let failures: [(String, TeacherFailure.Kind, Int)] = [
            ("Hangs for ever.", .hung, 4), ("Crashes at once.", .crashed, 4),
            ("Is busy now.", .busy, 4), ("Has an error.", .serverError, 4),
            ("Sends no sound.", .badReply, 4), ("Will not say this.", .refused, 1),
        ]
        let wanted = Dictionary(uniqueKeysWithValues: failures.map { ($0.0, $0.1) })
        let teacher = Actor { request, _ throws(TeacherFailure) in
            if let kind = wanted[request.text] { throw TeacherFailure(kind, "did \(kind)") }
            switch request.text {
            case "Is silent.": return Self.speech(seconds: 1, level: 0)
            case "Is far too loud.": return Self.speech(seconds: 1, level: 9)
            case "Is very short indeed.": return Self.speech(seconds: 0.1)
            case "It mumbles a long and winding sentence in no time at all, this teacher.":
                return Self.speech(seconds: 0.5)
            case "Goes on.": return Self.speech(seconds: 9)
            default: return Self.speech(seconds: 1)
            }
        }
        let sounds: [(String, TeacherFailure.Kind, Int)] = [
            ("Is silent.", .silent, 4), ("Is far too loud.", .clipped, 4),
            ("Is very short indeed.", .tooShort, 4), ("Goes on.", .mumbled, 4),
            (
                "It mumbles a long and winding sentence in no time at all, this teacher.", .mumbled,
                4
            ),
            ("☃☃☃", .unusableText, 0),
        ]
        let all = failures + sounds
        try await withFolder { folder in
            let texts = ["Good one."] + all.map(\.0) + ["Another good one."]
            let outcome = try await label(texts, by: teacher, in: folder)
            #expect(outcome.ids == ["text-0", "text-\(all.count + 1)"])
            for (text, kind, attempts) in all {
                let entry = try #require(outcome.quarantine.first { $0.text == text }, "\(text)")
                #expect(entry.kind == kind && entry.attempts == attempts, "\(entry)")
                #expect(!entry.problem.isEmpty && entry.teacher == "actor")
            }
            let report = "\(outcome.report)"
            #expect(report.contains("2 of 14 utterances labelled"))
            #expect(report.contains("12 utterances are in quarantine"))
            #expect(report.contains("--retry-quarantined"))
            #expect(outcome.report.retries == 3 * 10)
            for kind in Set(all.map(\.1)) { #expect(report.contains(kind.remedy)) }
        }
    }

    @Test("a failure that passes costs a wait; a service's Retry-After is honoured")
    func recovers() async throws {
        let teacher = Actor { _, number throws(TeacherFailure) in
            if number == 0 { throw TeacherFailure(.serverError, "answered HTTP 500") }
            if number == 1 { throw TeacherFailure(.busy, "answered HTTP 429", retryAfter: 30) }
            return Self.speech(seconds: 1)
        }
        try await withFolder { folder in
            let outcome = try await label(["Well done."], by: teacher, in: folder)
            #expect(outcome.ids == ["text-0"] && outcome.quarantine.isEmpty)
            #expect(outcome.waits.count == 2)
            #expect((1...1.25).contains(outcome.waits[0]) && outcome.waits[1] == 30)
        }
    }

    @Test("waits double up to a limit, and a service may not ask for more than ten minutes")
    func delays() {
        let policy = RetryPolicy()
        var patient = policy
        patient.attempts = 20
        let hung = TeacherFailure(.hung, "")
        #expect((1...4).map { policy.delay(after: $0, of: hung, draw: 0) } == [1, 2, 4, nil])
        #expect(patient.delay(after: 12, of: hung, draw: 0) == 60)
        #expect(patient.delay(after: 1, of: hung, draw: 1) == 1.25)
        let forever = TeacherFailure(.busy, "", retryAfter: 1e9)
        #expect(policy.delay(after: 1, of: forever, draw: 0) == 600)
        #expect(policy.delay(after: 1, of: TeacherFailure(.refused, ""), draw: 0) == nil)
    }

    @Test("a quarantined utterance is left alone until it is asked for, then takes its place")
    func retryQuarantined() async throws {
        let isWell = Mutex(false)
        let teacher = Actor { request, _ throws(TeacherFailure) in
            if request.text == "Number 3." && !isWell.withLock({ $0 }) {
                throw TeacherFailure(.refused, "will not")
            }
            return Self.speech(seconds: 1)
        }
        let texts = (0..<40).map { "Number \($0)." }
        try await withFolder { folder in
            #expect(try await label(texts, by: teacher, in: folder).ids.count == 39)
            isWell.withLock { $0 = true }
            #expect(try await label(texts, by: teacher, in: folder).ids.count == 39)
            let outcome = try await label(texts, by: teacher, in: folder, retry: true)
            #expect(outcome.ids == texts.indices.map { "text-\($0)" })
            #expect(outcome.quarantine.isEmpty && outcome.report.made == 1)
            let asked = teacher.asked.withLock { $0 }
            #expect(asked["Number 3."] == 2 && asked["Number 4."] == 1)
            let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(!files.contains { $0.hasSuffix(".journal") })
        }
    }

    @Test("a teacher that fails every text ends the run, and what was made stays")
    func teacherGone() async throws {
        let teacher = Actor { request, _ throws(TeacherFailure) in
            if request.text.hasSuffix("!") { throw TeacherFailure(.unreachable, "nobody answers") }
            return Self.speech(seconds: 1)
        }
        let texts = (0..<6).map { "Good \($0)." } + (0..<20).map { "Bad \($0)!" }
        try await withFolder { folder in
            await #expect(
                throws: DistillationError.teacherGone(
                    teacher: "actor", failures: 5, problem: "nobody answers")
            ) {
                _ = try await label(texts, by: teacher, in: folder, failureLimit: 5, jobs: 1)
            }
            let calm = Actor { _, _ in Self.speech(seconds: 1) }
            let outcome = try await label(texts, by: calm, in: folder, retry: true)
            #expect(outcome.ids.count == 26 && outcome.report.found == 6)
            #expect(calm.asked.withLock { $0["Good 0."] } == nil)
        }
    }

    @Test("a program that is not there, or a wrong key, ends the run at the first text")
    func misconfigured() async throws {
        let teacher = try CommandTeacher(template: "no-such-program-anywhere {text} {wav}")
        try await withFolder { folder in
            await #expect(throws: DistillationError.self) {
                _ = try await label(["One.", "Two."], by: teacher, in: folder)
            }
            let quarantine = try Quarantine(directory: folder)
            #expect(quarantine.all.isEmpty)
        }
    }

    @Test("two runs cannot work on one dataset")
    func lock() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/parley-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let first = try LabelLock(directory: folder)
        #expect(throws: DistillationError.self) { try LabelLock(directory: folder) }
        withExtendedLifetime(first) {}
    }
}

@Suite("ShardJournal") struct ShardJournalTests {
    @Test("whatever is cut off its end, the utterances before that are there, whole")
    func tornTail() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/parley-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let cast = try Cast()
        let labeller = Labeller(cast: cast, plan: LabelPlan(lists: [], cast: cast), joiner: nil)
        let records = try ["One.", "Two.", "Three."].map {
            try labeller.record(of: LabelItem(id: $0, speakerIndex: 0, content: .english($0)))
        }
        var lengths = [0]
        do {
            var journal = try ShardJournal(directory: folder, shard: 7)
            for record in records {
                try journal.append(record)
                let bytes = try #require(FileManager.default.contents(atPath: journal.path))
                lengths.append(bytes.count)
            }
        }
        let path = ShardJournal.path(directory: folder, shard: 7)
        let bytes = try #require(FileManager.default.contents(atPath: path))
        for cut in [
            0, 1, 20, lengths[1], lengths[1] + 30, lengths[2] - 1, lengths[3] - 1, lengths[3],
        ] {
            try bytes.prefix(cut).write(to: URL(fileURLWithPath: path))
            let whole = lengths.lastIndex { $0 <= cut } ?? 0
            var journal = try ShardJournal(directory: folder, shard: 7)
            #expect(journal.records.count == whole, "cut at \(cut)")
            for record in records[..<whole] {
                let found = try #require(journal.records[record.id])
                #expect(DatasetFormat.encode(found) == DatasetFormat.encode(record))
                #expect(found.text == record.text)
            }
            // It goes on from there.
            try journal.append(records[2])
            let again = try ShardJournal(directory: folder, shard: 7)
            #expect(again.records["Three."] != nil && again.records.count == min(3, whole + 1))
        }
        var flipped = bytes
        flipped[lengths[1] + 60] ^= 1
        try flipped.write(to: URL(fileURLWithPath: path))
        #expect(try ShardJournal(directory: folder, shard: 7).records.count == 1)
    }
}
