import Foundation
import Kernels
import Phonemes

/// The dataset on disk.
///
/// A folder holds `dataset.json` (what it was made with) and pairs of files per shard:
/// `shard-00000.bin` with the records one after another, and `shard-00000.jsonl` with one line a
/// record. The pair is complete or absent: the bytes are synced and renamed before the index is.
///
/// A record, little-endian: `UInt32` magic, token count, frame count, 0; per token 4 × `UInt8`
/// (phoneme, accent, boundary, 0); per token `UInt32` duration in frames; per frame `Float32` F0;
/// per frame 80 × `Float16` log-mel.
enum DatasetFormat {
    static let name = "parley-dataset"
    static let version = 1
    static let melBinCount = 80
    static let magic: UInt32 = 0x5554_4C50  // "PLTU"
    static let headerLength = 16

    /// The name of a shard's files without extension.
    static func shardName(_ index: Int) -> String {
        let digits = String(index)
        return "shard-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }

    static func byteCount(tokens: Int, frames: Int) -> Int {
        headerLength + tokens * 8 + frames * (4 + 2 * melBinCount)
    }

    /// One line of a shard's index.
    struct IndexLine: Codable, Equatable {
        var id: String
        var speaker: Int
        var language: Language
        var text: String
        var tokens: Int
        var frames: Int
        /// Where the record begins in the shard.
        var offset: Int

        init(_ record: UtteranceRecord, offset: Int) {
            id = record.id
            speaker = record.speakerIndex
            language = record.language
            text = record.text
            tokens = record.tokens.count
            frames = record.f0.count
            self.offset = offset
        }
    }

    /// All 65,536 half-precision numbers as `Float`, since converting in software is slow.
    private static let floatOfHalf: [Float] = (0...UInt16.max).map {
        Float(Float16(bitPattern: $0))
    }

    static func encode(_ record: UtteranceRecord) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(byteCount(tokens: record.tokens.count, frames: record.f0.count))
        for word in [magic, UInt32(record.tokens.count), UInt32(record.f0.count), 0] {
            append(word, to: &bytes)
        }
        for token in record.tokens {
            bytes += [token.phoneme, token.accent.rawValue, token.boundary.rawValue, 0]
        }
        for duration in record.durations { append(UInt32(duration), to: &bytes) }
        for hertz in record.f0 { append(hertz.bitPattern, to: &bytes) }
        for value in record.logMel.values {
            let half = Float16(value).bitPattern
            bytes.append(UInt8(truncatingIfNeeded: half))
            bytes.append(UInt8(truncatingIfNeeded: half >> 8))
        }
        return bytes
    }

    /// The record in `bytes`, or nil where they do not hold what `line` promises.
    static func decode(_ bytes: [UInt8], line: IndexLine) -> UtteranceRecord? {
        guard bytes.count == byteCount(tokens: line.tokens, frames: line.frames),
            word(in: bytes, at: 0) == magic, word(in: bytes, at: 4) == UInt32(line.tokens),
            word(in: bytes, at: 8) == UInt32(line.frames)
        else { return nil }
        var tokens: [PhonemeToken] = []
        var durations: [Int] = []
        for index in 0..<line.tokens {
            let at = headerLength + 4 * index
            guard bytes[at] < PhonemeInventory.symbols.count,
                let accent = PhonemeToken.Accent(rawValue: bytes[at + 1]),
                let boundary = PhonemeToken.Boundary(rawValue: bytes[at + 2])
            else { return nil }
            tokens.append(PhonemeToken(phoneme: bytes[at], accent: accent, boundary: boundary))
            durations.append(Int(word(in: bytes, at: at + 4 * line.tokens)))
        }
        let f0Start = headerLength + 8 * line.tokens
        let f0 = (0..<line.frames).map { Float(bitPattern: word(in: bytes, at: f0Start + 4 * $0)) }
        let melStart = f0Start + 4 * line.frames
        var mel = [Float](repeating: 0, count: line.frames * melBinCount)
        let table = floatOfHalf
        for index in 0..<mel.count {
            let at = melStart + 2 * index
            mel[index] = table[Int(bytes[at]) | Int(bytes[at + 1]) << 8]
        }
        return UtteranceRecord(
            id: line.id, speakerIndex: line.speaker, language: line.language, text: line.text,
            tokens: tokens, durations: durations,
            logMel: Matrix(rows: line.frames, columns: melBinCount, values: mel), f0: f0)
    }

    private static func append(_ word: UInt32, to bytes: inout [UInt8]) {
        for shift: UInt32 in [0, 8, 16, 24] {
            bytes.append(UInt8(truncatingIfNeeded: word >> shift))
        }
    }

    private static func word(in bytes: [UInt8], at offset: Int) -> UInt32 {
        UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8 | UInt32(bytes[offset + 2]) << 16
            | UInt32(bytes[offset + 3]) << 24
    }
}

/// What a dataset was made with; two runs may only add to one folder if they agree.
public struct DatasetHeader: Codable, Equatable, Sendable {
    public var format = DatasetFormat.name
    public var version = DatasetFormat.version
    /// Names of the speakers, by index.
    public var speakers: [String]
    /// "train", "heldout" or another word of the maker's.
    public var split: String
    /// A digest of the plan (cast, texts, seed): other plans make other datasets.
    public var plan: String
    /// How many shards the whole plan has.
    public var shardCount: Int

    public init(speakers: [String], split: String, plan: String, shardCount: Int) {
        self.speakers = speakers
        self.split = split
        self.plan = plan
        self.shardCount = shardCount
    }
}
