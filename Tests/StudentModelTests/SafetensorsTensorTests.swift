import Foundation
import Kernels
import Testing

@testable import StudentModel

@Suite("SafetensorsTensor")
struct SafetensorsTensorTests {
    private let weight = Matrix<Float>(
        rows: 3, columns: 5, values: (0..<15).map { Float($0 * 7 % 11) - 5 })

    private func withFile<Result>(
        _ tensors: [SafetensorsTensor], _ body: (String) throws -> Result
    ) throws -> Result {
        let path = NSTemporaryDirectory() + "tensor-\(UUID().uuidString).safetensors"
        defer { unlink(path) }
        try SafetensorsWriter.write(tensors, to: path)
        return try body(path)
    }

    /// A file with this header text and data, as any program might have written it.
    private func foreign(_ tensors: String, data: [UInt8], _ body: (String) throws -> Void) throws {
        let path = NSTemporaryDirectory() + "tensor-\(UUID().uuidString).safetensors"
        defer { unlink(path) }
        let length = UInt64(tensors.utf8.count)
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
        try Data(bytes + Array(tensors.utf8) + data).write(to: URL(fileURLWithPath: path))
        try body(path)
    }

    @Test("a weight of eight bits is read back as it was written, beside floats and halves")
    func roundTrip() throws {
        let quantized = QuantizedWeight(quantizing: weight)
        let others = [
            SafetensorsTensor("half", shape: [2], values: [1, -0.5], precision: .float16),
            SafetensorsTensor("float", shape: [1], values: [0.1]),
        ]
        try withFile(SafetensorsTensor.quantized("w", quantized) + others) { path in
            let file = try SafetensorsFile(path: path)
            let read = try file.quantizedWeight(named: "w")
            #expect(read.bytes == quantized.bytes)
            #expect(read.scales == quantized.scales)
            #expect(try file.matrix(named: "w", rows: 3, columns: 5) == quantized.dequantized)
            #expect(try file.floats(named: "half") == [1, -0.5])
            #expect(try file.floats(named: "float") == [0.1])
            #expect(throws: WeightsError.self) { try file.quantizedWeight(named: "float") }
        }
    }

    @Test("only files with weights of eight bits need the newer format")
    func version() throws {
        func version(_ tensors: [SafetensorsTensor]) throws -> String? {
            try withFile(tensors) { path in
                let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
                let text = String(decoding: bytes.prefix(200), as: UTF8.self)
                return text.firstMatch(of: /"parley.format":"(\d+)"/).map { String($0.1) }
            }
        }
        let float = SafetensorsTensor("float", shape: [1], values: [0.1])
        #expect(try version([float]) == "1")
        let quantized = SafetensorsTensor.quantized("w", QuantizedWeight(quantizing: weight))
        #expect(try version([float] + quantized) == "2")
    }

    /// What is wrong with the scales, and the tensor in their place.
    private static let badScales: [(String, SafetensorsTensor?)] = [
        ("missing", nil),
        ("too few", SafetensorsTensor("w.scales", shape: [2], values: [1, 1])),
        ("of two dimensions", SafetensorsTensor("w.scales", shape: [3, 1], values: [1, 1, 1])),
        (
            "halves",
            SafetensorsTensor("w.scales", shape: [3], values: [1, 1, 1], precision: .float16)
        ),
        ("negative", SafetensorsTensor("w.scales", shape: [3], values: [1, -1, 1])),
        ("no number", SafetensorsTensor("w.scales", shape: [3], values: [1, .nan, 1])),
        ("infinite", SafetensorsTensor("w.scales", shape: [3], values: [1, .infinity, 1])),
        ("too large", SafetensorsTensor("w.scales", shape: [3], values: [1, 3e38, 1])),
    ]

    @Test("unusable scales are refused in words", arguments: badScales.indices)
    func scales(index: Int) throws {
        let (problem, scales) = Self.badScales[index]
        let bytes = SafetensorsTensor.quantized("w", QuantizedWeight(quantizing: weight))[0]
        try withFile([bytes] + (scales.map { [$0] } ?? [])) { path in
            let file = try SafetensorsFile(path: path)
            for read in [
                { _ = try file.quantizedWeight(named: "w") }, { _ = try file.floats(named: "w") },
            ] {
                let error = #expect(throws: WeightsError.self, "\(problem)") { try read() }
                #expect(error?.description.contains("w.scales") == true)
            }
        }
    }

    @Test(
        "bytes of a wrong size or shape are refused",
        arguments: [
            #"{"w":{"dtype":"I8","shape":[3,4],"data_offsets":[0,8]}}"#,
            #"{"w":{"dtype":"I8","shape":[8],"data_offsets":[0,8]}}"#,
            #"{"w":{"dtype":"U8","shape":[2,4],"data_offsets":[0,8]}}"#,
            #"{"w":{"dtype":"I8","shape":[2,2,2],"data_offsets":[0,8]}}"#,
            #"{"w":{"dtype":"I8","shape":[4611686018427387904,4],"data_offsets":[0,8]}}"#,
        ])
    func shapes(json: String) throws {
        try foreign(json, data: Array(repeating: 1, count: 8)) { path in
            #expect(throws: WeightsError.self) {
                try SafetensorsFile(path: path, acceptsForeign: true).floats(named: "w")
            }
        }
    }

    @Test("the byte −128, which nobody here writes, is a value like any other")
    func leastByte() throws {
        let json =
            #"{"w":{"dtype":"I8","shape":[1,2],"data_offsets":[4,6]},"#
            + #""w.scales":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
        try foreign(json, data: floatBytes(of: [2]) + [0x80, 0x80]) { path in
            let file = try SafetensorsFile(path: path, acceptsForeign: true)
            let weight = try file.quantizedWeight(named: "w")
            let x = Matrix<Float>(rows: 1, columns: 2, values: [0, 1])
            #expect(linear(x, quantized: weight).values == [-256])
            #expect(try file.floats(named: "w") == [-256, -256])
        }
    }
}
