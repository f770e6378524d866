import Foundation
import Testing

@testable import Distillation

@Suite("EvaluationComparison")
struct EvaluationComparisonTests {
    private func report(
        melError: Double = 0.4, identified: Double = 0.9, variance: Double = 0.8, clips: Int = 10
    ) -> EvaluationReport {
        var report = EvaluationReport(weights: "w", heldOut: "h")
        report.voices = ["Mei", EvaluationReport.Voice.all].map {
            EvaluationReport.Voice(
                speaker: $0, kind: .english, utteranceCount: clips, melError: melError,
                cepstralDistortion: 2, pitchError: 0.5, voicingError: 0.02, durationError: 0.01,
                pauseDurationError: 0.02, varianceRatio: variance, studentIdentified: identified)
        }
        return report
    }

    private func loss(_ figure: String, _ after: EvaluationReport) throws -> Double? {
        try EvaluationComparison(before: report(), after: after)
            .rows.first { $0.figure.hasPrefix(figure) }?.loss
    }

    @Test("errors are worse when they grow, shares when they fall, variance away from 1")
    func directions() throws {
        func near(_ value: Double?, _ expected: Double) -> Bool {
            abs((value ?? .infinity) - expected) < 1e-9
        }
        #expect(near(try loss("mel", report(melError: 0.44)), 0.1))
        #expect(near(try loss("mel", report(melError: 0.3)), -0.25))
        #expect(near(try loss("speaker identified", report(identified: 0.81)), 0.1))
        #expect(near(try loss("variance", report(variance: 0.72)), 0.1))
        #expect(near(try loss("variance", report(variance: 1.1)), -0.125))
        #expect(near(try loss("variance", report()), 0))
    }

    @Test("only what is worse than allowed counts, and the worst is named")
    func limit() throws {
        let comparison = try EvaluationComparison(
            before: report(), after: report(melError: 0.41, identified: 0.88))
        #expect(comparison.rows(worseBy: 0.02).map(\.voice) == ["Mei", "Mei", "all", "all"])
        #expect(
            comparison.rows(worseBy: 0.024).map(\.figure) == ["mel L1 (nats)", "mel L1 (nats)"])
        #expect(comparison.worst?.figure == "mel L1 (nats)")
        let lines = comparison.text(limit: 0.02).split(separator: "\n")
        #expect(lines.filter { $0.hasPrefix("Mei") }.count == 2)
        #expect(lines.contains { $0.hasPrefix("all") && $0.hasSuffix("+2.50") })
        #expect(comparison.markdown(limit: 0.02).contains("| ---: |"))
    }

    @Test("reports on other utterances are refused, and files that are no reports")
    func refusals() throws {
        #expect(throws: EvaluationError.self) {
            try EvaluationComparison(before: report(), after: report(clips: 9))
        }
        let path = NSTemporaryDirectory() + "report-\(UUID().uuidString).json"
        defer { unlink(path) }
        try report().json().write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try EvaluationReport(jsonAt: path) == report())
        try "{}".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: EvaluationError.unreadable(path: path)) {
            try EvaluationReport(jsonAt: path)
        }
    }

    @Test("every figure says which way is better, and none loses against itself")
    func figures() {
        for figure in EvaluationFigure.all {
            #expect(figure.loss(from: 0.5, to: 0.5) == 0, "\(figure.name)")
            let isBetterHigh = figure.better == .higher || figure.better == .one
            #expect((figure.loss(from: 0.5, to: 0.4) > 0) == isBetterHigh, "\(figure.name)")
        }
    }
}
