import Kernels
import Phonemes

/// The languages the student is taught.
public enum Language: String, Codable, CaseIterable, Sendable {
    case english = "en"
    case mandarin = "zh"
}

/// One labelled utterance: what is said, by whom, and how it sounds frame by frame.
public struct UtteranceRecord: Equatable, Sendable {
    /// Unique within a dataset, the same for every run of the same plan.
    public var id: String
    /// 0…3 for the speakers A…D.
    public var speakerIndex: Int
    public var language: Language
    public var text: String
    /// Begins and ends with a `pau` token.
    public var tokens: [PhonemeToken]
    /// Frames of each token; they sum to the number of frames.
    public var durations: [Int]
    /// Natural log of the mel amplitudes, [frames, 80].
    public var logMel: Matrix<Float>
    /// Hz per frame, 0 where unvoiced.
    public var f0: [Float]

    public init(
        id: String, speakerIndex: Int, language: Language, text: String, tokens: [PhonemeToken],
        durations: [Int], logMel: Matrix<Float>, f0: [Float]
    ) {
        self.id = id
        self.speakerIndex = speakerIndex
        self.language = language
        self.text = text
        self.tokens = tokens
        self.durations = durations
        self.logMel = logMel
        self.f0 = f0
    }

    /// What makes this record unfit for training, or nil.
    public var problem: String? {
        let pause = PhonemeInventory.pause
        if tokens.first?.phoneme != pause || tokens.last?.phoneme != pause {
            return "does not begin and end with a pause"
        }
        if tokens.count != durations.count {
            return "has \(tokens.count) tokens but \(durations.count) durations"
        }
        if durations.contains(where: { $0 < 0 }) { return "has a negative duration" }
        if durations.reduce(0, +) != logMel.rows || logMel.rows != f0.count {
            return "durations sum to \(durations.reduce(0, +)), mel has \(logMel.rows) frames, "
                + "F0 \(f0.count)"
        }
        if logMel.columns != DatasetFormat.melBinCount {
            return "mel has \(logMel.columns) bins, needs \(DatasetFormat.melBinCount)"
        }
        if logMel.values.contains(where: { !$0.isFinite }) { return "mel is not finite" }
        return nil
    }
}
