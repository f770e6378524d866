extension ListeningReport {
    /// The report for a terminal of 80 columns and more, without colour.
    public func text() -> String {
        var parts = [heading]
        for question in record.study.questions {
            parts.append(results(question))
            parts.append(histograms(question))
        }
        parts.append(contentsOf: confusions)
        parts.append(raters)
        parts.append(agreement)
        if !powerLines.isEmpty { parts.append(powerLines.map { $0 + "\n" }.joined()) }
        parts.append(explanation.map { wrapped($0, columns: 80) }.joined())
        return parts.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private var heading: String {
        let ratings = record.currentRatings.count
        var lines = [
            record.study.title,
            "\(record.study.method.rawValue), \(record.raters.count) raters, "
                + "\(record.study.systems.count) systems, \(record.study.items.count) items, "
                + "\(ratings) answers",
        ]
        if !analysis.leftOut.isEmpty {
            lines.append("Left out: " + analysis.leftOut.joined(separator: ", ") + " (see below).")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func results(_ question: Question) -> String {
        let rows = analysis.systems.filter { $0.question == question.id }
        guard !rows.isEmpty else { return "No counted answers yet.\n" }
        let conditions = rows.map(\.condition).reduce(into: [String?]()) { list, condition in
            if !list.contains(condition) { list.append(condition) }
        }
        let title = record.study.questions.count > 1 ? question.text.english + "\n\n" : ""
        return title
            + conditions.map { condition in
                let chosen = rows.filter { $0.condition == condition }
                let head = condition.map { "\($0.isEmpty ? "no condition" : $0):\n" } ?? ""
                return head + table(chosen) + differences(chosen)
            }.joined(separator: "\n")
    }

    private func table(_ rows: [SystemResult]) -> String {
        let percent = fixed(options.confidence * 100, 0)
        return TextTable(
            header: [
                "system", "n", meanName, "\(percent) % interval", "raters only", "bootstrap", "sd",
                "median",
            ],
            rows: rows.map {
                [
                    $0.name, String($0.count), shown($0.mean), shown($0.interval),
                    shown($0.raterInterval), shown($0.bootstrapInterval),
                    fixed($0.standardDeviation, 2), shown($0.median),
                ]
            }, rightAligned: [1, 2, 6, 7]
        ).text
    }

    private func differences(_ rows: [SystemResult]) -> String {
        let compared = rows.filter { $0.difference != nil }
        guard let baseline = compared.first?.difference?.baseline else { return "" }
        let against = record.study.method.isPaired ? "no difference" : baseline
        let percent = fixed(options.confidence * 100, 0)
        return "\n"
            + TextTable(
                header: [
                    "against \(against)", "difference", "\(percent) % interval", "d", "dz", "p",
                    "p (Holm)",
                ],
                rows: compared.compactMap { row in
                    row.difference.map {
                        [
                            row.name, shown($0.mean), shown($0.interval),
                            $0.cohenD.map { fixed($0, 2) } ?? "–",
                            $0.pairedD.map { fixed($0, 2) } ?? "–", shownP($0.pValue),
                            shownP($0.correctedPValue),
                        ]
                    }
                }, rightAligned: [1, 3, 4, 5, 6]
            ).text
    }

    private func histograms(_ question: Question) -> String {
        let rows = analysis.overall(question: question.id)
        guard record.study.method.isGraded, !rows.isEmpty else { return "" }
        let labels = histogramLabels
        let largest = rows.flatMap(\.histogram).max() ?? 1
        let widths = rows.map { max(16, TextTable.width($0.name)) }
        var text = TextTable(
            header: [""] + rows.map(\.name),
            rows: labels.indices.reversed().map { bin in
                [labels[bin]]
                    + rows.indices.map { system in
                        let count = rows[system].histogram[bin]
                        let length = count * 10 / max(1, largest)
                        let bar = String(repeating: "#", count: count > 0 ? max(1, length) : 0)
                        let space = String(repeating: " ", count: max(1, 11 - bar.count))
                        return bar + space + String(count)
                            + String(repeating: " ", count: max(0, widths[system] - 16))
                    }
            }
        ).text
        text.removeLast()
        return text + "\n"
    }

    /// From the lowest bin up.
    var histogramLabels: [String] {
        guard let range = record.study.method.gradeRange else { return ["no", "yes"] }
        guard range.count > 20 else {
            return range.map { ($0 > 0 && range.lowerBound < 0 ? "+" : "") + String($0) }
        }
        return stride(from: range.lowerBound, to: range.upperBound, by: 10).map {
            "\($0)–\(min(range.upperBound, $0 + ($0 + 10 == range.upperBound ? 10 : 9)))"
        }
    }

    private var confusions: [String] {
        analysis.confusions.map { result in
            let title = (result.system ?? "all systems") + ": who was taken for whom"
            let kappa = result.kappa.map { ", kappa \(fixed($0, 2))" } ?? ""
            let interval = result.accuracy.wilsonInterval(confidence: options.confidence)
            return
                "\(title) (\(shown(result.accuracy.share)) right, \(shown(interval))\(kappa))\n"
                + TextTable(
                    header: ["is \\ taken for"] + result.names,
                    rows: zip(result.names, result.counts).map { [$0] + $1.map(String.init) },
                    rightAligned: Set(1...max(1, result.names.count))
                ).text
        }
    }

    private var raters: String {
        guard !analysis.raters.isEmpty else { return "Nobody has rated yet.\n" }
        let table = TextTable(
            header: [
                "rater", "answers", "traps", "mean", "sd", "r", "repeats", "seconds", "replays",
                "verdict",
            ],
            rows: analysis.raters.map {
                [
                    $0.rater.name, "\($0.answeredCount)/\($0.trialCount)",
                    $0.trapCount > 0 ? "\($0.trapsPassed)/\($0.trapCount)" : "–",
                    $0.mean.map { fixed($0, 2) } ?? "–",
                    $0.standardDeviation.map { fixed($0, 2) } ?? "–",
                    $0.correlationWithOthers.map { fixed($0, 2) } ?? "–",
                    $0.repeatDifference.map { fixed($0, 2) } ?? "–", fixed($0.medianLatency, 1),
                    fixed($0.meanReplays, 1), $0.verdict.rawValue,
                ]
            }, rightAligned: [1, 2, 3, 4, 5, 6, 7, 8]
        ).text
        let reasons = analysis.raters.filter { !$0.reasons.isEmpty }.map {
            "\($0.rater.name): \($0.reasons.joined(separator: "; ")).\n"
        }.joined()
        return table + reasons
    }

    private var agreement: String {
        analysis.agreement.map { result in
            let alpha = KrippendorffAlpha.Metric.allCases.compactMap { metric in
                result.alpha[metric.rawValue].map { "\(metric.rawValue) \(fixed($0, 2))" }
            }
            guard !alpha.isEmpty else { return "" }
            let title =
                analysis.agreement.count > 1 ? "Agreement (\(result.question))" : "Agreement"
            var line = "\(title): Krippendorff's alpha \(alpha.joined(separator: ", "))"
            if let single = result.single, let average = result.average {
                line += "; ICC(2,1) \(fixed(single, 2)), ICC(2,k) \(fixed(average, 2))"
            }
            return wrapped(line + ".", columns: 80)
        }.joined()
    }

    /// Lines of at most so many columns, broken at spaces.
    private func wrapped(_ text: String, columns: Int) -> String {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if line.isEmpty {
                line = String(word)
            } else if TextTable.width(line) + 1 + TextTable.width(String(word)) <= columns {
                line += " " + word
            } else {
                lines.append(line)
                line = String(word)
            }
        }
        return (lines + [line]).map { $0 + "\n" }.joined()
    }
}
