/// How often intervals hold the truth, over many simulated studies.
public struct CoverageSimulation: Codable, Equatable, Sendable {
    /// What is simulated.
    public struct Design: Codable, Equatable, Sendable {
        public var raterCount = 5
        public var itemCount = 100
        public var studyCount = 2000
        /// Means of the rounded grades, over all raters and items that there could be; the first is
        /// the teacher's.
        public var trueMeans = [4.5, 4.0]
        public var confidence = 0.95
        public var seed: UInt64 = 1
        /// Standard deviations of raters, items and the rest.
        public var raterDeviation = 0.3
        public var itemDeviation = 0.3
        public var residualDeviation = 0.6
        /// Draws of each bootstrap.
        public var bootstrapDrawCount = 1000

        public init() {}
    }

    /// One kind of interval of one quantity.
    public struct Line: Codable, Equatable, Sendable {
        /// “mean 4.5”, “difference -0.5”.
        public var quantity: String
        public var method: IntervalMethod
        /// Studies whose interval holds the truth.
        public var covered: Proportion
        public var meanWidth: Double
    }

    /// The intervals that are compared.
    public enum IntervalMethod: String, Codable, CaseIterable, Sendable {
        /// `CrossedMean.interval`, for means within the scale: what reports headline.
        case crossed
        /// `CrossedMean.raterInterval`.
        case raters
        /// `ClusterBootstrap`.
        case bootstrap
        /// Student's t over all ratings as if they were independent.
        case naive
    }

    public let design: Design
    /// For each true mean and each difference to the first, all methods.
    public let lines: [Line]

    /// Runs it; the default design takes seconds in a release build.
    ///
    /// - Parameter progress: called after each study with how many are done.
    public init(_ design: Design = Design(), progress: (Int) -> Void = { _ in }) {
        self.design = design
        var raters = SimulatedRaters()
        raters.raterDeviation = design.raterDeviation
        raters.itemDeviation = design.itemDeviation
        raters.residualDeviation = design.residualDeviation
        let centres = design.trueMeans.map(raters.centre)
        var tallies = Tallies(design)
        for study in 0..<design.studyCount {
            var random = StudyRandom(seed: design.seed, stream: UInt64(study))
            let grades = raters.grades(
                centres: centres, raterCount: design.raterCount, itemCount: design.itemCount,
                random: &random)
            tallies.add(grades, study: study)
            progress(study + 1)
        }
        lines = tallies.lines
    }

    /// Whether the headline interval covers within `tolerance` of what it promises, everywhere.
    public func headlineHolds(tolerance: Double = 0.015) -> Bool {
        lines.filter { $0.method == .crossed }
            .allSatisfy { abs($0.covered.share - design.confidence) <= tolerance }
    }

    /// A table for the terminal.
    public var text: String {
        let head =
            "\(design.studyCount) studies of \(design.raterCount) raters and \(design.itemCount) "
            + "clips, seed \(design.seed); \(fixed(design.confidence * 100, 0)) % intervals\n"
            + "standard deviations: raters \(fixed(design.raterDeviation, 2)), clips "
            + "\(fixed(design.itemDeviation, 2)), rest \(fixed(design.residualDeviation, 2))\n\n"
        let rows = lines.map { line in
            [
                line.quantity, line.method.title, fixed(line.covered.share * 100, 2) + " %",
                fixed(line.meanWidth, 3),
            ]
        }
        return head
            + TextTable(
                header: ["true value", "interval", "covers", "mean width"], rows: rows,
                rightAligned: [2, 3]
            ).text
    }
}

extension CoverageSimulation.IntervalMethod {
    /// For tables.
    public var title: String {
        switch self {
        case .crossed: "raters and clips crossed (headline)"
        case .raters: "t over rater means"
        case .bootstrap: "bootstrap over raters"
        case .naive: "t over all ratings"
        }
    }
}

/// Counts of one simulation.
private struct Tallies {
    private typealias Design = CoverageSimulation.Design
    private let design: CoverageSimulation.Design
    private var hits: [[Int]]
    private var widths: [[Double]]
    private let truths: [(name: String, value: Double)]

    init(_ design: CoverageSimulation.Design) {
        self.design = design
        let first = design.trueMeans.first ?? 0
        truths =
            design.trueMeans.map { ("mean \(fixed($0, 2))", $0) }
            + design.trueMeans.dropFirst().map {
                ("difference \(fixed($0 - first, 2))", $0 - first)
            }
        let methods = CoverageSimulation.IntervalMethod.allCases
        hits = truths.map { _ in methods.map { _ in 0 } }
        widths = truths.map { _ in methods.map { _ in 0 } }
    }

    mutating func add(_ grades: [[[Int]]], study: Int) {
        for (index, table) in grades.enumerated() {
            count(cells(table.map { $0.map(Double.init) }), at: index, study: study)
        }
        for index in grades.indices.dropFirst() {
            let differences = zip(grades[index], grades[0]).map { mine, theirs in
                zip(mine, theirs).map { Double($0 - $1) }
            }
            count(cells(differences), at: grades.count + index - 1, study: study)
        }
    }

    private func cells(_ table: [[Double]]) -> [Grade] {
        table.enumerated().flatMap { rater, row in
            row.enumerated().map { Grade(rater: rater, item: $0, value: $1) }
        }
    }

    private mutating func count(_ grades: [Grade], at quantity: Int, study: Int) {
        let crossed = CrossedMean(grades)
        for (index, method) in CoverageSimulation.IntervalMethod.allCases.enumerated() {
            let interval: Interval? =
                switch method {
                case .crossed:
                    // A mean lies on the scale; a difference is free.
                    quantity < design.trueMeans.count
                        ? crossed.interval(confidence: design.confidence, within: 1...5)
                        : crossed.interval(confidence: design.confidence)
                case .raters: crossed.raterInterval(confidence: design.confidence)
                case .bootstrap:
                    ClusterBootstrap.interval(
                        grades, confidence: design.confidence,
                        drawCount: design.bootstrapDrawCount, seed: UInt64(study))
                case .naive:
                    SampleSummary(grades.map(\.value))
                        .studentInterval(confidence: design.confidence)
                }
            guard let interval else { continue }
            hits[quantity][index] += interval.contains(truths[quantity].value) ? 1 : 0
            widths[quantity][index] += interval.width
        }
    }

    var lines: [CoverageSimulation.Line] {
        truths.indices.flatMap { quantity in
            CoverageSimulation.IntervalMethod.allCases.enumerated().map { index, method in
                CoverageSimulation.Line(
                    quantity: truths[quantity].name, method: method,
                    covered: Proportion(successes: hits[quantity][index], count: design.studyCount),
                    meanWidth: widths[quantity][index] / Double(max(1, design.studyCount)))
            }
        }
    }
}
