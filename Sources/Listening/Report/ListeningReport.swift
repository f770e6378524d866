/// A study's results for people and for programs: text, HTML, CSV and JSON of one analysis.
public struct ListeningReport: Sendable {
    public let record: StudyRecord
    public let analysis: StudyAnalysis
    public let options: AnalysisOptions

    /// Analyses `record`.
    public init(_ record: StudyRecord, options: AnalysisOptions = AnalysisOptions()) {
        self.record = record
        self.options = options
        analysis = StudyAnalysis(record, options: options)
    }

    /// The analysis as JSON, indented, keys sorted.
    public func json() throws(ListeningError) -> String {
        try StudyJSON.encode(analysis, isIndented: true) + "\n"
    }

    /// One row for each system, question and condition, after RFC 4180; empty where there is no
    /// value.
    public func csv() -> String {
        let header = [
            "question", "condition", "system", "role", "n", "raters", "items", "mean", "sd",
            "low", "high", "df", "raters_low", "raters_high", "bootstrap_low", "bootstrap_high",
            "median", "histogram", "baseline", "difference", "difference_low", "difference_high",
            "cohen_d", "cohen_dz", "p", "p_holm",
        ]
        return CSV.text([header] + analysis.systems.map(row))
    }

    private func row(_ result: SystemResult) -> [String] {
        let difference = result.difference
        return [
            result.question, result.condition ?? "", result.name, result.role.rawValue,
            String(result.count), String(result.raterCount), String(result.itemCount),
            cell(result.mean), cell(result.standardDeviation), cell(result.interval?.low),
            cell(result.interval?.high), cell(result.degreesOfFreedom),
            cell(result.raterInterval?.low), cell(result.raterInterval?.high),
            cell(result.bootstrapInterval?.low), cell(result.bootstrapInterval?.high),
            cell(result.median), result.histogram.map(String.init).joined(separator: "/"),
            difference?.baseline ?? "", cell(difference?.mean), cell(difference?.interval?.low),
            cell(difference?.interval?.high), cell(difference?.cohenD), cell(difference?.pairedD),
            cell(difference?.pValue), cell(difference?.correctedPValue),
        ]
    }

    private func cell(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }

    /// What the mean of this method is called.
    var meanName: String {
        switch record.study.method {
        case .acr: "MOS"
        case .dcr: "DMOS"
        case .ccr: "CMOS"
        case .ab: "preferred"
        case .abx, .speaker: "right"
        case .mushra: "mean"
        }
    }

    /// Shares in percent, grades with two digits.
    func shown(_ value: Double) -> String {
        record.study.method.isGraded ? fixed(value, 2) : fixed(value * 100, 1) + " %"
    }

    /// “3.91 … 4.22”.
    func shown(_ interval: Interval?) -> String {
        interval.map { "\(shown($0.low)) … \(shown($0.high))" } ?? "–"
    }

    /// “0.031”, or “< 0.001”.
    func shownP(_ value: Double?) -> String {
        value.map { $0 < 0.001 ? "< 0.001" : fixed($0, 3) } ?? "–"
    }

    /// One sentence for each power estimate.
    var powerLines: [String] {
        analysis.power.map { estimate in
            let what =
                "\(estimate.system): to find a difference of \(fixed(estimate.difference, 2)) "
                + "(power \(fixed(estimate.power * 100, 0)) %) "
            if let raters = estimate.raterCount {
                return what + "\(raters) raters are needed with \(estimate.itemCount) clips."
            }
            guard let items = estimate.itemCountForTwentyRaters else {
                return what + "no number of raters suffices with \(estimate.itemCount) clips."
            }
            return what + "no number of raters suffices with \(estimate.itemCount) clips; "
                + "20 raters need \(items)."
        }
    }

    /// How the headline is to be read.
    var explanation: [String] {
        let percent = fixed(options.confidence * 100, 0)
        var lines = [
            "\(percent) % intervals hold for other raters and other clips of the same kinds "
                + "(crossed random effects, Satterthwaite's degrees of freedom).",
            "“raters only”: t over the raters' means; “bootstrap”: percentiles over raters, "
                + "too narrow with few of them.",
        ]
        if analysis.systems.contains(where: { $0.difference != nil }) {
            lines.append(
                record.study.method.isGraded
                    ? "p: Wilcoxon's signed rank test over the clips' mean differences, corrected "
                        + "after Holm; dz: their mean over their standard deviation."
                    : "p: exact binomial test against one half, corrected after Holm.")
        }
        return lines
    }
}
