import Foundation
import Testing

@testable import StudentModel

@Suite struct SafetensorsTests {
    private let tensors: [(name: String, shape: [Int], values: [Float])] = [
        ("encoder.weight", [3, 5], (0..<15).map { Float($0) / 16 - 0.5 }),
        ("odd", [7], (0..<7).map { Float($0) }),
        ("scalar", [], [42]),
        ("empty", [0, 4], []),
    ]
    private let metadata = ["configuration": #"{"layers":6,"名":"😀\n\"q\""}"#, "voices": "luna,rms"]

    private func temporaryPath() -> String {
        FileManager.default.temporaryDirectory
            .appendingPathComponent("parley-\(UUID().uuidString).safetensors").path
    }

    private func withFile(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
        let path = temporaryPath()
        defer { unlink(path) }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        try body(path)
    }

    private func written(_ precision: SafetensorsPrecision = .float32) throws -> [UInt8] {
        let path = temporaryPath()
        defer { unlink(path) }
        try SafetensorsWriter.write(
            tensors: tensors, precision: precision, metadata: metadata, to: path)
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// A file with this header text and data, as any program might have written it.
    private func raw(_ json: String, data: [UInt8] = []) -> [UInt8] {
        let length = UInt64(json.utf8.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(json.utf8)
            + data
    }

    private func error(_ bytes: [UInt8]) throws -> WeightsError? {
        var result: WeightsError?
        try withFile(bytes) { path in
            do throws(WeightsError) {
                _ = try SafetensorsFile(path: path)
            } catch {
                result = error
            }
        }
        return result
    }

    @Test("what was written is read back", arguments: [SafetensorsPrecision.float16, .float32])
    func roundTrip(precision: SafetensorsPrecision) throws {
        try withFile(try written(precision)) { path in
            let file = try SafetensorsFile(path: path)
            #expect(file.metadata == metadata)
            #expect(Set(file.tensorNames) == Set(tensors.map(\.name)))
            for tensor in tensors {
                #expect(file.shape(of: tensor.name) == tensor.shape)
                #expect(try file.floats(named: tensor.name) == tensor.values)
            }
            #expect(try file.matrix(named: "encoder.weight", rows: 3).columns == 5)
            #expect(throws: WeightsError.self) { try file.matrix(named: "odd") }
            #expect(throws: WeightsError.self) { try file.floats(named: "absent") }
        }
    }

    @Test("equal content gives equal bytes")
    func determinism() throws {
        #expect(try written() == written())
    }

    @Test("every truncation is an error")
    func truncations() throws {
        let bytes = try written()
        for length in 0..<bytes.count {
            #expect(try error(Array(bytes[..<length])) != nil, "\(length) bytes")
        }
    }

    @Test("every flipped bit is an error, never a crash")
    func bitFlips() throws {
        let bytes = try written(.float16)
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] ^= UInt8(1) << (index % 8)
            let isMetadata = index < bytes.count - 46
            // A flip inside a metadata string or a name makes another valid header.
            if try error(damaged) == nil { #expect(isMetadata, "byte \(index)") }
        }
    }

    @Test("random bytes never crash the header parser")
    func randomHeaders() throws {
        let alphabet = Array(#"{}[]",:\u0d8 9ab"__metadata__":"dtype""#.utf8)
        var generator = SplitMix(state: 7)
        for _ in 0..<3000 {
            let count = Int.random(in: 0..<60, using: &generator)
            let bytes = (0..<count).map { _ in alphabet.randomElement(using: &generator)! }
            _ = try? SafetensorsHeader(parsing: bytes)
        }
    }

    @Test("damage to the tensors is told from a cut and from a foreign file")
    func kinds() throws {
        var damaged = try written()
        damaged[damaged.count - 1] ^= 1
        guard case .damaged = try error(damaged) else { return #expect(Bool(false), "damaged") }
        guard case .truncated = try error(Array(try written().dropLast(4))) else {
            return #expect(Bool(false), "truncated")
        }
        guard case .foreign = try error(Array("RIFF....WAVEfmt ".utf8)) else {
            return #expect(Bool(false), "foreign")
        }
        guard case .foreign = try error(raw("{}")) else {
            return #expect(Bool(false), "no version")
        }
        let newer = raw(#"{"__metadata__":{"parley.format":"3","parley.checksum":"0"}}"#)
        guard case .newerVersion(_, 3, 2) = try error(newer) else {
            return #expect(Bool(false), "newer")
        }
    }

    @Test(
        "contradictory headers are refused",
        arguments: [
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#,
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[8,4]}}"#,
            #"{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#,
            #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}"#,
            #"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}"#,
            #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,8]}}"#,
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
            #"{"a":{"dtype":"F32","shape":[1]}}"#, #"{"a":{}}"#, #"{"a":{{{{{{{{{{{{"#,
            #"{"__metadata__":{"a":1}}"#, #"{"a":"#, #"{"\ud800":{}}"#, #"{} trailing"#,
        ])
    func contradictions(json: String) throws {
        let result = try error(raw(json, data: Array(repeating: 0, count: 8)))
        #expect(result != nil)
        #expect(result?.description.contains(". ") == true)
    }

    @Test("a header length beyond reason allocates nothing")
    func hugeHeader() throws {
        let bytes = Array(repeating: UInt8(0xff), count: 8) + Array("{}".utf8)
        guard case .foreign = try error(bytes) else { return #expect(Bool(false)) }
    }

    @Test("other programs' files are read when asked for")
    func foreignFiles() throws {
        let json = #"{"x":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}   "#
        try withFile(raw(json, data: [0x00, 0x3c, 0x00, 0xc0])) { path in
            let file = try SafetensorsFile(path: path, acceptsForeign: true)
            #expect(try file.floats(named: "x") == [1, -2])
        }
    }

    @Test("a missing file says so")
    func missingFile() {
        #expect(throws: WeightsError.self) { try SafetensorsFile(path: "/nonexistent/weights") }
    }
}

/// SplitMix64, so that a failure repeats.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}
