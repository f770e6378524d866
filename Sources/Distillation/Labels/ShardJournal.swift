import Foundation
import Kernels

/// The finished utterances of a shard that is not finished: an append-only file beside it.
///
/// Each frame holds `UInt32` magic, length of the index line, length of the record, 0; `UInt64`
/// checksum of both; the line as JSON and the record as `DatasetFormat` writes it. After a kill at
/// any moment the frames before the last are whole, and a torn last one is cut off.
struct ShardJournal {
    private static let magic: UInt32 = 0x4E52_4A50  // "PJRN"
    private static let headerLength = 24
    private static let byteLimit = 2_000_000_000

    let path: String
    /// What earlier runs finished, by id.
    private(set) var records: [String: UtteranceRecord] = [:]
    private let handle: FileHandle

    static func path(directory: String, shard: Int) -> String {
        directory + "/" + DatasetFormat.shardName(shard) + ".journal"
    }

    /// Opens the journal of a shard, making it if there is none.
    init(directory: String, shard: Int) throws(DistillationError) {
        path = Self.path(directory: directory, shard: shard)
        do {
            if !FileManager.default.fileExists(atPath: path) {
                guard FileManager.default.createFile(atPath: path, contents: nil) else {
                    throw CocoaError(.fileWriteNoPermission)
                }
            }
            let bytes = try readWholeFile(path, limit: Self.byteLimit)
            let (records, length) = Self.parse(bytes)
            self.records = records
            handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            try handle.truncate(atOffset: UInt64(length))
            try handle.seekToEnd()
        } catch {
            throw .fileFailed(path: path, problem: "cannot be opened (\(error))")
        }
    }

    /// Adds a finished utterance; a kill after this loses nothing.
    mutating func append(_ record: UtteranceRecord) throws(DistillationError) {
        do {
            try handle.write(contentsOf: Data(try Self.frame(record)))
        } catch {
            throw .fileFailed(path: path, problem: "cannot be written (\(error))")
        }
        records[record.id] = record
    }

    /// Deletes the journal of a finished shard.
    func remove() throws(DistillationError) {
        do {
            try handle.close()
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw .fileFailed(path: path, problem: "cannot be deleted (\(error))")
        }
    }

    private static func frame(_ record: UtteranceRecord) throws -> [UInt8] {
        let line = Array(
            try JSONEncoder().encode(DatasetFormat.IndexLine(record, offset: 0)))
        let body = DatasetFormat.encode(record)
        var frame: [UInt8] = []
        frame.reserveCapacity(headerLength + line.count + body.count)
        let sum = checksum(line + body)
        for word in [magic, UInt32(line.count), UInt32(body.count), 0] { append(word, to: &frame) }
        append(UInt32(truncatingIfNeeded: sum), to: &frame)
        append(UInt32(truncatingIfNeeded: sum >> 32), to: &frame)
        return frame + line + body
    }

    /// The whole frames, and how many bytes they take.
    private static func parse(_ bytes: [UInt8]) -> ([String: UtteranceRecord], length: Int) {
        var records: [String: UtteranceRecord] = [:]
        var offset = 0
        while bytes.count - offset >= headerLength, word(bytes, offset) == magic {
            let lineLength = Int(word(bytes, offset + 4))
            let bodyLength = Int(word(bytes, offset + 8))
            let sum = UInt64(word(bytes, offset + 16)) | UInt64(word(bytes, offset + 20)) << 32
            let start = offset + headerLength
            guard lineLength + bodyLength <= bytes.count - start else { break }
            let end = start + lineLength + bodyLength
            guard checksum(Array(bytes[start..<end])) == sum,
                let line = try? JSONDecoder().decode(
                    DatasetFormat.IndexLine.self, from: Data(bytes[start..<start + lineLength])),
                let record = DatasetFormat.decode(
                    Array(bytes[start + lineLength..<end]), line: line)
            else { break }
            records[record.id] = record
            offset = end
        }
        return (records, offset)
    }

    private static func append(_ word: UInt32, to bytes: inout [UInt8]) {
        for shift: UInt32 in [0, 8, 16, 24] {
            bytes.append(UInt8(truncatingIfNeeded: word >> shift))
        }
    }

    private static func word(_ bytes: [UInt8], _ at: Int) -> UInt32 {
        UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16
            | UInt32(bytes[at + 3]) << 24
    }
}
