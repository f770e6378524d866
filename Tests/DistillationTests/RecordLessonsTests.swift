import Foundation
import Kernels
import Signal
import StudentModel
import Testing

@testable import Distillation

@Suite("Lessons from a teacher's records") struct RecordLessonsTests {
    @Test("a folder of records becomes a dataset with the same ids, spectrograms and F0")
    func dataset() async throws {
        let folder = Bundle.module.bundleURL.path + "/Fixtures/records"
        let out = FileManager.default.temporaryDirectory.path + "/parley-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: out) }
        var order = LabelRun(outPath: out)
        order.recordsPath = folder
        let report = try await order.run(message: { Issue.record("\($0)") }, progress: { _ in })
        #expect(report.made == 3 && report.quarantined.isEmpty)
        #expect(FileManager.default.fileExists(atPath: out + "/label-report.txt"))

        let (dataset, records) = (
            try Dataset(directory: out), try TeacherRecords(directory: folder)
        )
        #expect(dataset.speakers == ["Ada", "Bo"] && dataset.count == 3)
        for index in 0..<dataset.count {
            let record = try dataset.record(index)
            let source = try #require(records.index(ofID: record.id))
            #expect(record.text == records.summary(of: source).text)
            #expect(record.language == records.summary(of: source).language)
            guard records.summary(of: source).frameCount > 0 else { continue }
            let mel = try records.logMel(of: source)
            #expect(record.logMel.rows == mel.rows)
            for (one, two) in zip(record.logMel.values, mel.values) {
                #expect(abs(one - two) < 0.01)
            }
        }
        let second = try dataset.record(1)
        #expect(second.f0.allSatisfy { $0 == 210 } && second.language == .mandarin)
        // Without recorded F0 it is tracked in the recorded sound, a hum of 150 Hz.
        let voiced = try dataset.record(0).f0.filter { $0 > 0 }
        #expect(voiced.count > 5 && voiced.allSatisfy { abs($0 - 150) < 3 })
    }

    @Test("F0 of a spectrogram without sound is that of the sound, within half a semitone")
    func f0OfMel() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/parley-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let speech = try FliteTeacher(voice: .slt).speak("The rain in Spain is mainly here.")
        let sound = Cast.Voice(teacher: "slt").spoken(speech).samples
        let mel = logMelSpectrogram(sound)
        try #"{"id":"a","text":"The rain in Spain is mainly here.","speaker":0}"#.write(
            toFile: folder + "/records-00000.jsonl", atomically: true, encoding: .utf8)
        let description = TeacherRecordsDescription(
            teacher: "t", speakers: ["A"], shardCount: 1, layers: [])
        try JSONEncoder().encode(description).write(
            to: URL(fileURLWithPath: folder + "/records.json"))
        try SafetensorsWriter.write(
            tensors: [("a/mel", [mel.rows, 80], mel.values)],
            to: folder + "/records-00000.safetensors")
        let (_, found) = try TeacherRecords(directory: folder).melAndF0(of: 0)
        let known = trackF0(sound)
        var distances: [Float] = []
        var disagreements = 0
        for (one, two) in zip(found, known) {
            if one > 0, two > 0 { distances.append(abs(12 * log2(one / two))) }
            if (one > 0) != (two > 0) { disagreements += 1 }
        }
        #expect(distances.sorted()[distances.count / 2] < 0.5)
        #expect(disagreements < known.count / 8, "\(disagreements) of \(known.count)")
    }
}
