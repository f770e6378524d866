import Foundation

/// What each part of the method brings: the figures of several students side by side.
public struct AblationTable: Equatable, Sendable {
    /// A student with its name in the table.
    public struct Entry: Equatable, Sendable {
        public var name: String
        public var report: EvaluationReport

        public init(name: String, report: EvaluationReport) {
            self.name = name
            self.report = report
        }
    }

    public var entries: [Entry]

    public init(entries: [Entry]) { self.entries = entries }

    /// With aligned columns, for a terminal.
    public var text: String { TextTable.aligned(rows) }

    /// For a document.
    public var markdown: String { TextTable.markdown(rows) }

    /// A figure of the table.
    private struct Figure: Sendable {
        var name: String
        var digits: Int
        var value: @Sendable (EvaluationReport.Voice) -> Double?
    }

    private static let figures = [
        Figure(name: "mel L1 (nats)", digits: 3) { $0.melError },
        Figure(name: "MCD (dB)", digits: 2) { $0.cepstralDistortion },
        Figure(name: "F0 (semitones)", digits: 2) { $0.pitchError },
        Figure(name: "voicing (%)", digits: 1) { 100 * $0.voicingError },
        Figure(name: "duration (ms)", digits: 1) { 1000 * $0.durationError },
        Figure(name: "pauses (ms)", digits: 1) { 1000 * $0.pauseDurationError },
        Figure(name: "variance", digits: 3) { $0.varianceRatio },
        Figure(name: "modulation (dB)", digits: 2) { $0.modulationDistance },
        Figure(name: "speaker identified (%)", digits: 1) {
            $0.studentIdentified.map { 100 * $0 }
        },
        Figure(name: "across languages (%)", digits: 1) {
            $0.studentIdentifiedAcross.map { 100 * $0 }
        },
        Figure(name: "word error (%)", digits: 1) { $0.studentWordError.map { 100 * $0 } },
        Figure(name: "syllables right, sentences (%)", digits: 1) {
            accuracy($0.mandarin?.studentSentences, \.syllableAccuracy)
        },
        Figure(name: "tones right, sentences (%)", digits: 1) {
            accuracy($0.mandarin?.studentSentences, \.toneAccuracy)
        },
        Figure(name: "syllables right, words (%)", digits: 1) {
            accuracy($0.mandarin?.studentWords, \.syllableAccuracy)
        },
        Figure(name: "tones right, words (%)", digits: 1) {
            accuracy($0.mandarin?.studentWords, \.toneAccuracy)
        },
    ]

    private static func accuracy(
        _ score: RecogniserScore?, _ share: (RecogniserScore) -> Double
    ) -> Double? {
        score.flatMap { $0.syllableCount == 0 ? nil : 100 * share($0) }
    }

    /// A row for each figure and kind of speech, all voices together; what nobody has is left out.
    private var rows: [[String]] {
        var rows = [["figure, all voices", "said"] + entries.map(\.name)]
        for kind in EvaluationReport.Kind.allCases {
            let voices = entries.map { entry in
                entry.report.voices.first { $0.isAll && $0.kind == kind }
            }
            for figure in Self.figures {
                let values = voices.map { $0.flatMap(figure.value) }
                guard values.contains(where: { $0 != nil }) else { continue }
                rows.append(
                    [figure.name, kind.rawValue]
                        + values.map { value in
                            value.map { String(format: "%.\(figure.digits)f", $0) } ?? "–"
                        })
            }
        }
        return rows
    }
}
