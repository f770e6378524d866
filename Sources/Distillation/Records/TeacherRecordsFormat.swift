import Foundation

/// What `records.json` says about a folder of teacher records: who made them, and which layers of
/// the teacher they hold. `docs/teachers.md` specifies the format.
public struct TeacherRecordsDescription: Codable, Equatable, Sendable {
    public var format = TeacherRecordsFormat.name
    public var version = TeacherRecordsFormat.version
    /// For people: "VibeVoice 1.5B".
    public var teacher: String
    /// Names of one to four speakers, by index.
    public var speakers: [String]
    /// How many shards the whole export has; those not written yet may be missing.
    public var shardCount: Int
    /// The layers whose inside every record holds.
    public var layers: [TeacherLayer]

    public init(teacher: String, speakers: [String], shardCount: Int, layers: [TeacherLayer]) {
        self.teacher = teacher
        self.speakers = speakers
        self.shardCount = shardCount
        self.layers = layers
    }

    /// What makes this description useless, or nil.
    var problem: String? {
        let limits = TeacherRecordsFormat.self
        if format != limits.name || version != limits.version {
            return "is \(format) \(version), not \(limits.name) \(limits.version)"
        }
        if !(1...4).contains(speakers.count) {
            return "names \(speakers.count) speakers, needs 1 to 4"
        }
        if !(1...limits.shardLimit).contains(shardCount) {
            return "has a shardCount of \(shardCount), needs 1 to \(limits.shardLimit)"
        }
        if layers.count > limits.layerLimit {
            return "names \(layers.count) layers, \(limits.layerLimit) at most"
        }
        if Set(layers.map(\.tensorSuffix)).count != layers.count { return "names a layer twice" }
        return layers.first { $0.name.isEmpty || $0.name.contains("/") }.map {
            "has a layer “\($0.name)”; names are not empty and hold no slash"
        }
    }
}

/// One thing that was recorded inside the teacher.
public struct TeacherLayer: Codable, Hashable, Sendable {
    /// What the tensor is.
    public enum Kind: String, Codable, CaseIterable, Sendable {
        /// Attention weights, shape [heads, queries, keys] or [queries, keys].
        case attention
        /// Hidden states, shape [positions, width].
        case hidden
    }

    /// What its positions run over, evenly from the first to the last.
    public enum Axis: String, Codable, CaseIterable, Sendable {
        /// The utterance's time, at any rate.
        case time
        /// The text, in the teacher's own pieces.
        case text
    }

    /// The same for the attention and the hidden states of one layer: "decoder.3".
    public var name: String
    public var kind: Kind
    public var axis: Axis

    public init(name: String, kind: Kind, axis: Axis) {
        self.name = name
        self.kind = kind
        self.axis = axis
    }

    /// The end of the tensor's name, after the record's id.
    var tensorSuffix: String { "\(kind.rawValue)/\(name)" }
}

/// Names and limits of the records on disk.
public enum TeacherRecordsFormat {
    /// What `records.json` calls itself.
    public static let name = "parley-teacher-records"
    public static let version = 1
    static let melBinCount = 80
    static let shardLimit = 100_000
    static let layerLimit = 256
    /// Ten minutes of frames.
    static let frameLimit = 56_250
    /// Queries, keys or hidden positions of one layer.
    static let positionLimit = 65_536
    static let headLimit = 256
    static let widthLimit = 65_536
    /// Elements of one tensor: 1 GB as `Float`.
    static let elementLimit = 1 << 28
    /// Bytes of one shard's lines, and of `records.json`.
    static let textLimit = 64_000_000

    /// The name of a shard's files without extension.
    static func shardName(_ index: Int) -> String {
        let digits = String(index)
        return "records-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }

    /// One line of a shard's `.jsonl`.
    struct Line: Codable, Equatable {
        var id: String
        var text: String
        var speaker: Int
        /// Found from the text where it is left out.
        var language: Language?
        /// Hz of the tensor `ID/audio`, where there is one.
        var sampleRate: Double?
    }
}
