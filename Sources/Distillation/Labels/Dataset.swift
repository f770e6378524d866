import Foundation

/// Labelled utterances on disk, memory-mapped: any record at any time, from any thread.
///
/// Opening reads the indices (about 50 µs a record) and checks every shard's size against them; a
/// record is decoded when asked for (about 0.2 ms for 5 s of speech). Shards that a running
/// `label` has not finished are simply not there yet. The format is `DatasetFormat`.
public struct Dataset: Sendable {
    /// What is known of a record without decoding it.
    public struct Summary: Equatable, Sendable {
        public var id: String
        public var speakerIndex: Int
        public var language: Language
        public var text: String
        public var frameCount: Int
        public var tokenCount: Int
    }

    public let directory: String
    public let header: DatasetHeader
    private let lines: [DatasetFormat.IndexLine]
    private let shardOfLine: [Int]
    private let shards: [Data]

    /// Opens the dataset in a folder.
    ///
    /// - Throws: `.fileFailed` where there is none, `.damagedDataset` where it cannot be trusted.
    public init(directory: String) throws(DistillationError) {
        self.directory = directory
        header = try DatasetFormat.readHeader(directory: directory)
        var lines: [DatasetFormat.IndexLine] = []
        var shardOfLine: [Int] = []
        var shards: [Data] = []
        for index in 0..<header.shardCount {
            let base = directory + "/" + DatasetFormat.shardName(index)
            guard FileManager.default.fileExists(atPath: base + ".jsonl") else { continue }
            let (shardLines, bytes) = try DatasetFormat.openShard(base: base)
            lines += shardLines
            shardOfLine += Array(repeating: shards.count, count: shardLines.count)
            shards.append(bytes)
        }
        self.lines = lines
        self.shardOfLine = shardOfLine
        self.shards = shards
    }

    /// How many records there are; their order is that of the plan.
    public var count: Int { lines.count }

    /// Names of the speakers, by index.
    public var speakers: [String] { header.speakers }

    /// Frames of 256 samples at 24 kHz.
    public func frameCount(of index: Int) -> Int { lines[index].frames }

    /// What is known of a record without decoding it.
    public func summary(of index: Int) -> Summary {
        let line = lines[index]
        return Summary(
            id: line.id, speakerIndex: line.speaker, language: line.language, text: line.text,
            frameCount: line.frames, tokenCount: line.tokens)
    }

    /// Decodes one record.
    ///
    /// - Throws: `.damagedDataset` where its bytes are not what the index promises.
    public func record(_ index: Int) throws(DistillationError) -> UtteranceRecord {
        precondition(lines.indices.contains(index), "Dataset: no record \(index) of \(count)")
        let line = lines[index]
        let length = DatasetFormat.byteCount(tokens: line.tokens, frames: line.frames)
        let bytes = [UInt8](shards[shardOfLine[index]][line.offset..<line.offset + length])
        guard let record = DatasetFormat.decode(bytes, line: line) else {
            throw .damagedDataset(path: directory, problem: "record \(line.id) is unreadable")
        }
        return record
    }
}

extension Dataset {
    /// All records of one complete shard of a dataset that is still being made.
    static func records(
        ofShard shard: Int, directory: String
    ) throws(DistillationError) -> [UtteranceRecord] {
        let base = directory + "/" + DatasetFormat.shardName(shard)
        let (lines, bytes) = try DatasetFormat.openShard(base: base)
        var records: [UtteranceRecord] = []
        for line in lines {
            let length = DatasetFormat.byteCount(tokens: line.tokens, frames: line.frames)
            let range = line.offset..<line.offset + length
            guard let record = DatasetFormat.decode([UInt8](bytes[range]), line: line) else {
                throw .damagedDataset(path: base, problem: "record \(line.id) is unreadable")
            }
            records.append(record)
        }
        return records
    }
}

extension Dataset {
    /// Writes a changed copy, of another plan; goes on where an earlier call was stopped.
    ///
    /// - Parameter change: from a record and its index to the new one; nil leaves it out.
    func write(
        to directory: String, planSuffix: String,
        change: (Int, UtteranceRecord) -> UtteranceRecord?
    ) throws(DistillationError) {
        let shardLength = LabelPlan.shardLength
        var header = header
        header.plan += planSuffix
        header.shardCount = (count + shardLength - 1) / shardLength
        let writer = try DatasetWriter(directory: directory, header: header)
        for shard in 0..<header.shardCount where !writer.hasShard(shard) {
            var records: [UtteranceRecord] = []
            for index in shard * shardLength..<min(count, (shard + 1) * shardLength) {
                if let record = change(index, try record(index)) { records.append(record) }
            }
            try writer.writeShard(shard, records: records)
        }
    }
}

extension DatasetFormat {
    static func readHeader(directory: String) throws(DistillationError) -> DatasetHeader {
        let path = directory + "/dataset.json"
        let header: DatasetHeader
        do {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            header = try JSONDecoder().decode(DatasetHeader.self, from: bytes)
        } catch {
            throw .fileFailed(path: path, problem: "is not a dataset's description (\(error))")
        }
        guard header.format == name, header.version == version else {
            throw .damagedDataset(
                path: path, problem: "is \(header.format) \(header.version), not \(name) \(version)"
            )
        }
        return header
    }

    static func openShard(
        base: String
    ) throws(DistillationError) -> (lines: [IndexLine], bytes: Data) {
        let bytes: Data
        var lines: [IndexLine] = []
        do {
            bytes = try Data(
                contentsOf: URL(fileURLWithPath: base + ".bin"), options: .alwaysMapped)
            let index = try Data(contentsOf: URL(fileURLWithPath: base + ".jsonl"))
            let decoder = JSONDecoder()
            lines = try index.split(separator: UInt8(ascii: "\n")).map {
                try decoder.decode(IndexLine.self, from: $0)
            }
        } catch {
            throw .damagedDataset(path: base, problem: "cannot be read (\(error))")
        }
        var expected = 0
        for line in lines {
            guard line.offset == expected, line.tokens > 0, line.frames > 0 else {
                throw .damagedDataset(path: base, problem: "index line \(line.id) is out of place")
            }
            expected += byteCount(tokens: line.tokens, frames: line.frames)
        }
        guard bytes.count == expected else {
            throw .damagedDataset(
                path: base + ".bin", problem: "holds \(bytes.count) bytes, needs \(expected)")
        }
        return (lines, bytes)
    }
}
