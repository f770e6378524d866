import Foundation
import Testing

@testable import Kernels

@Suite("WeightStorage")
struct WeightStorageTests {
    @Test("elements in memory and in a file are the same, aligned or not", arguments: [0, 1, 3])
    func sameElements(offset: Int) throws {
        let elements: [Int8] = [3, -127, 0, 90]
        let path = NSTemporaryDirectory() + "storage-\(UUID().uuidString)"
        defer { unlink(path) }
        let padding = [UInt8](repeating: 9, count: offset)
        try Data(padding + elements.map { UInt8(bitPattern: $0) }).write(
            to: URL(fileURLWithPath: path))
        let stored = WeightStorage<Int8>(
            try MappedFile(path: path), at: offset, count: elements.count)
        for storage in [stored, .memory(elements)] {
            let read = storage.withBase { base in
                (0..<elements.count).map {
                    base?.loadUnaligned(fromByteOffset: $0, as: Int8.self) ?? 0
                }
            }
            #expect(read == elements)
        }
    }

    @Test("nothing has no address")
    func empty() {
        #expect(WeightStorage<UInt16>.memory([]).withBase { _ in 1 } == 1)
    }
}
