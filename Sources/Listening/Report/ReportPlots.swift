/// Means with their intervals, a line for each system: headline thick, bootstrap thin below it.
struct IntervalPlot {
    private let rows: [SystemResult]
    private let report: ListeningReport
    private let left = 170.0
    private let width = 640.0
    private let rowHeight = 34.0

    init(_ rows: [SystemResult], report: ListeningReport) {
        self.rows = rows
        self.report = report
    }

    private var range: (low: Double, high: Double) {
        guard let grades = report.record.study.method.gradeRange else { return (0, 1) }
        return (Double(grades.lowerBound), Double(grades.upperBound))
    }

    private func x(_ value: Double) -> Double {
        left + (value - range.low) / (range.high - range.low) * (width - left - 70)
    }

    var svg: String {
        let height = Double(rows.count) * rowHeight + 34
        var svg = svgOpening(width, height, "Means and intervals")
        let steps = range.high - range.low > 20 || range.high == 1 ? 5 : Int(range.high - range.low)
        for step in 0...steps {
            let value = range.low + (range.high - range.low) * Double(step) / Double(steps)
            svg += line(x(value), 8, x(value), height - 24, "grid")
            let digits = range.high == 1 ? fixed(value * 100, 0) + " %" : fixed(value, 0)
            svg += label(x(value), height - 8, digits, "middle", "faint")
        }
        for (index, row) in rows.enumerated() {
            let y = 22 + Double(index) * rowHeight
            svg += label(left - 12, y + 4, row.name, "end")
            if let interval = row.interval {
                svg += line(x(interval.low), y, x(interval.high), y, "mark", width: 3)
            }
            if let interval = row.bootstrapInterval {
                svg += line(x(interval.low), y + 8, x(interval.high), y + 8, "thin")
            }
            svg +=
                "<circle class=\"mark\" \(Paint.markFill) cx=\"\(fixed(x(row.mean), 1))\" cy=\"\(fixed(y, 1))\" "
                + "r=\"5\"><title>\(escaped(row.name)): \(report.shown(row.mean)), "
                + "\(report.shown(row.interval))</title></circle>\n"
            svg += label(width - 60, y + 4, report.shown(row.mean), "start")
        }
        return svg + "</svg>\n"
    }
}

/// How often each grade was given, a panel for each system.
struct HistogramPlot {
    private let rows: [SystemResult]
    private let report: ListeningReport

    init(_ rows: [SystemResult], report: ListeningReport) {
        self.rows = rows
        self.report = report
    }

    var svg: String {
        let labels = report.histogramLabels
        let panel = max(150.0, Double(labels.count) * 34)
        let perLine = max(1, Int(900 / (panel + 20)))
        let lines = (rows.count + perLine - 1) / perLine
        let width = Double(min(rows.count, perLine)) * (panel + 20)
        var svg = svgOpening(width, Double(lines) * 150, "How often each grade was given")
        for (index, row) in rows.enumerated() {
            let left = Double(index % perLine) * (panel + 20)
            let top = Double(index / perLine) * 150
            svg += label(left + panel / 2, top + 14, row.name, "middle")
            let largest = Double(max(1, row.histogram.max() ?? 1))
            let step = panel / Double(labels.count)
            for (bin, count) in row.histogram.enumerated() {
                let height = 84 * Double(count) / largest
                let x = left + Double(bin) * step
                svg +=
                    "<rect class=\"mark\" \(Paint.markFill) x=\"\(fixed(x + 2, 1))\" "
                    + "y=\"\(fixed(top + 116 - height, 1))\" width=\"\(fixed(step - 4, 1))\" "
                    + "height=\"\(fixed(height, 1))\"><title>\(labels[bin]): \(count)</title></rect>\n"
                let short = labels[bin].split(separator: "–").first.map(String.init) ?? ""
                svg += label(x + step / 2, top + 132, short, "middle", "faint")
                if count > 0 {
                    svg += label(x + step / 2, top + 112 - height, String(count), "middle", "faint")
                }
            }
        }
        return svg + "</svg>\n"
    }
}

/// Every answer as a cell: a band for each system, in it a row for each rater and a column for each
/// item, pale for low grades and deep for high ones.
struct HeatMap {
    private let record: StudyRecord
    private let judgements: [Judgement]
    private let report: ListeningReport

    init(_ record: StudyRecord, _ judgements: [Judgement], report: ListeningReport) {
        self.record = record
        self.judgements = judgements.filter { $0.questionIndex == 0 }
        self.report = report
    }

    var svg: String {
        let subjects = record.subjects
        let items = record.study.items
        let raters = record.raters
        let left = 110.0
        let cell = max(3, min(16, 760 / Double(max(1, items.count))))
        let rowHeight = 14.0
        let band = Double(raters.count) * rowHeight + 26
        let width = left + cell * Double(items.count) + 10
        var svg = svgOpening(
            max(300, width), band * Double(subjects.count), "Every rater's grade of every item")
        for (index, subject) in subjects.enumerated() {
            let top = Double(index) * band
            svg += label(left, top + 14, subject.name, "start")
            for (row, rater) in raters.enumerated() {
                svg += label(
                    left - 8, top + 20 + Double(row) * rowHeight + 10, rater.name, "end", "faint")
            }
            for judgement in judgements where judgement.subject == index {
                let x = left + Double(judgement.item) * cell
                let y = top + 20 + Double(judgement.rater) * rowHeight
                svg += square(x, y, cell, rowHeight, judgement, items[judgement.item])
            }
        }
        return svg + "</svg>\n"
    }

    private func square(
        _ x: Double, _ y: Double, _ cell: Double, _ height: Double, _ judgement: Judgement,
        _ item: String
    ) -> String {
        let range = record.study.method.gradeRange ?? 0...1
        let share =
            (judgement.value - Double(range.lowerBound))
            / Double(range.upperBound - range.lowerBound)
        let title =
            "\(escaped(record.raters[judgement.rater].name)), \(escaped(item)): "
            + fixed(judgement.value, 0)
        return "<rect class=\"mark\" \(Paint.markFill) x=\"\(fixed(x, 1))\" "
            + "y=\"\(fixed(y, 1))\" "
            + "width=\"\(fixed(cell - 0.6, 1))\" height=\"\(fixed(height - 1, 1))\" "
            + "stroke=\"none\" style=\"stroke:none;opacity:\(fixed(0.1 + 0.9 * share, 2))\">"
            + "<title>\(title)</title></rect>\n"
    }
}

/// Colours in the pictures themselves, which a style sheet overrides where there is one: without it,
/// lines would have no colour at all.
private enum Paint {
    static let markFill = "fill=\"#1f6fb2\""

    static func stroke(_ style: String) -> String {
        switch style {
        case "mark": "stroke=\"#1f6fb2\""
        case "grid": "stroke=\"#d9d9d9\""
        default: "stroke=\"#8a8a8a\""
        }
    }
}

private func svgOpening(_ width: Double, _ height: Double, _ title: String) -> String {
    "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"\(fixed(width, 0))\" "
        + "height=\"\(fixed(height, 0))\" viewBox=\"0 0 \(fixed(width, 0)) \(fixed(height, 0))\" "
        + "font-size=\"12\" font-family=\"system-ui, sans-serif\">"
        + "<title>\(escaped(title))</title>\n"
}

private func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String, width: Double = 1
) -> String {
    "<line class=\"\(style)\" \(Paint.stroke(style)) x1=\"\(fixed(x1, 1))\" y1=\"\(fixed(y1, 1))\" x2=\"\(fixed(x2, 1))\" "
        + "y2=\"\(fixed(y2, 1))\" stroke-width=\"\(fixed(width, 1))\"/>\n"
}

private func label(
    _ x: Double, _ y: Double, _ text: String, _ anchor: String, _ style: String = ""
) -> String {
    "<text class=\"\(style)\"\(style == "faint" ? " fill=\"#8a8a8a\"" : "") x=\"\(fixed(x, 1))\" y=\"\(fixed(y, 1))\" "
        + "text-anchor=\"\(anchor)\">\(escaped(text))</text>\n"
}
