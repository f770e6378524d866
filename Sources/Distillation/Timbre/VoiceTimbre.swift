import Foundation
import Kernels
import StudentModel

/// One timbre for each voice in both languages, though its teachers are different people.
///
/// Half the difference between the mean spectra of the two languages is added to one and taken from
/// the other, and what English lacks above its teachers' band is predicted by `UpperBand`. It
/// changes the records of a dataset, not the student.
public struct VoiceTimbre: Equatable, Sendable {
    /// The least log-mel there is: `MelConfiguration.logFloor`.
    static let floor: Float = -11.512_925
    private static let key = "timbre"

    /// What one speaker's records get.
    struct Voice: Equatable, Sendable {
        var name: String
        /// Added to every frame of a language, nats, [80].
        var curves: [Language: [Float]]
        /// Follows the curve, in English; nil where English has the full band.
        var upperBand: UpperBand?

        /// - Parameter logMel: [frames, 80], nats.
        func applied(to logMel: Matrix<Float>, language: Language) -> Matrix<Float> {
            var logMel = logMel
            if let curve = curves[language] {
                for index in logMel.values.indices {
                    logMel.values[index] = max(
                        logMel.values[index] + curve[index % curve.count], VoiceTimbre.floor)
                }
            }
            guard language == .english, let upperBand else { return logMel }
            return upperBand.extended(logMel)
        }
    }

    let voices: [Voice]

    /// The record in its voice's timbre.
    func applied(to record: UtteranceRecord) -> UtteranceRecord {
        var record = record
        record.logMel = voices[record.speakerIndex].applied(
            to: record.logMel, language: record.language)
        return record
    }

    /// Writes a dataset anew in this timbre.
    ///
    /// - Throws: `.badConfiguration` where the dataset has other speakers, `.damagedDataset`,
    ///   `.fileFailed`.
    public func apply(to dataset: Dataset, writing directory: String) throws(DistillationError) {
        guard dataset.speakers == voices.map(\.name) else {
            throw .badConfiguration(
                path: dataset.directory, line: nil,
                problem: "has the speakers \(dataset.speakers.joined(separator: ", ")), the timbre "
                    + voices.map(\.name).joined(separator: ", "))
        }
        let name = "-timbre-" + String(StableHash.of("\(voices)"), radix: 16)
        try dataset.write(to: directory, planSuffix: name) { _, record in applied(to: record) }
    }
}

// MARK: - File

extension VoiceTimbre {
    /// What is beside the tensors in a file.
    private struct Description: Codable {
        struct Voice: Codable {
            var name: String
            var firstBin: Int?
        }
        var voices: [Voice]
    }

    private static func curveName(_ voice: Int, _ language: Language) -> String {
        "voice.\(voice).\(language.rawValue).curve"
    }

    private static func bandName(_ voice: Int, _ place: Int) -> String {
        "voice.\(voice).upper.\(place)"
    }

    /// Writes it as safetensors, whole or not at all.
    public func save(to path: String) throws {
        var tensors: [(name: String, shape: [Int], values: [Float])] = []
        for (index, voice) in voices.enumerated() {
            for language in Language.allCases {
                guard let curve = voice.curves[language] else { continue }
                tensors.append((Self.curveName(index, language), [1, curve.count], curve))
            }
            for (place, matrix) in (voice.upperBand?.parameters ?? []).enumerated() {
                tensors.append(
                    (Self.bandName(index, place), [matrix.rows, matrix.columns], matrix.values))
            }
        }
        let description = Description(
            voices: voices.map { .init(name: $0.name, firstBin: $0.upperBand?.firstBin) })
        try SafetensorsWriter.write(
            tensors: tensors, metadata: [Self.key: try jsonText(description)], to: path)
    }

    /// Reads what `save` wrote.
    ///
    /// - Throws: `WeightsError` for anything else.
    public init(path: String) throws(WeightsError) {
        let file = try SafetensorsFile(path: path)
        guard let text = file.metadata[Self.key],
            let description = try? JSONDecoder().decode(Description.self, from: Data(text.utf8)),
            (1...4).contains(description.voices.count)
        else { throw .missing(path: path, what: "it has no “\(Self.key)” description") }
        var voices: [Voice] = []
        for (index, known) in description.voices.enumerated() {
            var curves: [Language: [Float]] = [:]
            for language in Language.allCases {
                curves[language] = try file.matrix(
                    named: Self.curveName(index, language), rows: 1,
                    columns: DatasetFormat.melBinCount
                ).values
            }
            voices.append(
                Voice(
                    name: known.name, curves: curves,
                    upperBand: try known.firstBin.map { bin throws(WeightsError) in
                        try Self.upperBand(of: index, firstBin: bin, in: file, path: path)
                    }))
        }
        self.init(voices: voices)
    }

    private static func upperBand(
        of voice: Int, firstBin: Int, in file: SafetensorsFile, path: String
    ) throws(WeightsError) -> UpperBand {
        guard (1..<DatasetFormat.melBinCount).contains(firstBin) else {
            throw .missing(path: path, what: "its upper band begins at bin \(firstBin)")
        }
        var parameters: [Matrix<Float>] = []
        for (place, shape) in UpperBand.shapes(firstBin: firstBin).enumerated() {
            parameters.append(
                try file.matrix(
                    named: bandName(voice, place), rows: shape.rows, columns: shape.columns))
        }
        return UpperBand(firstBin: firstBin, parameters: parameters)
    }
}
