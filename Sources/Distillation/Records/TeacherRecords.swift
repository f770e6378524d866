import Foundation
import Kernels
import Signal
import StudentModel

/// What a teacher showed of its inside: text, speaker, mel spectrogram, attention and hidden
/// states of many utterances, exported by a hook in the teacher's own program.
///
/// Opening reads the descriptions and checks every size against the files; tensors stay mapped and
/// are copied when asked for, from any thread. A record belongs to the dataset's utterance of the
/// same id. `docs/teachers.md` specifies the folder.
public struct TeacherRecords: Sendable {
    /// What is known of a record without its tensors.
    public struct Summary: Equatable, Sendable {
        /// Unique in the folder.
        public var id: String
        public var text: String
        /// 0…3, index into `description.speakers`.
        public var speakerIndex: Int
        public var language: Language
        /// Frames of 256 samples at 24 kHz; 0 where only the sound was recorded.
        public var frameCount: Int
    }

    public let directory: String
    public let description: TeacherRecordsDescription
    private let lines: [TeacherRecordsFormat.Line]
    private let shardOfLine: [Int]
    private let shards: [SafetensorsFile]
    private let indexOfID: [String: Int]

    /// Opens a folder of records.
    ///
    /// - Throws: `.badRecords` with what is wrong and where; nothing is allocated by the word of a
    ///   file before it was checked.
    public init(directory: String) throws(DistillationError) {
        self.directory = directory
        description = try Self.readDescription(directory: directory)
        var lines: [TeacherRecordsFormat.Line] = []
        var shardOfLine: [Int] = []
        var shards: [SafetensorsFile] = []
        for shard in 0..<description.shardCount {
            let base = directory + "/" + TeacherRecordsFormat.shardName(shard)
            guard FileManager.default.fileExists(atPath: base + ".jsonl") else { continue }
            let shardLines = try Self.readLines(path: base + ".jsonl")
            let file = try Self.openTensors(path: base + ".safetensors")
            for (number, line) in shardLines.enumerated() {
                if let problem = Self.problem(of: line, in: file, description: description) {
                    throw .badRecords(
                        path: "\(base).jsonl:\(number + 1)", problem: "“\(line.id)” \(problem)")
                }
            }
            lines += shardLines
            shardOfLine += Array(repeating: shards.count, count: shardLines.count)
            shards.append(file)
        }
        (self.lines, self.shardOfLine, self.shards) = (lines, shardOfLine, shards)
        indexOfID = Dictionary(lines.enumerated().map { ($1.id, $0) }) { first, _ in first }
        guard indexOfID.count == lines.count else {
            let twice = lines.enumerated().first { indexOfID[$1.id] != $0 }?.element.id ?? ""
            throw .badRecords(path: directory, problem: "the id “\(twice)” appears twice")
        }
        guard !lines.isEmpty else {
            throw .badRecords(path: directory, problem: "there is no record in it")
        }
    }

    /// How many records there are, in the order of the shards.
    public var count: Int { lines.count }

    /// The record of an utterance; nil where there is none.
    public func index(ofID id: String) -> Int? { indexOfID[id] }

    public func summary(of index: Int) -> Summary {
        let line = lines[index]
        let isChinese = line.text.unicodeScalars.contains { $0.properties.isIdeographic }
        return Summary(
            id: line.id, text: line.text, speakerIndex: line.speaker,
            language: line.language ?? (isChinese ? .mandarin : .english),
            frameCount: shape(of: index, "mel")?[0] ?? 0)
    }

    /// The log-mel spectrogram, [frames, 80], natural logarithms as `logMelSpectrogram` makes them:
    /// the one that was recorded, or that of the recorded sound.
    ///
    /// - Throws: `.badRecords` for values that are not finite.
    public func logMel(of index: Int) throws(DistillationError) -> Matrix<Float> {
        if shape(of: index, "mel") != nil { return try matrix(of: index, "mel") }
        return logMelSpectrogram(try samplesAtStandardRate(of: index) ?? [])
    }

    /// F0 in Hz of every mel frame, 0 where unvoiced; nil where it was not recorded.
    public func f0(of index: Int) throws(DistillationError) -> [Float]? {
        guard shape(of: index, "f0") != nil else { return nil }
        return try values(of: index, "f0")
    }

    /// The sound as it was recorded, mono, and its rate in Hz; nil where it was not.
    public func samples(
        of index: Int
    ) throws(DistillationError) -> (samples: [Float], sampleRate: Double)? {
        guard shape(of: index, "audio") != nil, let rate = lines[index].sampleRate else {
            return nil
        }
        return (try values(of: index, "audio"), rate)
    }

    /// The sound at 24 kHz; nil where it was not recorded.
    func samplesAtStandardRate(of index: Int) throws(DistillationError) -> [Float]? {
        guard let (samples, rate) = try samples(of: index) else { return nil }
        return resample(samples, from: rate, to: Double(MelConfiguration.standard.sampleRate))
    }

    /// The attention weights of a layer of `description.layers`.
    ///
    /// - Throws: `.badRecords` for values that are not finite.
    public func attention(
        of index: Int, layer: TeacherLayer
    ) throws(DistillationError) -> TeacherAttention {
        precondition(layer.kind == .attention, "TeacherRecords: \(layer.name) is no attention")
        let values = try values(of: index, layer.tensorSuffix)
        let shape = shape(of: index, layer.tensorSuffix) ?? []
        let (rows, columns) = (shape[shape.count - 2], shape[shape.count - 1])
        let size = rows * columns
        return TeacherAttention(
            heads: (0..<values.count / size).map {
                Matrix(
                    rows: rows, columns: columns,
                    values: Array(values[$0 * size..<($0 + 1) * size]))
            })
    }

    /// The hidden states of a layer of `description.layers`, [positions, width].
    ///
    /// - Throws: `.badRecords` for values that are not finite.
    public func hidden(
        of index: Int, layer: TeacherLayer
    ) throws(DistillationError) -> Matrix<Float> {
        precondition(layer.kind == .hidden, "TeacherRecords: \(layer.name) is no hidden state")
        return try matrix(of: index, layer.tensorSuffix)
    }
}

// MARK: - Tensors

extension TeacherRecords {
    private func tensorName(_ index: Int, _ suffix: String) -> String {
        "\(lines[index].id)/\(suffix)"
    }

    private func shape(of index: Int, _ suffix: String) -> [Int]? {
        shards[shardOfLine[index]].shape(of: tensorName(index, suffix))
    }

    private func matrix(
        of index: Int, _ suffix: String
    ) throws(DistillationError) -> Matrix<Float> {
        let values = try values(of: index, suffix)
        let shape = shape(of: index, suffix) ?? []
        return Matrix(rows: shape[0], columns: shape[1], values: values)
    }

    private func values(of index: Int, _ suffix: String) throws(DistillationError) -> [Float] {
        precondition(
            lines.indices.contains(index), "TeacherRecords: no record \(index) of \(count)")
        let file = shards[shardOfLine[index]]
        let name = tensorName(index, suffix)
        do {
            let values = try file.floats(named: name)
            guard areFinite(values) else {
                throw DistillationError.badRecords(
                    path: file.path, problem: "“\(name)” holds a value that is no number")
            }
            return values
        } catch let error as DistillationError {
            throw error
        } catch {
            throw .badRecords(path: file.path, problem: "\(error)")
        }
    }
}
