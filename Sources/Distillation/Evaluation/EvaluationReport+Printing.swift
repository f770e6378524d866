import Foundation

extension EvaluationReport {
    /// The table with aligned columns, for a terminal.
    public var text: String { rendered(TextTable.aligned) }

    /// The table for a document.
    public var markdown: String { rendered(TextTable.markdown) }

    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }

    private func rendered(_ table: ([[String]]) -> String) -> String {
        var parts = [table(distanceRows)]
        if voices.contains(where: { $0.studentPhrasing != nil }) {
            parts.append(
                "Phrasing (pitch at the ends of sentences against their mean, semitones; pauses "
                    + "inside, ms):\n\n" + table(phrasingRows))
        }
        if voices.contains(where: { $0.studentIdentified != nil }) {
            parts.append(
                "Speaker identified (classifier trained on teacher speech; across: on the "
                    + "teachers' other language):\n\n"
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

    /// The first table: distances by voice.
    var distanceRows: [[String]] {
        [
            [
                "voice", "said", "clips", "mel L1 (nats)", "MCD (dB)", "F0 (semitones)",
                "voicing (%)", "duration (ms)", "pauses (ms)", "variance", "modulation (dB)",
            ]
        ]
            + voices.map { voice in
                [
                    voice.speaker, voice.kind.rawValue, String(voice.utteranceCount),
                    digits(voice.melError, 3), digits(voice.cepstralDistortion, 2),
                    digits(voice.pitchError, 2), digits(100 * voice.voicingError, 1),
                    digits(1000 * voice.durationError, 1),
                    digits(1000 * voice.pauseDurationError, 1),
                    voice.varianceRatio.map { digits($0, 3) } ?? "–",
                    voice.modulationDistance.map { digits($0, 2) } ?? "–",
                ]
            }
    }

    private var phrasingRows: [[String]] {
        let columns: [(name: String, mean: (Phrasing) -> Double?, unit: Double)] = [
            ("statements", \.statementEnd.value, 1), ("questions", \.questionEnd.value, 1),
            ("pauses", \.pause.value, 1000),
        ]
        let heading = ["voice", "said"] + columns.flatMap { ["\($0.name): teacher", "student"] }
        return [heading]
            + voices.filter { $0.kind != .mandarinWords }.map { voice in
                [voice.speaker, voice.kind.rawValue]
                    + columns.flatMap { column in
                        [voice.teacherPhrasing, voice.studentPhrasing].map {
                            $0.flatMap(column.mean).map {
                                digits(column.unit * $0, column.unit == 1 ? 1 : 0)
                            } ?? "–"
                        }
                    }
            }
    }

    private var identificationRows: [[String]] {
        [
            [
                "voice", "said", "teacher (%)", "student (%)", "teacher, across (%)",
                "student, across (%)",
            ]
        ]
            + voices.map {
                [
                    $0.speaker, $0.kind.rawValue, percent($0.teacherIdentified),
                    percent($0.studentIdentified), percent($0.teacherIdentifiedAcross),
                    percent($0.studentIdentifiedAcross),
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
}
