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
        /// Shares of clips given to the right speaker, 0…1.
        public var teacherIdentified: Double?
        public var studentIdentified: Double?
        /// Wrong words by words said, 0…1 and more.
        public var teacherWordError: Double?
        public var copiedWordError: Double?
        public var studentWordError: Double?
        /// Sentences that the word errors were counted on.
        public var wordErrorSentences: Int?
        public var mandarin: Mandarin?

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

// MARK: - Printing

extension EvaluationReport {
    /// The table with aligned columns, for a terminal.
    public var text: String { rendered { Self.aligned($0) } }

    /// The table for a document.
    public var markdown: String { rendered { Self.markdown($0) } }

    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }

    private func rendered(_ table: ([[String]]) -> String) -> String {
        var parts = [table(distanceRows)]
        if voices.contains(where: { $0.studentIdentified != nil }) {
            parts.append(
                "Speaker identified (classifier trained on teacher speech):\n\n"
                    + table(identificationRows))
        }
        if voices.contains(where: { $0.studentWordError != nil }) {
            parts.append("English word error (pocketsphinx):\n\n" + table(wordErrorRows))
        }
        if voices.contains(where: { $0.mandarin != nil }) {
            parts.append(
                "Mandarin syllables / tones right (recogniser trained on recordings):\n\n"
                    + table(mandarinRows))
        }
        return parts.joined(separator: "\n")
    }

    private var distanceRows: [[String]] {
        [
            [
                "voice", "said", "clips", "mel L1 (nats)", "MCD (dB)", "F0 (semitones)",
                "voicing (%)", "duration (ms)", "pauses (ms)",
            ]
        ]
            + voices.map { voice in
                [
                    voice.speaker, voice.kind.rawValue, String(voice.utteranceCount),
                    digits(voice.melError, 3), digits(voice.cepstralDistortion, 2),
                    digits(voice.pitchError, 2), digits(100 * voice.voicingError, 1),
                    digits(1000 * voice.durationError, 1),
                    digits(1000 * voice.pauseDurationError, 1),
                ]
            }
    }

    private var identificationRows: [[String]] {
        [["voice", "said", "teacher (%)", "student (%)"]]
            + voices.map {
                [
                    $0.speaker, $0.kind.rawValue, percent($0.teacherIdentified),
                    percent($0.studentIdentified),
                ]
            }
    }

    private var wordErrorRows: [[String]] {
        [["voice", "sentences", "teacher (%)", "teacher copied (%)", "student (%)", "points"]]
            + voices.filter { $0.studentWordError != nil }.map { voice in
                let points = (voice.studentWordError ?? 0) - (voice.teacherWordError ?? 0)
                return [
                    voice.speaker, String(voice.wordErrorSentences ?? 0),
                    percent(voice.teacherWordError), percent(voice.copiedWordError),
                    percent(voice.studentWordError),
                    (points >= 0 ? "+" : "") + digits(100 * points, 1),
                ]
            }
    }

    private var mandarinRows: [[String]] {
        func both(_ score: RecogniserScore) -> String {
            score.syllableCount == 0
                ? "–"
                : "\(digits(100 * score.syllableAccuracy, 1)) / "
                    + digits(100 * score.toneAccuracy, 1)
        }
        var rows = [["voice", "words: teacher", "student", "sentences: teacher", "student"]]
        if let recordings { rows.append(["recordings", both(recordings), "", "", ""]) }
        for voice in voices {
            guard let mandarin = voice.mandarin else { continue }
            rows.append(
                [
                    voice.speaker, both(mandarin.teacherWords), both(mandarin.studentWords),
                    both(mandarin.teacherSentences), both(mandarin.studentSentences),
                ])
        }
        return rows
    }

    private func percent(_ share: Double?) -> String { share.map { digits(100 * $0, 1) } ?? "–" }

    private func digits(_ value: Double, _ count: Int) -> String {
        String(format: "%.\(count)f", value)
    }

    private static func aligned(_ rows: [[String]]) -> String {
        let widths = (rows.first ?? []).indices.map { column in
            rows.map { $0[column].count }.max() ?? 0
        }
        return rows.map { row in
            row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + padding : padding + cell
            }.joined(separator: "  ") + "\n"
        }.joined()
    }

    private static func markdown(_ rows: [[String]]) -> String {
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
        guard let heading = rows.first else { return "" }
        let rule = heading.indices.map { $0 == 0 ? "---" : "---:" }
        return line(heading) + line(rule) + rows.dropFirst().map(line).joined()
    }
}
