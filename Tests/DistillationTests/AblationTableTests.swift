import Testing

@testable import Distillation

@Suite("AblationTable") struct AblationTableTests {
    private func report(mel: Double, variance: Double?) -> EvaluationReport {
        var report = EvaluationReport(weights: "w", heldOut: "h")
        for speaker in ["Mei", EvaluationReport.Voice.all] {
            report.voices.append(
                EvaluationReport.Voice(
                    speaker: speaker, kind: .english, utteranceCount: 3,
                    melError: speaker == "Mei" ? 9 : mel, cepstralDistortion: 2, pitchError: 1,
                    voicingError: 0.05, durationError: 0.015, pauseDurationError: 0.02,
                    varianceRatio: variance))
        }
        return report
    }

    @Test("a column a student, a row a figure of all voices, and no row that nobody has")
    func rows() {
        let table = AblationTable(entries: [
            .init(name: "stage 1", report: report(mel: 0.33, variance: 0.85)),
            .init(name: "+3", report: report(mel: 0.36, variance: nil)),
        ])
        let lines = table.markdown.split(separator: "\n")
        #expect(lines[0] == "| figure, all voices | said | stage 1 | +3 |")
        #expect(lines.contains("| mel L1 (nats) | en | 0.330 | 0.360 |"))
        #expect(lines.contains("| variance | en | 0.850 | – |"))
        #expect(!table.markdown.contains("word error"))
        #expect(!table.markdown.contains("9.000"))
    }

    @Test("TextTable lines its columns up")
    func aligned() {
        let text = TextTable.aligned([["a", "bb"], ["ccc", "1"]])
        #expect(text == "a    bb\nccc   1\n")
    }
}
