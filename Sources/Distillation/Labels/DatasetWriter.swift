import Foundation

/// Writes a dataset shard by shard; a shard is on disk whole or not at all.
///
/// Safe to use from several threads at once, as long as each shard has one writer. After a kill
/// at any moment `hasShard` tells which shards need not be made again.
public struct DatasetWriter: Sendable {
    public let directory: String
    public let header: DatasetHeader

    /// Opens a folder for writing, making it if needed.
    ///
    /// - Throws: `.otherDataset` where the folder already holds a dataset of another plan.
    public init(directory: String, header: DatasetHeader) throws(DistillationError) {
        self.directory = directory
        self.header = header
        let path = directory + "/dataset.json"
        if FileManager.default.fileExists(atPath: path) {
            let found = try DatasetFormat.readHeader(directory: directory)
            guard found == header else {
                throw .otherDataset(
                    path: directory, expected: "plan \(header.plan) (\(header.split))",
                    found: "plan \(found.plan) (\(found.split))")
            }
            return
        }
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            try Self.writeDurably(try encoder.encode(header), to: path)
        } catch {
            throw .fileFailed(path: path, problem: "cannot be written (\(error))")
        }
    }

    /// Whether a shard is complete.
    public func hasShard(_ index: Int) -> Bool {
        FileManager.default.fileExists(
            atPath: directory + "/" + DatasetFormat.shardName(index) + ".jsonl")
    }

    /// Takes a complete shard away; its index goes first, so that it is never half there.
    func removeShard(_ index: Int) throws(DistillationError) {
        let base = directory + "/" + DatasetFormat.shardName(index)
        do {
            for ending in [".jsonl", ".bin"] {
                try FileManager.default.removeItem(atPath: base + ending)
            }
        } catch {
            throw .fileFailed(path: base, problem: "cannot be deleted (\(error))")
        }
    }

    /// Writes one shard: first the records, then, when they are safely on disk, the index.
    ///
    /// - Throws: `.damagedDataset` for a record unfit for training, `.fileFailed`.
    public func writeShard(
        _ index: Int, records: [UtteranceRecord]
    ) throws(DistillationError) {
        let base = directory + "/" + DatasetFormat.shardName(index)
        var bytes: [UInt8] = []
        var index = Data()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            for record in records {
                if let problem = record.problem {
                    throw DistillationError.damagedDataset(
                        path: base, problem: "\(record.id) \(problem)")
                }
                let line = DatasetFormat.IndexLine(record, offset: bytes.count)
                bytes += DatasetFormat.encode(record)
                index.append(try encoder.encode(line))
                index.append(UInt8(ascii: "\n"))
            }
            try Self.writeDurably(Data(bytes), to: base + ".bin")
            try Self.writeDurably(index, to: base + ".jsonl")
        } catch let error as DistillationError {
            throw error
        } catch {
            throw .fileFailed(path: base, problem: "cannot be written (\(error))")
        }
    }

    /// Writes under another name, syncs, renames: after a crash the old or the new file is there.
    private static func writeDurably(_ bytes: Data, to path: String) throws {
        let partial = path + ".part"
        guard FileManager.default.createFile(atPath: partial, contents: nil) else {
            throw CocoaError(.fileWriteNoPermission)
        }
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: partial))
        try handle.write(contentsOf: bytes)
        try handle.synchronize()
        try handle.close()
        if FileManager.default.fileExists(atPath: path) {
            try FileManager.default.removeItem(atPath: path)
        }
        try FileManager.default.moveItem(atPath: partial, toPath: path)
    }
}
