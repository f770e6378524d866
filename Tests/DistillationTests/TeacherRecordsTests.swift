import Foundation
import Kernels
import Signal
import StudentModel
import Testing

@testable import Distillation

/// The fixture is what `docs/reference/teacher_records.py --demo` wrote with PyTorch.
@Suite("TeacherRecords") struct TeacherRecordsTests {
    private let fixture = Bundle.module.bundleURL.path + "/Fixtures/records"

    private struct Expected: Decodable {
        var shape: [Int]
        var sum: Double
        /// Every 97th element.
        var sampled: [Float]
    }

    private func expected() throws -> [String: [String: Expected]] {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: fixture + "/expected.json"))
        return try JSONDecoder().decode([String: [String: Expected]].self, from: bytes)
    }

    private func compare(_ values: [Float], _ wanted: Expected, tolerance: Float) {
        #expect(values.count == wanted.shape.reduce(1, *))
        for (place, value) in wanted.sampled.enumerated() {
            #expect(abs(values[97 * place] - value) <= tolerance * max(1, abs(value)))
        }
        let sum = values.reduce(0) { $0 + Double($1) }
        #expect(abs(sum - wanted.sum) < 0.002 * Double(values.count))
    }

    @Test("mel, attention and hidden states are those that PyTorch had")
    func valuesOfPyTorch() throws {
        let records = try TeacherRecords(directory: fixture)
        let expected = try expected()
        #expect(records.count == 3 && expected.count == 3)
        let layers = records.description.layers
        let attentionLayer = try #require(layers.first { $0.kind == .attention })
        let hiddenLayer = try #require(layers.first { $0.kind == .hidden })
        for index in 0..<records.count {
            let wanted = try #require(expected[records.summary(of: index).id])
            let attention = try records.attention(of: index, layer: attentionLayer)
            let shape = [attention.heads.count, attention.queryCount, attention.keyCount]
            #expect(shape == wanted["attention/block"]?.shape)
            compare(
                attention.heads.flatMap(\.values), try #require(wanted["attention/block"]),
                tolerance: 1e-3)
            let hidden = try records.hidden(of: index, layer: hiddenLayer)
            #expect([hidden.rows, hidden.columns] == wanted["hidden/block"]?.shape)
            compare(hidden.values, try #require(wanted["hidden/block"]), tolerance: 1e-3)
            // The last record has no mel: Parley makes it of the sound, where quiet bins of the
            // single-precision transforms may differ.
            compare(
                try records.logMel(of: index).values, try #require(wanted["mel"]),
                tolerance: index == 2 ? 0.02 : 2e-3)
        }
    }

    @Test("texts, speakers, languages, F0 and sound are read, and found by id")
    func descriptions() throws {
        let records = try TeacherRecords(directory: fixture)
        #expect(records.description.speakers == ["Ada", "Bo"])
        let summaries = (0..<3).map(records.summary(of:))
        #expect(summaries.map(\.speakerIndex) == [0, 1, 0])
        #expect(summaries.map(\.language) == [.english, .mandarin, .english])
        #expect(summaries[1].text == "你好，世界。" && summaries[2].frameCount == 0)
        #expect(records.index(ofID: "d-2") == 2 && records.index(ofID: "d-3") == nil)
        #expect(try records.f0(of: 1) == Array(repeating: 210, count: summaries[1].frameCount))
        #expect(try records.f0(of: 0) == nil)
        #expect(try records.samples(of: 0)?.samples.count == 4000)
        #expect(try records.samples(of: 1) == nil)
    }

    /// A folder with one record; `lines` and `tensors` may be spoilt.
    private func folder(
        description: String? = nil, line: String? = nil,
        tensors: [(name: String, shape: [Int], values: [Float])]? = nil
    ) throws -> String {
        let path = FileManager.default.temporaryDirectory.path + "/parley-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let description =
            description ?? #"{"format":"parley-teacher-records","version":1,"teacher":"t","#
            + #""speakers":["A"],"shardCount":1,"layers":[{"name":"l","kind":"hidden","#
            + #""axis":"time"}]}"#
        try description.write(
            toFile: path + "/records.json", atomically: true, encoding: .utf8)
        try (line ?? #"{"id":"a","text":"Hi.","speaker":0}"#).write(
            toFile: path + "/records-00000.jsonl", atomically: true, encoding: .utf8)
        try SafetensorsWriter.write(
            tensors: tensors ?? [mel, hidden([3, 2])], to: path + "/records-00000.safetensors")
        return path
    }

    private typealias Tensor = (name: String, shape: [Int], values: [Float])
    private var mel: Tensor { ("a/mel", [4, 80], Array(repeating: -3, count: 320)) }
    private func hidden(_ shape: [Int]) -> Tensor {
        ("a/hidden/l", shape, Array(repeating: 0.5, count: shape.reduce(1, *)))
    }

    private func problem(_ body: () throws -> String) -> String {
        do {
            let folder = try body()
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let records = try TeacherRecords(directory: folder)
            for layer in records.description.layers { _ = try records.hidden(of: 0, layer: layer) }
            return "none"
        } catch {
            return "\(error)"
        }
    }

    @Test("what does not fit is refused with its place and reason")
    func refusals() {
        #expect(problem { try folder() } == "none")
        let layered = { (layers: String) in
            #"{"format":"parley-teacher-records","version":1,"teacher":"t","speakers":["A"],"#
                + #""shardCount":1,"layers":\#(layers)}"#
        }
        let cases: [(String, String)] = [
            (problem { try folder(tensors: [hidden([3, 2])]) }, "neither mel nor audio"),
            (problem { try folder(tensors: [mel]) }, "has no tensor “a/hidden/l”"),
            (problem { try folder(tensors: [mel, hidden([6])]) }, "[positions, width]"),
            (problem { try folder(tensors: [mel, hidden([0, 2])]) }, "1 to 65536 positions"),
            (
                problem { try folder(tensors: [("a/mel", [2, 2], [0, 0, 0, 0])]) },
                "mel of shape [2, 2]"
            ),
            (
                problem { try folder(tensors: [mel, ("a/f0", [3], [0, 0, 0]), hidden([1, 1])]) },
                "f0 of shape [3]"
            ),
            (
                problem { try folder(tensors: [("a/audio", [1], [0]), hidden([1, 1])]) },
                "without a sampleRate"
            ),
            (problem { try folder(line: #"{"id":"a","text":"x","speaker":1}"#) }, "of speaker 1"),
            (problem { try folder(line: #"{"id":"a/b","text":"x","speaker":0}"#) }, "is no id"),
            (problem { try folder(line: #"{"id":3}"#) }, "jsonl:1"),
            (problem { try folder(line: "") }, "no record in it"),
            (problem { try folder(description: "{}") }, "is not a description"),
            (
                problem {
                    try folder(
                        line: #"{"id":"a","text":"x","speaker":0}"# + "\n"
                            + #"{"id":"a","text":"y","speaker":0}"#)
                }, "“a” appears twice"
            ),
            (
                problem {
                    try folder(description: layered("[]").replacing("\"A\"", with: ""))
                }, "0 speakers"
            ),
            (
                problem {
                    let layer = #"{"name":"l","kind":"hidden","axis":"time"}"#
                    return try folder(description: layered("[\(layer),\(layer)]"))
                }, "names a layer twice"
            ),
            (
                problem {
                    try folder(tensors: [mel, ("a/hidden/l", [1, 1], [.nan])])
                }, "no number"
            ),
            (problem { "/nowhere" }, "cannot be read"),
        ]
        for (found, wanted) in cases { #expect(found.contains(wanted), "\(found) / \(wanted)") }
    }

    @Test("a shard that is cut short anywhere, or of another type, is refused")
    func truncations() throws {
        let path = try folder()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let shard = path + "/records-00000.safetensors"
        let bytes = try #require(FileManager.default.contents(atPath: shard))
        for length in [0, 1, 9, 40, bytes.count / 2, bytes.count - 1] {
            try bytes.prefix(length).write(to: URL(fileURLWithPath: shard))
            #expect(throws: DistillationError.self, "\(length) bytes") {
                try TeacherRecords(directory: path)
            }
        }
        var foreign = bytes
        while let place = foreign.range(of: Data("F32".utf8)) {
            foreign.replaceSubrange(place, with: Data("I32".utf8))
        }
        try foreign.write(to: URL(fileURLWithPath: shard))
        let found = problem { path }
        #expect(found.contains("is of type I32; tensors must be F32 or F16"), "\(found)")
    }
}

@Suite("TeacherAttention") struct TeacherAttentionTests {
    private func random(_ rows: Int, _ columns: Int) -> Matrix<Float> {
        var random = SplitMix64(seed: UInt64(rows * 100 + columns))
        return Matrix(
            rows: rows, columns: columns,
            values: (0..<rows * columns).map { _ in Float(random.unit()) }
        )
    }

    @Test(
        "resampled attention keeps what each query gives to all keys together",
        arguments: [(5, 7), (1, 1), (12, 3), (10, 14), (3, 29)])
    func keepsSums(queries: Int, keys: Int) {
        var head = random(5, 7)
        for row in 0..<5 {
            let sum = head.row(row).reduce(0, +)
            for column in 0..<7 { head[row, column] /= sum }
        }
        let resampled = TeacherAttention(heads: [head, head]).resampled(
            queries: queries, keys: keys)
        #expect(resampled.heads.count == 2)
        #expect(resampled.queryCount == queries && resampled.keyCount == keys)
        for row in 0..<queries {
            #expect(abs(resampled.mean.row(row).reduce(0, +) - 1) < 1e-5)
        }
    }

    @Test("a diagonal stays one at twice and half the positions")
    func diagonal() {
        var eye = Matrix<Float>(rows: 4, columns: 4)
        for index in 0..<4 { eye[index, index] = 1 }
        let doubled = TeacherAttention(heads: [eye]).resampled(queries: 8, keys: 8)
        #expect(doubled.heads[0][3, 2] == 0.5 && doubled.heads[0][3, 3] == 0.5)
        #expect(doubled.resampled(queries: 4, keys: 4).heads[0] == eye)
    }

    @Test("hidden states at other rates are means over the time that each covers")
    func hidden() {
        let states = Matrix<Float>(rows: 4, columns: 1, values: [0, 2, 4, 6])
        #expect(resampledPositions(states, to: 2).values == [1, 5])
        #expect(resampledPositions(states, to: 8).values == [0, 0, 2, 2, 4, 4, 6, 6])
        let three = resampledPositions(states, to: 3).values
        #expect(abs(three[0] - 0.5) < 1e-6 && abs(three[1] - 3) < 1e-6)
    }
}
