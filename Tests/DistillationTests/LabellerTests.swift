import Foundation
import Kernels
import Phonemes
import Signal
import Testing

@testable import Distillation

@Suite("Labeller") struct LabellerTests {
    private func english(_ speaker: Int, _ text: String) -> LabelItem {
        LabelItem(id: "\(speaker)-\(text)", speakerIndex: speaker, content: .english(text))
    }

    private func temporaryDirectory() -> String {
        FileManager.default.temporaryDirectory.path + "/parley-label-\(UUID().uuidString)"
    }

    private func write(_ labeller: Labeller, to directory: String, jobs: Int) async throws {
        let writer = try DatasetWriter(
            directory: directory,
            header: DatasetHeader(
                speakers: labeller.cast.speakers.map(\.name), split: "train",
                plan: labeller.plan.digest, shardCount: labeller.plan.shardCount))
        try await labeller.run(
            writer: writer, jobs: jobs, progress: { _ in }, message: { Issue.record("\($0)") })
    }

    @Test("the bytes on disk are the same for any number of jobs, and after an interruption")
    func repeatable() async throws {
        let cast = try Cast()
        let items = (0..<40).map { english($0 % 4, "Yes, \($0).") }
        let labeller = Labeller(
            cast: cast, plan: LabelPlan(lists: [items], cast: cast), joiner: nil)
        let (one, two) = (temporaryDirectory(), temporaryDirectory())
        defer {
            try? FileManager.default.removeItem(atPath: one)
            try? FileManager.default.removeItem(atPath: two)
        }
        try await write(labeller, to: one, jobs: 1)
        try await write(labeller, to: two, jobs: 2)
        try FileManager.default.removeItem(atPath: two + "/shard-00001.jsonl")
        try await write(labeller, to: two, jobs: 1)
        let names = ["shard-00000.bin", "shard-00001.bin", "shard-00001.jsonl", "dataset.json"]
        for name in names {
            let contents = [one, two].map { FileManager.default.contents(atPath: $0 + "/" + name) }
            #expect(contents[0] != nil && contents[0] == contents[1], "\(name)")
        }
        #expect(try Dataset(directory: one).count == 40)
    }

    @Test("durations, tokens and F0 line up with the sound")
    func lineUp() throws {
        let cast = try Cast()
        let labeller = Labeller(cast: cast, plan: LabelPlan(lists: [], cast: cast), joiner: nil)
        for speaker in 0..<4 {
            let record = try labeller.record(of: english(speaker, "My mother came home."))
            #expect(record.problem == nil)
            // Silence at both ends is far below the speech between.
            let levels = (0..<record.logMel.rows).map { row in
                record.logMel.row(row).reduce(0, +) / 80
            }
            let speech = record.durations[0]..<levels.count - (record.durations.last ?? 0)
            let mean = levels[speech].reduce(0, +) / Float(speech.count)
            let silence = levels[..<max(1, record.durations[0] - 3)]
            #expect(silence.reduce(0, +) / Float(silence.count) < mean - 1.5)
            #expect(record.f0[speech].filter { $0 > 0 }.count > speech.count / 2)
        }
    }

    /// Speaks a tone and tells nothing else.
    private struct BlackBox: Teacher {
        let name = "black box"
        func speak(_ request: TeacherRequest) throws(TeacherFailure) -> TeacherSpeech {
            TeacherSpeech(
                samples: (0..<32_000).map { Float(sin(Double($0) * 0.05)) * 0.3 },
                sampleRate: 16_000)
        }
    }

    @Test(
        "a teacher that gives only sound gets tokens of the front end and equal durations",
        arguments: [("Hello there. Are you well?", Language.english), ("你好，世界。", .mandarin)])
    func blackBox(text: String, language: Language) throws {
        let cast = Cast(outsideSpeakers: ["Box"], teacher: "box")
        let plan = LabelPlan(texts: [text], cast: cast)
        let labeller = Labeller(cast: cast, plan: plan, joiner: nil, teacher: BlackBox())
        let record = try labeller.attempt(plan.items[0]) { _, _ in }.get()
        #expect(record.problem == nil && record.language == language)
        #expect(record.logMel.rows == 1 + 48_000 / 256)
        let lengths = record.durations.dropLast()
        #expect((lengths.max() ?? 0) - (lengths.min() ?? 0) <= 1)
        let pauses = record.tokens.map { $0.phoneme == PhonemeInventory.pause }
        #expect(zip(pauses, pauses.dropFirst()).allSatisfy { !($0 && $1) })
    }

    @Test("each speaker of the cast has a pitch of its own")
    func pitches() throws {
        let cast = try Cast()
        let labeller = Labeller(cast: cast, plan: LabelPlan(lists: [], cast: cast), joiner: nil)
        let medians = try (0..<4).map { speaker in
            let voiced = try labeller.record(
                of: english(speaker, "The rain in Spain is mainly on the plain.")
            ).f0.filter { $0 > 0 }.sorted()
            return voiced[voiced.count / 2]
        }
        // Mei deep woman, Leo deep man, Ana high woman, Ian higher man.
        #expect(medians[2] > 1.15 * medians[0] && medians[0] > 1.15 * medians[3])
        #expect(medians[3] > 1.05 * medians[1])
    }

    @Test(
        "boundaries become at least one frame each and fill the utterance",
        arguments: [
            ([0.1, 0.1, 0.1, 0.2], 20), ([0.0, 0.0, 5.0], 9), ([1.0], 3), ([0.01, 0.02, 0.03], 3),
        ])
    func durationFrames(ends: [Double], frameCount: Int) throws {
        let durations = try #require(DurationFrames.durations(ends: ends, frameCount: frameCount))
        #expect(durations.reduce(0, +) == frameCount)
        #expect(durations.allSatisfy { $0 >= 1 })
        #expect(DurationFrames.durations(ends: ends, frameCount: ends.count - 1) == nil)
    }
}
