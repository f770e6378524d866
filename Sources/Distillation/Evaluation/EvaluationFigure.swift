/// One figure of the student's in an evaluation, and which way is better.
struct EvaluationFigure: Sendable {
    var name: String
    /// Behind the point, in tables.
    var digits: Int
    var better = Better.lower
    var value: @Sendable (EvaluationReport.Voice) -> Double?

    enum Better: Sendable {
        case lower, higher
        /// Nearer to 1.
        case one
    }

    /// By how much `after` is worse than `before`, as a share of `before`; negative where it is
    /// better.
    func loss(from before: Double, to after: Double) -> Double {
        let difference =
            switch better {
            case .lower: after - before
            case .higher: before - after
            case .one: abs(after - 1) - abs(before - 1)
            }
        return difference == 0 ? 0 : difference / max(abs(before), 1e-12)
    }

    static let all = [
        EvaluationFigure(name: "mel L1 (nats)", digits: 3) { $0.melError },
        EvaluationFigure(name: "MCD (dB)", digits: 2) { $0.cepstralDistortion },
        EvaluationFigure(name: "F0 (semitones)", digits: 2) { $0.pitchError },
        EvaluationFigure(name: "voicing (%)", digits: 1) { 100 * $0.voicingError },
        EvaluationFigure(name: "duration (ms)", digits: 1) { 1000 * $0.durationError },
        EvaluationFigure(name: "pauses (ms)", digits: 1) { 1000 * $0.pauseDurationError },
        EvaluationFigure(name: "variance", digits: 3, better: .one) { $0.varianceRatio },
        EvaluationFigure(name: "modulation (dB)", digits: 2) { $0.modulationDistance },
        EvaluationFigure(name: "speaker identified (%)", digits: 1, better: .higher) {
            $0.studentIdentified.map { 100 * $0 }
        },
        EvaluationFigure(name: "across languages (%)", digits: 1, better: .higher) {
            $0.studentIdentifiedAcross.map { 100 * $0 }
        },
        EvaluationFigure(name: "word error (%)", digits: 1) {
            $0.studentWordError.map { 100 * $0 }
        },
        EvaluationFigure(name: "syllables right, sentences (%)", digits: 1, better: .higher) {
            accuracy($0.mandarin?.studentSentences, \.syllableAccuracy)
        },
        EvaluationFigure(name: "tones right, sentences (%)", digits: 1, better: .higher) {
            accuracy($0.mandarin?.studentSentences, \.toneAccuracy)
        },
        EvaluationFigure(name: "syllables right, words (%)", digits: 1, better: .higher) {
            accuracy($0.mandarin?.studentWords, \.syllableAccuracy)
        },
        EvaluationFigure(name: "tones right, words (%)", digits: 1, better: .higher) {
            accuracy($0.mandarin?.studentWords, \.toneAccuracy)
        },
    ]

    private static func accuracy(
        _ score: RecogniserScore?, _ share: (RecogniserScore) -> Double
    ) -> Double? {
        score.flatMap { $0.syllableCount == 0 ? nil : 100 * share($0) }
    }
}
