import Foundation
import Testing

@testable import Distillation

@Suite("EvaluationReport") struct EvaluationReportTests {
    private var report: EvaluationReport {
        var report = EvaluationReport(weights: "student.safetensors", heldOut: "heldout")
        report.voices = [
            EvaluationReport.Voice(
                speaker: "Mei", kind: .english, utteranceCount: 100, melError: 0.33,
                cepstralDistortion: 4.5, pitchError: 0.8, voicingError: 0.041,
                durationError: 0.0123, pauseDurationError: 0.04, teacherIdentified: 1,
                studentIdentified: 0.99, teacherWordError: 0.172, copiedWordError: 0.18,
                studentWordError: 0.19, wordErrorSentences: 100)
        ]
        return report
    }

    @Test("the terminal's columns line up and carry their units")
    func text() {
        let lines = report.text.split(separator: "\n")
        #expect(lines[0].hasPrefix("voice  said  clips  mel L1 (nats)"))
        #expect(lines[0].count == lines[1].count)
        #expect(lines[1].contains("0.330") && lines[1].contains("4.1") && lines[1].contains("12.3"))
        #expect(report.text.contains("+1.8"), "points of word error over the teacher")
    }

    @Test("Markdown has a rule under each heading; JSON reads back")
    func formats() throws {
        #expect(report.markdown.contains("| voice | said | clips |"))
        #expect(report.markdown.contains("| --- | ---: |"))
        let decoded = try JSONDecoder().decode(
            EvaluationReport.self, from: Data(try report.json().utf8))
        #expect(decoded == report)
    }
}
