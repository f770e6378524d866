import Foundation

/// What an evaluation found: one table, in text, Markdown or JSON.
public struct EvaluationReport: Codable, Equatable, Sendable {
    /// What is said.
    public enum Kind: String, Codable, CaseIterable, Sendable {
        case english = "en"
        /// Sentences.
        case mandarin = "zh"
        /// Single words.
        case mandarinWords = "zh words"
    }

    /// Student against teacher, for one voice and kind.
    public struct Voice: Codable, Equatable, Sendable {
        public var speaker: String
        public var kind: Kind
        public var utteranceCount: Int
        /// Nats.
        public var melError: Double
        /// dB.
        public var cepstralDistortion: Double
        /// Semitones.
        public var pitchError: Double
        /// 0…1.
        public var voicingError: Double
        /// Seconds.
        public var durationError: Double
        /// Seconds.
        public var pauseDurationError: Double
        /// Variance of the mel over time, the student's by the teacher's.
        public var varianceRatio: Double?
        /// Between the modulation spectra, dB.
        public var modulationDistance: Double?
        /// Shares of clips given to the right speaker, 0…1.
        public var teacherIdentified: Double?
        public var studentIdentified: Double?
        /// The same by a classifier that has heard the voices' other language only.
        public var teacherIdentifiedAcross: Double?
        public var studentIdentifiedAcross: Double?
        /// Wrong words by words said, 0…1 and more.
        public var teacherWordError: Double?
        public var copiedWordError: Double?
        public var studentWordError: Double?
        /// Sentences that the word errors were counted on.
        public var wordErrorSentences: Int?
        public var mandarin: Mandarin?
        /// Of the teacher's sentences, and of the student's with its own durations and pitch.
        public var teacherPhrasing: Phrasing?
        public var studentPhrasing: Phrasing?

        /// The name of the row that stands for all voices.
        public static let all = "all"
        var isAll: Bool { speaker == Self.all }
    }

    /// What the syllable recogniser understood, for one voice.
    public struct Mandarin: Codable, Equatable, Sendable {
        public var teacherWords = RecogniserScore()
        public var studentWords = RecogniserScore()
        public var teacherSentences = RecogniserScore()
        public var studentSentences = RecogniserScore()
    }

    public var weights: String
    public var heldOut: String
    public var voices: [Voice] = []
    /// The syllable recogniser's score on recordings that it was not trained on.
    public var recordings: RecogniserScore?
    /// Who is taken for whom, all kinds of speech together.
    public var confusion: SpeakerConfusion?

    public init(weights: String, heldOut: String) {
        self.weights = weights
        self.heldOut = heldOut
    }
}

extension EvaluationReport {
    /// Fills in what the rows for all voices take from the voices' rows.
    mutating func sumUp() {
        for index in voices.indices where voices[index].isAll {
            let parts = voices.filter { $0.kind == voices[index].kind && !$0.isAll }
            func mean(_ figure: (Voice) -> Double?) -> Double? {
                let known = parts.compactMap(figure)
                return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
            }
            // The voices say the same sentences, so the mean of their rates is the rate of all.
            voices[index].teacherWordError = mean(\.teacherWordError)
            voices[index].copiedWordError = mean(\.copiedWordError)
            voices[index].studentWordError = mean(\.studentWordError)
            let counts = parts.compactMap(\.wordErrorSentences)
            voices[index].wordErrorSentences = counts.isEmpty ? nil : counts.reduce(0, +)
            let scores = parts.compactMap(\.mandarin)
            guard !scores.isEmpty else { continue }
            voices[index].mandarin = scores.reduce(into: Mandarin()) { $0 += $1 }
        }
    }
}

extension EvaluationReport.Mandarin {
    static func += (left: inout Self, right: Self) {
        left.teacherWords += right.teacherWords
        left.studentWords += right.studentWords
        left.teacherSentences += right.teacherSentences
        left.studentSentences += right.studentSentences
    }
}
