import Foundation
import KernelsC
import Testing

@testable import Kernels

@Suite struct BytesTests {
    private func temporaryFolder() throws -> String {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("parley-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder.path
    }

    @Test("every half becomes the float it stands for, fast and plain alike")
    func halvesToFloats() {
        let halves = (0...UInt16.max).map { $0 }
        var fast = [Float](repeating: 0, count: halves.count)
        var plain = fast
        parley_floats_from_halves(halves, &fast, halves.count)
        parley_floats_from_halves_plain(halves, &plain, halves.count)
        for half in halves {
            let expected = Float(Float16(bitPattern: half))
            let (a, b) = (fast[Int(half)], plain[Int(half)])
            #expect((a == expected && b == expected) || (a.isNaN && b.isNaN && expected.isNaN))
        }
    }

    @Test("floats round to the nearest half, ties to even", arguments: [1, 7, 8, 9, 64, 65, 4000])
    func floatsToHalves(count: Int) {
        var values: [Float] = [
            0, -0, 1, 65504, 65519.9, 65520, 1e9, -1e9, .infinity, 0x1p-24, 0x1p-25,
            0x1.8p-25, 6.1e-5, 6.097e-5, 1.00048828125, 1.0014648438, 1e-10,
        ]
        var bits: UInt32 = 12345
        while values.count < count {
            bits = bits &* 1_664_525 &+ 1_013_904_223
            values.append(Float(Int32(bitPattern: bits)) / 2e9 * Float(bits % 7))
        }
        values = Array(values.prefix(count))
        var plain = [UInt16](repeating: 0, count: count)
        parley_halves_from_floats_plain(values, &plain, count)
        let fast = halfBytes(of: values)
        for (index, value) in values.enumerated() {
            let expected = Float16(value).bitPattern
            #expect(plain[index] == expected, "\(value)")
            #expect(
                UInt16(fast[2 * index]) | UInt16(fast[2 * index + 1]) << 8 == expected, "\(value)")
        }
    }

    @Test("one infinity or no-number is found anywhere", arguments: [1, 7, 8, 9, 64, 65])
    func finiteness(count: Int) {
        let values = (0..<count).map { Float($0) * 1e30 }
        #expect(areFinite(values))
        for index in 0..<count {
            for bad in [Float.infinity, -.infinity, .nan] {
                var changed = values
                changed[index] = bad
                #expect(!areFinite(changed))
            }
        }
    }

    @Test("any changed byte changes the checksum", arguments: [1, 7, 8, 63, 64, 65, 200])
    func checksums(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 31) }
        for index in 0..<count {
            var changed = bytes
            changed[index] ^= 0x80
            #expect(checksum(changed) != checksum(bytes))
        }
        #expect(checksum(bytes + [0]) != checksum(bytes))
    }

    @Test("a committed file replaces its target; an abandoned one leaves nothing")
    func atomicFiles() throws {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/out.bin"
        func write(_ bytes: [UInt8], commits: Bool) throws {
            var file = try AtomicFile(path: path)
            try file.append(bytes)
            if commits { try file.commit() }
        }
        try write([1, 2, 3], commits: true)
        try write([9], commits: false)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["out.bin"])
        #expect(try MappedFile(path: path).bytes(in: 0..<3) == [1, 2, 3])
        try write([7, 8], commits: true)
        let file = try MappedFile(path: path)
        #expect(file.byteCount == 2)
        #expect(file.checksum(of: 0..<2) == checksum([7, 8]))
    }

    @Test("a full disk is an error in words", .enabled(if: access("/dev/full", W_OK) == 0))
    func refusals() throws {
        #expect(throws: FileError.self) { _ = try AtomicFile(path: "/dev/null") }
        #expect(throws: FileError.self) { _ = try AtomicFile(path: "/nonexistent/folder/x") }
        #expect(throws: FileError.self) { try MappedFile(path: "/") }
        let full = FileError(operation: "write", path: "out.wav", code: ENOSPC)
        #expect(full.description.hasPrefix("out.wav: cannot write: No space left on device. "))
    }
}
