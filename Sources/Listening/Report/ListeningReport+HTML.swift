extension ListeningReport {
    /// One HTML file with its pictures inside: no script, no network, light and dark.
    public func html() -> String {
        var body = "<h1>\(escaped(record.study.title))</h1>\n<p>\(escaped(summary))</p>\n"
        for question in record.study.questions { body += section(question) }
        for result in analysis.confusions { body += confusion(result) }
        body += "<h2>Raters</h2>\n" + raterTable + heatMap()
        body += agreementText
        body += powerLines.map { "<p>\(escaped($0))</p>\n" }.joined()
        body += explanation.map { "<p class=\"note\">\(escaped($0))</p>\n" }.joined()
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(escaped(record.study.title))</title>
            <style>
            \(reportStyle)
            </style>
            </head>
            <body>
            \(body)</body>
            </html>

            """
    }

    private var summary: String {
        var text =
            "\(record.study.method.rawValue.uppercased()), \(record.raters.count) raters, "
            + "\(record.study.systems.count) systems, \(record.study.items.count) items, "
            + "\(record.currentRatings.count) answers."
        if !analysis.leftOut.isEmpty {
            text += " Left out: \(analysis.leftOut.joined(separator: ", "))."
        }
        return text
    }

    private func section(_ question: Question) -> String {
        let overall = analysis.overall(question: question.id)
        guard !overall.isEmpty else { return "<p>No counted answers yet.</p>\n" }
        var html = "<h2>\(escaped(question.text.text(.english)))</h2>\n"
        html += IntervalPlot(overall, report: self).svg
        html += resultTable(overall)
        if record.study.method.isGraded { html += HistogramPlot(overall, report: self).svg }
        var conditions: [String] = []
        for result in analysis.systems where result.question == question.id {
            if let name = result.condition, !conditions.contains(name) { conditions.append(name) }
        }
        for condition in conditions {
            let rows = analysis.systems.filter {
                $0.question == question.id && $0.condition == condition
            }
            html += "<h3>\(escaped(condition.isEmpty ? "no condition" : condition))</h3>\n"
            html += IntervalPlot(rows, report: self).svg + resultTable(rows)
        }
        return html
    }

    private func resultTable(_ rows: [SystemResult]) -> String {
        let head = [
            "system", "n", meanName, "\(fixed(options.confidence * 100, 0)) % interval",
            "raters only", "bootstrap", "sd", "median", "difference", "interval", "d", "dz", "p",
            "p (Holm)",
        ]
        return table(
            head,
            rows.map { row in
                let difference = row.difference
                return [
                    row.name, String(row.count), shown(row.mean), shown(row.interval),
                    shown(row.raterInterval), shown(row.bootstrapInterval),
                    fixed(row.standardDeviation, 2), shown(row.median),
                    difference.map { shown($0.mean) } ?? "–", shown(difference?.interval),
                    difference?.cohenD.map { fixed($0, 2) } ?? "–",
                    difference?.pairedD.map { fixed($0, 2) } ?? "–",
                    shownP(difference?.pValue), shownP(difference?.correctedPValue),
                ]
            })
    }

    private var raterTable: String {
        table(
            [
                "rater", "answers", "traps", "mean", "sd", "r with others", "repeats differ by",
                "seconds", "replays", "verdict", "why",
            ],
            analysis.raters.map {
                [
                    $0.rater.name, "\($0.answeredCount)/\($0.trialCount)",
                    $0.trapCount == 0 ? "–" : "\($0.trapsPassed)/\($0.trapCount)",
                    $0.mean.map { fixed($0, 2) } ?? "–",
                    $0.standardDeviation.map { fixed($0, 2) } ?? "–",
                    $0.correlationWithOthers.map { fixed($0, 2) } ?? "–",
                    $0.repeatDifference.map { fixed($0, 2) } ?? "–", fixed($0.medianLatency, 1),
                    fixed($0.meanReplays, 1), $0.verdict.rawValue,
                    $0.reasons.joined(separator: "; "),
                ]
            })
    }

    private func confusion(_ result: ConfusionResult) -> String {
        "<h3>\(escaped(result.system ?? "All systems")): who was taken for whom</h3>\n"
            + table(
                ["is / taken for"] + result.names,
                zip(result.names, result.counts).map { [$0] + $1.map(String.init) })
    }

    private func heatMap() -> String {
        let rejectedToo = record.judgements()
        guard record.study.method != .speaker, !rejectedToo.isEmpty else { return "" }
        return HeatMap(record, rejectedToo, report: self).svg
    }

    private var agreementText: String {
        analysis.agreement.map { result in
            let alpha = KrippendorffAlpha.Metric.allCases.compactMap { metric in
                result.alpha[metric.rawValue].map { "\(metric.rawValue) \(fixed($0, 2))" }
            }
            guard !alpha.isEmpty else { return "" }
            var text =
                "Agreement (\(result.question)): Krippendorff's alpha "
                + alpha.joined(separator: ", ")
            if let single = result.single, let average = result.average {
                text += "; ICC(2,1) \(fixed(single, 2)), ICC(2,k) \(fixed(average, 2))"
            }
            return "<p>\(escaped(text)).</p>\n"
        }.joined()
    }

    private func table(_ head: [String], _ rows: [[String]]) -> String {
        let cells = { (row: [String], tag: String) in
            "<tr>" + row.map { "<\(tag)>\(escaped($0))</\(tag)>" }.joined() + "</tr>\n"
        }
        return "<div class=\"wide\"><table>\n" + cells(head, "th")
            + rows.map { cells($0, "td") }.joined() + "</table></div>\n"
    }
}

/// Text that cannot be taken for markup.
func escaped(_ text: String) -> String {
    text.map { character in
        switch character {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        case "\"": "&quot;"
        default: String(character)
        }
    }.joined()
}

private let reportStyle = """
    :root { color-scheme: light dark; --ink: #1b1b1b; --paper: #ffffff; --faint: #8a8a8a;
      --line: #d9d9d9; --mark: #1f6fb2; }
    @media (prefers-color-scheme: dark) { :root { --ink: #e8e8e8; --paper: #161616;
      --faint: #9a9a9a; --line: #3a3a3a; --mark: #6db3f2; } }
    body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
      max-width: 70em; margin: 2em auto; padding: 0 1em; }
    .wide { overflow-x: auto; }
    table { border-collapse: collapse; margin: 1em 0; font-variant-numeric: tabular-nums; }
    th, td { padding: 0.25em 0.7em; border-bottom: 1px solid var(--line); text-align: right;
      white-space: nowrap; }
    th:first-child, td:first-child { text-align: left; }
    .note { color: var(--faint); }
    svg { max-width: 100%; height: auto; display: block; margin: 1em 0; }
    svg text { fill: var(--ink); font: 12px system-ui, sans-serif; }
    svg .faint { fill: var(--faint); } svg .grid { stroke: var(--line); }
    svg .mark { fill: var(--mark); stroke: var(--mark); } svg .thin { stroke: var(--faint); }
    """
