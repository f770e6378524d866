import Foundation
import Kernels
import StudentModel
import Testing

@testable import Distillation

@Suite("DistillationReport") struct DistillationReportTests {
    private struct Place {
        let root = NSTemporaryDirectory() + "report-\(UUID().uuidString)"
        let data: Dataset

        init() throws {
            data = try TinyTraining.dataset(at: root + "/data", count: 6)
            try TinyTraining.weights(TinyTraining.student(), seed: 1).save(to: root + "/student")
            try TinyTraining.weights(TinyTraining.student(width: 12), seed: 2).save(
                to: root + "/teacher", precision: .float32)
        }

        func remove() { try? FileManager.default.removeItem(atPath: root) }
    }

    private static func evaluation() -> EvaluationReport {
        var evaluation = EvaluationReport(weights: "w", heldOut: "h")
        evaluation.voices = [
            EvaluationReport.Voice(
                speaker: EvaluationReport.Voice.all, kind: .english, utteranceCount: 3,
                melError: 0.3, cepstralDistortion: 2, pitchError: 1, voicingError: 0.05,
                durationError: 0.015, pauseDurationError: 0.02, teacherIdentified: 1,
                studentIdentified: 0.9)
        ]
        evaluation.confusion = SpeakerConfusion(
            speakers: ["A", "B"], classifier: SpeakerClassifier(training: []), teacher: [],
            student: [])
        return evaluation
    }

    private static func report(_ place: Place) throws -> DistillationReport {
        var report = DistillationReport(
            student: try .init(
                path: place.root + "/student", cost: .init(rtf: 0.01, peakResidentBytes: 40_000_000)
            ), machine: "this machine")
        report.teacher = try .init(
            path: place.root + "/teacher", cost: .init(rtf: 0.04, peakResidentBytes: 80_000_000))
        report.evaluation = evaluation()
        return report
    }

    @Test("rows give teacher, student, the change in percent, the command and the machine")
    func rows() throws {
        let place = try Place()
        defer { place.remove() }
        let section = try Self.report(place).lossSection
        let rows = Dictionary(uniqueKeysWithValues: section.table.dropFirst().map { ($0[0], $0) })
        let factor = try #require(rows["real-time factor"])
        #expect(factor[2...4] == ["0.0400", "0.0100", "-75.0"])
        #expect(factor[5].contains("parley bench render") && factor[6] == "this machine")
        let identified = try #require(rows["speaker identified, en"])
        #expect(identified[2...4] == ["100.0 %", "90.0 %", "-10.0"])
        #expect(rows["parameters"] != nil && rows["model file"] != nil)
        #expect(rows["mean opinion score"] == nil)
        #expect(section.paragraphs.contains { $0.contains("no listening session") })
    }

    @Test("a mean opinion score stands where ratings were given")
    func listening() throws {
        let place = try Place()
        defer { place.remove() }
        var report = try Self.report(place)
        report.listening = ListeningScores(
            csv:
                "rater,role,score\n1,teacher,5\n1,student,4\n2,teacher,4\n2,student,4\n2,anchor,1\n"
        )
        #expect(report.listening == ListeningScores(teacher: 4.5, student: 4))
        let row = report.lossSection.table.first { $0[0] == "mean opinion score" }
        #expect(row?[2...4] == ["4.50", "4.00", "-11.1"])
        // What `parley listen export` adds: training, repeats, corrections, comments with commas.
        let table = ListeningScores(
            csv: "method,kind,comment,role,score,superseded\r\n"
                + "acr,training,,teacher,1,0\r\nacr,rating,\"a, \"\"b\"\"\r\nc\",teacher,4,0\r\n"
                + "acr,rating,,student,1,1\r\nacr,rating,,student,3,0\r\n")
        #expect(table == ListeningScores(teacher: 4, student: 3))
        #expect(ListeningScores(csv: "role,score\nteacher,4\n") == nil)
        #expect(ListeningScores(csv: "a,b\n1,2\n") == nil)
    }

    @Test("the folder holds Markdown with all its pictures, and HTML that needs nothing else")
    func folder() throws {
        let place = try Place()
        defer { place.remove() }
        var report = try Self.report(place)
        report.heldOut = place.data
        let row = StageRow(
            step: 1, stage: .distillation, losses: ["mel": 0.4, "output": 0.1], gradientNorm: 1,
            learningRate: 1e-3, heldOutMel: 0.5)
        try FileManager.default.createDirectory(
            atPath: place.root + "/run", withIntermediateDirectories: true)
        try StageLog(folder: place.root + "/run").append([row])
        report.runs = [try .init(name: "stage 2", folder: place.root + "/run")]
        let out = place.root + "/out"
        try report.write(to: out)
        let markdown = try String(contentsOfFile: out + "/report.md", encoding: .utf8)
        let pictures = markdown.matches(of: /\]\((pictures\/[^)]+)\)/).map { String($0.output.1) }
        #expect(pictures.contains { $0.hasPrefix("pictures/mel-stage-2") })
        #expect(pictures.contains { $0.hasPrefix("pictures/confusion-") })
        for picture in pictures {
            #expect(FileManager.default.fileExists(atPath: "\(out)/\(picture)"), "\(picture)")
        }
        let html = try String(contentsOfFile: out + "/report.html", encoding: .utf8)
        #expect(html.contains("<svg") && html.contains("src='data:image/png;base64,"))
        #expect(!html.contains("http:") || !html.contains("src='http"))
        #expect(!html.contains("<script"))
    }

    @Test("held-out utterances bring spectrograms, F0 and attention of both networks")
    func pictures() throws {
        let place = try Place()
        defer { place.remove() }
        var long = TinyTraining.record(1)
        long.durations[4] += 160
        let frames = long.durations.reduce(0, +)
        long.logMel = Matrix(rows: frames, columns: 80)
        long.f0 = Array(repeating: 120, count: frames)
        let header = DatasetHeader(
            speakers: ["A", "B", "C", "D"], split: "heldout", plan: "test", shardCount: 1)
        try DatasetWriter(directory: place.root + "/long", header: header).writeShard(
            0, records: [long])
        let sections = try Self.report(place).pictureSections(
            try Dataset(directory: place.root + "/long"))
        let names = sections.flatMap(\.figures).map(\.name)
        #expect(names.contains { $0.hasPrefix("mel-teacher") })
        #expect(names.contains { $0.hasPrefix("mel-student") })
        #expect(names.contains { $0.hasPrefix("f0-") })
        #expect(names.count { $0.hasPrefix("attention-") } == 4)
    }
}

@Suite("PNGPicture") struct PNGPictureTests {
    @Test("the file has the parts of a PNG with the right sizes and checksums")
    func parts() throws {
        let picture = PNGPicture(
            spectrogram: Matrix(rows: 3, columns: 2, values: [0, 1, 2, 3, 4, 5]), range: 0...5)
        #expect(picture.width == 3 && picture.height == 2)
        // The lowest bin is the lowest row.
        #expect(picture.pixels == [51, 153, 255, 0, 102, 204])
        let bytes = picture.bytes
        #expect(bytes.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        #expect(bytes[16..<24] == [0, 0, 0, 3, 0, 0, 0, 2])
        // An empty IEND chunk, whose checksum is known.
        #expect(bytes.suffix(12) == [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82])
    }

    @Test("values outside the range, and no numbers, are cut")
    func range() {
        let picture = PNGPicture(
            matrix: Matrix(rows: 1, columns: 3, values: [-9, 9, .nan]), range: 0...1)
        #expect(picture.pixels[0] == 0 && picture.pixels[1] == 255)
    }
}

@Suite("LinePlot") struct LinePlotTests {
    @Test("a gap ends a line and begins another")
    func gap() {
        let points = [(0.0, 1.0), (1, nil), (2, 3), (3, 4)].map {
            LinePlot.Point(x: $0.0, y: $0.1)
        }
        let plot = LinePlot(
            title: "a < b", xLabel: "x", yLabel: "y", series: [.init(name: "s", points: points)])
        #expect(plot.svg.matches(of: /<polyline/).count == 2)
        #expect(plot.svg.contains("a &lt; b"))
    }

    @Test("ticks are round numbers inside the range", arguments: [0.0...1, -3...7, 0.31...0.36])
    func ticks(range: ClosedRange<Double>) {
        let ticks = LinePlot.ticks(range)
        #expect((3...8).contains(ticks.count), "\(ticks)")
        #expect(ticks.allSatisfy { range.contains($0) || abs($0 - range.upperBound) < 1e-9 })
    }

    @Test("a long line is drawn with means over equal stretches")
    func thinned() {
        let line = LinePlot.Series(
            name: "s", values: (0..<1000).map { (Double($0), $0 % 2 == 0 ? 0 : 1) }, count: 100)
        #expect(line.points.count == 100)
        #expect(line.points.allSatisfy { abs(($0.y ?? 0) - 0.5) < 1e-9 })
    }
}

@Suite("ReportDocument") struct ReportDocumentTests {
    @Test("text is escaped in HTML, backquotes make code, bars do not break Markdown's tables")
    func escaping() {
        let document = ReportDocument(
            title: "A & B",
            sections: [
                .init(
                    title: "<one>", paragraphs: ["run `a < b`"],
                    table: [["x", "y"], ["1|2", "`c`"]])
            ])
        #expect(document.html.contains("<h2>&lt;one&gt;</h2>"))
        #expect(document.html.contains("run <code>a &lt; b</code>"))
        #expect(document.markdown(picturesIn: "p").contains("| 1\\|2 | `c` |"))
    }
}
