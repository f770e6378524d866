import Foundation

/// What each part of the method brings: the figures of several students side by side.
public struct AblationTable: Equatable, Sendable {
    /// A student with its name in the table.
    public struct Entry: Equatable, Sendable {
        public var name: String
        public var report: EvaluationReport

        public init(name: String, report: EvaluationReport) {
            self.name = name
            self.report = report
        }
    }

    public var entries: [Entry]

    public init(entries: [Entry]) { self.entries = entries }

    /// With aligned columns, for a terminal.
    public var text: String { TextTable.aligned(rows) }

    /// For a document.
    public var markdown: String { TextTable.markdown(rows) }

    /// A row for each figure and kind of speech, all voices together; what nobody has is left out.
    private var rows: [[String]] {
        var rows = [["figure, all voices", "said"] + entries.map(\.name)]
        for kind in EvaluationReport.Kind.allCases {
            let voices = entries.map { entry in
                entry.report.voices.first { $0.isAll && $0.kind == kind }
            }
            for figure in EvaluationFigure.all {
                let values = voices.map { $0.flatMap(figure.value) }
                guard values.contains(where: { $0 != nil }) else { continue }
                rows.append(
                    [figure.name, kind.rawValue]
                        + values.map { value in
                            value.map { String(format: "%.\(figure.digits)f", $0) } ?? "–"
                        })
            }
        }
        return rows
    }
}
