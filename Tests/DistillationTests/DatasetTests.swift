import Foundation
import Kernels
import Phonemes
import Testing

@testable import Distillation

@Suite("Dataset") struct DatasetTests {
    private let header = DatasetHeader(
        speakers: ["Mei", "Leo"], split: "train", plan: "abc", shardCount: 3)

    private func temporaryDirectory() -> String {
        FileManager.default.temporaryDirectory.path + "/parley-dataset-\(UUID().uuidString)"
    }

    /// A record of `frames` frames whose mel values are exact in half precision.
    private func record(_ id: String, frames: Int) -> UtteranceRecord {
        let tokens = [
            PhonemeToken(phoneme: PhonemeInventory.pause),
            PhonemeToken(phoneme: 50, accent: .tone3, boundary: .statement),
            PhonemeToken(phoneme: PhonemeInventory.pause, boundary: .statement),
        ]
        return UtteranceRecord(
            id: id, speakerIndex: 1, language: .mandarin, text: "“好”/", tokens: tokens,
            durations: [1, frames - 3, 2],
            logMel: Matrix(
                rows: frames, columns: 80,
                values: (0..<frames * 80).map { -11.5 + Float($0 % 64) / 8 }),
            f0: (0..<frames).map { $0 % 3 == 0 ? 0 : 220.125 + Float($0) })
    }

    @Test("what was written is read back, in the order of the plan")
    func roundTrip() throws {
        let directory = temporaryDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let writer = try DatasetWriter(directory: directory, header: header)
        let records = [record("a", frames: 7), record("b", frames: 5), record("c", frames: 301)]
        try writer.writeShard(2, records: [records[2]])
        try writer.writeShard(0, records: Array(records[..<2]))
        #expect(writer.hasShard(0) && !writer.hasShard(1))
        let dataset = try Dataset(directory: directory)
        #expect(dataset.count == 3)
        #expect(dataset.frameCount(of: 2) == 301)
        #expect(dataset.summary(of: 1).id == "b")
        for index in 0..<3 { #expect(try dataset.record(index) == records[index]) }
    }

    @Test("a shard whose bytes were written but not its index counts as absent")
    func killedBetweenFiles() throws {
        let directory = temporaryDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let writer = try DatasetWriter(directory: directory, header: header)
        try writer.writeShard(0, records: [record("a", frames: 9)])
        try FileManager.default.removeItem(atPath: directory + "/shard-00000.jsonl")
        #expect(try Dataset(directory: directory).count == 0)
        try writer.writeShard(0, records: [record("a", frames: 9)])
        #expect(try Dataset(directory: directory).count == 1)
    }

    @Test("a truncated shard, a foreign header and another plan are refused")
    func damage() throws {
        let directory = temporaryDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let writer = try DatasetWriter(directory: directory, header: header)
        try writer.writeShard(0, records: [record("a", frames: 9)])
        var other = header
        other.plan = "def"
        #expect(throws: DistillationError.self) {
            try DatasetWriter(directory: directory, header: other)
        }
        let path = URL(fileURLWithPath: directory + "/shard-00000.bin")
        try Data(contentsOf: path).dropLast().write(to: path)
        #expect(throws: DistillationError.self) { try Dataset(directory: directory) }
        try Data("{}".utf8).write(to: URL(fileURLWithPath: directory + "/dataset.json"))
        #expect(throws: DistillationError.self) { try Dataset(directory: directory) }
    }

    @Test("a record that does not add up is never written")
    func unfitRecord() throws {
        let directory = temporaryDirectory()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let writer = try DatasetWriter(directory: directory, header: header)
        var bad = record("a", frames: 9)
        bad.durations[1] += 1
        #expect(throws: DistillationError.self) { try writer.writeShard(0, records: [bad]) }
        #expect(!writer.hasShard(0))
    }
}
