import Autograd
import Foundation
import Kernels
import Phonemes
import StudentModel

/// Hears Mandarin syllables and their tones in a mel spectrogram and an F0 track.
///
/// Trained on recordings of one speaker (`RecogniserTrainer`); it judges renders, so it must not
/// have heard any student.
public struct SyllableRecogniser: Sendable {
    var configuration: RecogniserConfiguration {
        didSet { decoder = Self.decoder(configuration) }
    }
    let parameters: [Matrix<Float>]
    private let network: RecogniserNetwork
    private var decoder: RecogniserDecoder

    init(configuration: RecogniserConfiguration, parameters: [Matrix<Float>]) {
        self.configuration = configuration
        self.parameters = parameters
        network = RecogniserNetwork(configuration)
        decoder = Self.decoder(configuration)
    }

    private static func decoder(_ configuration: RecogniserConfiguration) -> RecogniserDecoder {
        RecogniserDecoder(
            syllables: configuration.syllables, insertionPenalty: configuration.insertionPenalty)
    }

    /// The syllables spoken.
    ///
    /// - Parameters:
    ///   - logMel: natural log of the mel amplitudes, [frames, 80].
    ///   - f0: Hz, 0 where unvoiced; one per frame.
    ///   - referenceF0: the speaker's median F0, Hz.
    public func syllables(
        logMel: Matrix<Float>, f0: [Float], referenceF0: Float
    ) -> [RecogniserTonedSyllable] {
        syllables(judgement(of: logMel, f0: f0, referenceF0: referenceF0))
    }

    /// Log posteriors of units and tones, one row for two frames.
    struct Judgement: Sendable {
        var units: Matrix<Float>
        var tones: Matrix<Float>
    }

    func judgement(of logMel: Matrix<Float>, f0: [Float], referenceF0: Float) -> Judgement {
        judgement(
            ofFeatures: RecogniserFeatures.features(
                logMel: logMel, f0: f0, referenceF0: referenceF0))
    }

    func judgement(ofFeatures features: Matrix<Float>) -> Judgement {
        let tape = Tape<Float>()
        let logits = network.logits(
            features, segments: [0..<features.rows], parameters: parameters.map(tape.constant),
            tape: tape)
        return Judgement(
            units: logSoftmax(tape.value(of: logits.units)),
            tones: logSoftmax(tape.value(of: logits.tones)))
    }

    func syllables(_ judgement: Judgement) -> [RecogniserTonedSyllable] {
        var scores = judgement.units
        for index in scores.values.indices {
            scores.values[index] -=
                configuration.priorShare * configuration.logPriors[index % scores.columns]
        }
        return decoder.segments(in: scores).map { segment in
            var votes = [Float](repeating: 0, count: RecogniserUnits.toneCount)
            for row in segment.toneRows {
                for tone in votes.indices { votes[tone] += judgement.tones[row, tone] }
            }
            let tone = votes.indices.max { votes[$0] < votes[$1] } ?? 4
            return RecogniserTonedSyllable(
                syllable: configuration.syllables[segment.syllable], tone: tone + 1)
        }
    }
}

/// The natural log of each row's softmax.
func logSoftmax(_ logits: Matrix<Float>) -> Matrix<Float> {
    var result = logits
    for row in 0..<logits.rows {
        let range = row * logits.columns..<(row + 1) * logits.columns
        let largest = logits.values[range].max() ?? 0
        let sum = logits.values[range].reduce(Float(0)) { $0 + Float.exponential($1 - largest) }
        let shift = largest + Float.logarithm(sum)
        for index in range { result.values[index] -= shift }
    }
    return result
}

extension SyllableRecogniser {
    private static let key = "recogniser"

    /// Writes the weights, whole or not at all.
    public func save(to path: String) throws {
        try SafetensorsWriter.write(
            tensors: zip(network.parameters, parameters).map {
                ($0.name, [$1.rows, $1.columns], $1.values)
            },
            precision: .float32, metadata: [Self.key: try jsonText(configuration)], to: path)
    }

    /// Reads what `save` wrote.
    ///
    /// - Throws: `WeightsError` for anything else.
    public init(path: String) throws(WeightsError) {
        let file = try SafetensorsFile(path: path)
        guard let text = file.metadata[Self.key] else {
            throw .missing(path: path, what: "it has no “\(Self.key)” configuration")
        }
        let configuration: RecogniserConfiguration
        do {
            configuration = try JSONDecoder().decode(
                RecogniserConfiguration.self, from: Data(text.utf8))
        } catch {
            throw .missing(path: path, what: "its “\(Self.key)” configuration cannot be read")
        }
        guard configuration.isUsable else {
            throw .missing(path: path, what: "its “\(Self.key)” configuration is unusable")
        }
        var parameters: [Matrix<Float>] = []
        for parameter in RecogniserNetwork(configuration).parameters {
            parameters.append(
                try file.matrix(
                    named: parameter.name, rows: parameter.rows, columns: parameter.columns))
        }
        self.init(configuration: configuration, parameters: parameters)
    }
}

extension RecogniserConfiguration {
    /// Whether a network can be built from these sizes; they come from a file.
    var isUsable: Bool {
        (1...2048).contains(width) && (1...8192).contains(hiddenWidth)
            && (0...48).contains(blockCount) && (1...63).contains(convolutionWidth)
            && convolutionWidth % 2 == 1 && logPriors.count == RecogniserUnits.count
            && !syllables.isEmpty
            && syllables.allSatisfy { syllable in
                syllable.initial.map { Int($0) < PhonemeInventory.symbols.count } ?? true
                    && RecogniserUnits.classes(of: syllable.final).count == 2
            }
    }
}
