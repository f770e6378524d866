import Autograd
import Kernels
import Phonemes
import StudentModel

/// Loss curves, spectrograms, contours, attention and confusion.
extension DistillationReport {
    var runSections: [ReportDocument.Section] {
        guard !runs.isEmpty else { return [] }
        let figures = runs.filter { !$0.rows.isEmpty }.flatMap { run in
            [melPlot(run), otherPlot(run)].compactMap { $0 }
        }
        return [ReportDocument.Section(title: "Losses", figures: figures)]
    }

    private func melPlot(_ run: Run) -> ReportDocument.Figure? {
        var plot = LinePlot(title: run.name, xLabel: "step", yLabel: "mel L1 (nats)", series: [])
        plot.series.append(
            .init(
                name: "training",
                values: run.rows.compactMap { row in
                    row.losses["mel"].map { (Double(row.step), $0) }
                }))
        let heldOut = run.rows.compactMap { row in
            row.heldOutMel.map { LinePlot.Point(x: Double(row.step), y: $0) }
        }
        plot.series.append(.init(name: "held out", points: heldOut))
        return .init(
            name: "mel-\(Self.fileName(run.name))", caption: "\(run.name): mel error",
            content: .plot(plot))
    }

    /// The losses that only this stage has.
    private func otherPlot(_ run: Run) -> ReportDocument.Figure? {
        let names = [
            "output", "attention", "hidden", "adversarial", "matching", "confusion",
            "globalVariance",
        ]
        let series = names.compactMap { name -> LinePlot.Series? in
            let values = run.rows.compactMap { row in
                row.losses[name].map { (x: Double(row.step), y: $0) }
            }
            return values.isEmpty ? nil : LinePlot.Series(name: name, values: values)
        }
        guard !series.isEmpty else { return nil }
        return .init(
            name: "losses-\(Self.fileName(run.name))", caption: "\(run.name): the stage's losses",
            content: .plot(
                LinePlot(title: run.name, xLabel: "step", yLabel: "loss", series: series)))
    }

    /// Letters and digits of a name, for a file.
    static func fileName(_ name: String) -> String {
        String(name.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "-" })
    }

    func confusionSections(_ confusion: SpeakerConfusion) -> [ReportDocument.Section] {
        let pairs = [("teacher", confusion.teacher), ("student", confusion.student)]
        return pairs.map { name, counts in
            var table = [["spoken by"] + confusion.speakers.map { "taken for \($0)" }]
            for (speaker, row) in zip(confusion.speakers, counts) {
                table.append([speaker] + row.map(String.init))
            }
            return ReportDocument.Section(
                title: "Who is taken for whom: \(name)", table: table,
                figures: [
                    .init(
                        name: "confusion-\(name)",
                        caption: "Rows speak, columns are answered; light is often (\(name))",
                        content: .picture(Self.picture(ofCounts: counts)))
                ])
        }
    }

    private static func picture(ofCounts counts: [[Int]]) -> PNGPicture {
        let largest = Float(counts.joined().max() ?? 1)
        return PNGPicture(
            matrix: Matrix(
                rows: counts.count, columns: counts.first?.count ?? 0,
                values: counts.joined().map(Float.init)),
            range: 0...max(1, largest))
    }
}

/// Teacher beside student on held-out utterances.
extension DistillationReport {
    func pictureSections(_ heldOut: Dataset) throws -> [ReportDocument.Section] {
        try Self.chosen(heldOut).map { index in
            let record = try heldOut.record(index)
            return ReportDocument.Section(
                title: "\(heldOut.speakers[record.speakerIndex]): \(record.text)",
                figures: spoken(record) + attention(record))
        }
    }

    /// The first sentence of each language, of different speakers where there are several.
    private static func chosen(_ heldOut: Dataset) -> [Int] {
        var languages: Set<Language> = []
        var speakers: Set<Int> = []
        var indices: [Int] = []
        for index in 0..<heldOut.count {
            let summary = heldOut.summary(of: index)
            let isNew = !languages.contains(summary.language) && summary.frameCount >= 150
            guard isNew, heldOut.speakers.count == 1 || !speakers.contains(summary.speakerIndex)
            else { continue }
            languages.insert(summary.language)
            speakers.insert(summary.speakerIndex)
            indices.append(index)
        }
        return indices
    }

    private func spoken(_ record: UtteranceRecord) -> [ReportDocument.Figure] {
        let speaker = Student(student.weights)
        let tokens = record.tokens.map {
            StudentToken(
                phoneme: Int($0.phoneme), accent: Int($0.accent.rawValue),
                boundary: Int($0.boundary.rawValue))
        }
        let frames = speaker.speak(
            tokens: tokens, embedding: speaker.speakerEmbedding(at: record.speakerIndex),
            durations: record.durations)
        let highest = record.logMel.values.max() ?? 0
        let range = highest - 9...highest
        func picture(_ mel: Matrix<Float>, _ who: String) -> ReportDocument.Figure {
            .init(
                name: "mel-\(who)-\(Self.fileName(record.id))",
                caption: "Mel spectrogram, \(who); the student has the teacher's durations",
                content: .picture(PNGPicture(spectrogram: mel, range: range)))
        }
        func contour(_ f0: [Float], _ who: String, isDashed: Bool = false) -> LinePlot.Series {
            LinePlot.Series(
                name: who,
                points: f0.enumerated().map {
                    .init(
                        x: Double($0.offset) * 256 / 24_000,
                        y: $0.element > 0 ? Double($0.element) : nil)
                }, isDashed: isDashed)
        }
        let plot = LinePlot(
            title: record.text, xLabel: "seconds", yLabel: "F0 (Hz)",
            series: [contour(record.f0, "teacher"), contour(frames.f0, "student", isDashed: true)])
        return [
            picture(record.logMel, "teacher"), picture(frames.logMel, "student"),
            .init(
                name: "f0-\(Self.fileName(record.id))", caption: "F0 of both",
                content: .plot(plot)),
        ]
    }

    /// Attention of the last encoder and the last decoder block, mean of the heads, of the student
    /// and of the teacher whose inside is known.
    private func attention(_ record: UtteranceRecord) -> [ReportDocument.Figure] {
        let networks =
            [("student", student.weights)]
            + (teacher.map { [("teacher", $0.weights)] } ?? [])
        return networks.flatMap { name, weights in
            let maps = attentionMaps(of: weights, record)
            return maps.map { place, map in
                // Long sequences give each other little: brightness by the largest.
                ReportDocument.Figure(
                    name: "attention-\(place)-\(name)-\(Self.fileName(record.id))",
                    caption: "Attention of the last \(place) block, mean of the heads, \(name)",
                    content: .picture(
                        PNGPicture(matrix: map, range: 0...max(1e-6, 0.5 * (map.values.max() ?? 1)))
                    ))
            }
        }
    }

    private func attentionMaps(
        of weights: StudentWeights, _ record: UtteranceRecord
    ) -> [(place: String, map: Matrix<Float>)] {
        let layout = weights.layout
        let configuration = layout.configuration
        let example = TrainingExample(
            record, configuration: configuration,
            melMean: weights.parameters[layout.melMean].values)
        let operations = TapeOperations<Float>(
            parameters: weights.parameters, layout: layout, trained: [], isTapped: true)
        let forward = StudentForward(
            [example], operations: operations, layout: layout,
            normalisation: LossNormalisation([example]))
        func map(_ block: Int, _ segments: [Range<Int>]) -> Matrix<Float> {
            let mean = forward.tape.headMean(
                operations.taps.attention[block], segments: segments,
                headCount: configuration.headCount)
            // Of the first stretch, where the decoder sees the utterance in two.
            let length = segments[0].count
            return Matrix(
                rows: length, columns: length,
                values: Array(forward.tape.value(of: mean).values.prefix(length * length)))
        }
        var maps: [(place: String, map: Matrix<Float>)] = []
        let encoders = configuration.encoderLayerCount
        if encoders > 0 { maps.append(("encoder", map(encoders - 1, forward.batch.tokenSegments))) }
        if configuration.decoderLayerCount > 0 {
            let last = encoders + configuration.decoderLayerCount - 1
            maps.append(("decoder", map(last, forward.batch.stepSegments)))
        }
        return maps
    }
}
