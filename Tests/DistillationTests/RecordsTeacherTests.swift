import Foundation
import Kernels
import StudentModel
import Testing

@testable import Distillation

@Suite("RecordsTeacher") struct RecordsTeacherTests {
    /// Writes records of `u0` … with attention over text and time and hidden states over time, 12
    /// wide, at half the student's rate.
    private func makeRecords(at folder: String, count: Int) throws -> TeacherRecords {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let layers = [
            TeacherLayer(name: "text.0", kind: .attention, axis: .text),
            TeacherLayer(name: "frames.0", kind: .attention, axis: .time),
            TeacherLayer(name: "frames.0", kind: .hidden, axis: .time),
        ]
        try jsonText(
            TeacherRecordsDescription(
                teacher: "made up", speakers: ["A", "B", "C", "D"], shardCount: 1, layers: layers)
        ).write(toFile: folder + "/records.json", atomically: true, encoding: .utf8)
        var lines = ""
        var tensors: [(name: String, shape: [Int], values: [Float])] = []
        for index in 0..<count {
            let record = TinyTraining.record(index)
            lines += "{\"id\":\"\(record.id)\",\"text\":\"text\",\"speaker\":\(index % 4)}\n"
            let frames = record.logMel.rows
            tensors.append(("\(record.id)/mel", [frames, 80], record.logMel.values))
            for (suffix, length) in [("attention/text.0", 3), ("attention/frames.0", 5)] {
                tensors.append(
                    (
                        "\(record.id)/\(suffix)", [2, length, length],
                        Array(repeating: 1 / Float(length), count: 2 * length * length)
                    ))
            }
            tensors.append(
                (
                    "\(record.id)/hidden/frames.0", [5, 12],
                    (0..<60).map { sin(Float($0 * (index + 1))) }
                ))
        }
        try lines.write(
            toFile: folder + "/records-00000.jsonl", atomically: true, encoding: .utf8)
        try SafetensorsWriter.write(
            tensors: tensors, precision: .float32, metadata: [:],
            to: folder + "/records-00000.safetensors")
        return try TeacherRecords(directory: folder)
    }

    @Test("records are brought to the student's tokens, steps and units")
    func inside() throws {
        let root = NSTemporaryDirectory() + "inside-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: root) }
        let student = TinyTraining.student(layers: 2)
        let teacher = RecordsTeacher(
            records: try makeRecords(at: root, count: 2), student: student)
        let examples = TinyTraining.examples(2, student)
        let inside: TeacherInside<Float> = try teacher.inside(
            examples, melMean: Array(repeating: -6, count: 80))
        let steps = examples.map(\.frames.rows)
        #expect(inside.output.rows == steps.reduce(0, +))
        // Frames of the same recording: the spectrum that stage 1 learns too.
        for bin in 0..<80 {
            #expect(abs(inside.output[0, bin] - examples[0].frames[0, bin]) < 1e-5)
        }
        #expect(inside.headCount == 1)
        let squares = steps.reduce(0) { $0 + $1 * $1 }
        let sizes: [Int?] = inside.attention.map { $0?.count }
        #expect(sizes == [50, 50, squares, squares])
        let text = try #require(inside.attention[0])
        #expect(text.allSatisfy { abs($0 - 0.2) < 1e-5 })
        let widths: [Int?] = inside.hidden.map { $0?.columns }
        #expect(widths == [nil, nil, 12, 12])
        #expect(try teacher.hiddenWidths() == [nil, nil, 12, 12])
    }

    @Test("stage 2 learns from records, from the utterances that have one")
    func trains() async throws {
        let root = NSTemporaryDirectory() + "records-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: root) }
        var configuration = TinyTraining.configuration(.distillation, steps: 3)
        configuration.distillation.outputWeight = 1
        configuration.distillation.attentionWeight = 0.3
        configuration.distillation.hiddenWeight = 0.5
        var trainer = try StageTrainer(
            configuration: configuration,
            training: try TinyTraining.dataset(at: root + "/data", count: 9), heldOut: nil,
            folder: root + "/run",
            startingFrom: TinyTraining.weights(configuration.training.student, seed: 1),
            teacher: .records(try makeRecords(at: root + "/records", count: 5)))
        var rows: [StageRow] = []
        try await trainer.run { row, _ in rows.append(row) }
        #expect(rows.count == 3)
        for name in ["output", "attention", "hidden"] {
            #expect(rows.allSatisfy { ($0.losses[name] ?? 0) > 0 }, "\(name)")
        }
    }
}
