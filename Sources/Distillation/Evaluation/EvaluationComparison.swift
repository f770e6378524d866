import Foundation

/// Two evaluations on the same utterances, figure by figure: what a change to the weights cost.
public struct EvaluationComparison: Equatable, Sendable {
    /// A figure of one voice and kind of speech, or of all voices.
    public struct Row: Equatable, Sendable {
        public var voice: String
        public var kind: EvaluationReport.Kind
        public var figure: String
        public var before: Double
        public var after: Double
        /// As a share of `before`; negative where it became better.
        public var loss: Double
        fileprivate var digits: Int
    }

    /// In the order of the reports.
    public let rows: [Row]

    /// Compares what both reports have.
    ///
    /// - Throws: `EvaluationError.differentUtterances` if they were not made on the same ones.
    public init(
        before: EvaluationReport, after: EvaluationReport
    ) throws(EvaluationError) {
        var rows: [Row] = []
        for voice in before.voices {
            guard
                let other = after.voices.first(where: {
                    $0.speaker == voice.speaker && $0.kind == voice.kind
                }), other.utteranceCount == voice.utteranceCount
            else {
                throw .differentUtterances(before.weights, after.weights)
            }
            for figure in EvaluationFigure.all {
                guard let old = figure.value(voice), let new = figure.value(other) else { continue }
                rows.append(
                    Row(
                        voice: voice.speaker, kind: voice.kind, figure: figure.name, before: old,
                        after: new, loss: figure.loss(from: old, to: new), digits: figure.digits))
            }
        }
        self.rows = rows
    }

    /// The rows that became worse by more than `limit`, a share.
    public func rows(worseBy limit: Double) -> [Row] { rows.filter { $0.loss > limit } }

    /// The row that lost most.
    public var worst: Row? { rows.max { $0.loss < $1.loss } }

    /// The rows for all voices, and of the others those worse by more than `limit`, with aligned
    /// columns.
    public func text(limit: Double) -> String { TextTable.aligned(table(limit)) }

    /// The same for a document.
    public func markdown(limit: Double) -> String { TextTable.markdown(table(limit)) }

    private func table(_ limit: Double) -> [[String]] {
        let shown = rows.filter {
            $0.voice == EvaluationReport.Voice.all || $0.loss > limit
        }
        return [["voice", "said", "figure", "before", "after", "worse by (%)"]]
            + shown.map { row in
                [
                    row.voice, row.kind.rawValue, row.figure,
                    String(format: "%.\(row.digits + 1)f", row.before),
                    String(format: "%.\(row.digits + 1)f", row.after),
                    String(format: "%+.2f", 100 * row.loss),
                ]
            }
    }
}

extension EvaluationReport {
    /// Reads what `json()` wrote.
    ///
    /// - Throws: `EvaluationError.unreadable` if the file is none of those.
    public init(jsonAt path: String) throws(EvaluationError) {
        do {
            self = try JSONDecoder().decode(
                EvaluationReport.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw .unreadable(path: path)
        }
    }
}
