import Foundation

/// One grade with who gave it and to which item.
public struct Grade: Equatable, Sendable {
    public var rater: Int
    public var item: Int
    public var value: Double

    public init(rater: Int, item: Int, value: Double) {
        self.rater = rater
        self.item = item
        self.value = value
    }
}

/// The mean of grades that several raters gave to several items, with an interval that holds for
/// other raters and other items of the same kinds: the headline of the report.
///
/// Raters and items are crossed random effects. The variance of the mean is
/// V = V(raters) + V(items) − V(residual), where the first two are the variances of the mean with
/// raters, and with items, as clusters, and the last is what an additive fit leaves. For a complete
/// table this is exactly the two-way analysis of variance, (MSr + MSi − MSe)/(R·I). The degrees of
/// freedom are Satterthwaite's (1946) and never fewer than R − 1.
///
/// Why not the usual ones: an interval over all ratings takes ratings of one rater for independent
/// and covers far too seldom; a percentile bootstrap over five raters covers too seldom too; raters
/// as the only clusters leave the choice of the items out. `CoverageSimulation` counts all of them.
public struct CrossedMean: Equatable, Sendable {
    public let count: Int
    public let raterCount: Int
    public let itemCount: Int
    public let mean: Double
    /// Standard error of the mean; nil for fewer than two raters and fewer than two items.
    public let standardError: Double?
    /// Satterthwaite's; nil with `standardError`.
    public let degreesOfFreedom: Double?
    /// Standard error with raters as the only clusters; nil for fewer than two raters.
    public let raterStandardError: Double?
    /// Estimated variances of single ratings, never below 0; nil where they cannot be told apart.
    public let components: VarianceComponents?

    /// - Parameter grades: at most one per rater and item, else their mean should be given.
    public init(_ grades: [Grade]) {
        count = grades.count
        let total = Double(max(1, grades.count))
        let mean = grades.reduce(0) { $0 + $1.value } / total
        self.mean = grades.isEmpty ? 0 : mean
        let raters = Clusters(grades, by: \.rater, mean: mean)
        let items = Clusters(grades, by: \.item, mean: mean)
        raterCount = raters.count
        itemCount = items.count
        raterStandardError = raters.variance.map { $0.squareRoot() }
        let residual = Residual(grades, mean: mean)
        let spread = Self.combine(raters, items, residual, total)
        standardError = spread.map { max(0, $0.variance).squareRoot() }
        degreesOfFreedom = spread?.degrees
        components = VarianceComponents(raters, items, residual, total)
    }

    /// The interval of the crossed model; nil where there is no standard error.
    public func interval(confidence: Double = 0.95) -> Interval? {
        guard let standardError, let degreesOfFreedom else { return nil }
        let t = StudentT(degreesOfFreedom: degreesOfFreedom).quantile((1 + confidence) / 2)
        return Interval(low: mean - t * standardError, high: mean + t * standardError)
    }

    /// The same for a mean that lies on a scale: taken on the logit of its place between the ends,
    /// where the standard error goes by the delta method, and brought back. Near an end the interval
    /// reaches further inwards, as the grades do, and it never leaves the scale.
    ///
    /// With five raters and a mean near an end this covers closer to what it promises than the plain
    /// interval does.
    /// At an end itself there is no logit; the plain interval is cut off there.
    public func interval(
        confidence: Double = 0.95, within scale: ClosedRange<Double>
    ) -> Interval? {
        guard let standardError, let degreesOfFreedom else { return nil }
        let length = scale.upperBound - scale.lowerBound
        let place = (mean - scale.lowerBound) / length
        guard place > 0, place < 1 else {
            return interval(confidence: confidence).map {
                Interval(
                    low: max(scale.lowerBound, $0.low), high: min(scale.upperBound, $0.high))
            }
        }
        let t = StudentT(degreesOfFreedom: degreesOfFreedom).quantile((1 + confidence) / 2)
        let centre = log(place / (1 - place))
        let half = t * standardError / length / (place * (1 - place))
        func grade(_ logit: Double) -> Double {
            scale.lowerBound + length / (1 + exp(-logit))
        }
        return Interval(low: grade(centre - half), high: grade(centre + half))
    }

    /// The t interval of the rater means, R − 1 degrees of freedom: for these items only. For a
    /// complete table it is `SampleSummary.studentInterval` of the rater means.
    public func raterInterval(confidence: Double = 0.95) -> Interval? {
        guard let raterStandardError else { return nil }
        let t = StudentT(degreesOfFreedom: Double(raterCount - 1)).quantile((1 + confidence) / 2)
        return Interval(low: mean - t * raterStandardError, high: mean + t * raterStandardError)
    }

    private static func combine(
        _ raters: Clusters, _ items: Clusters, _ residual: Residual, _ total: Double
    ) -> (variance: Double, degrees: Double)? {
        switch (raters.variance, items.variance) {
        case (nil, nil): return nil
        // One rater: the interval is for other items of this rater.
        case (nil, let items?): return (items, Double(residual.itemCount - 1))
        case (let raters?, nil): return (raters, Double(residual.raterCount - 1))
        case (let byRater?, let byItem?):
            let few = Double(raters.count - 1)
            guard let left = residual.meanSquare else { return (byRater, few) }
            let error = left / total
            let variance = byRater + byItem - error
            // Items that differ less than chance lets them must not narrow the interval.
            guard variance > byRater else { return (byRater, few) }
            let spread =
                byRater * byRater / few + byItem * byItem / Double(items.count - 1)
                + error * error / residual.degrees
            return (variance, max(few, variance * variance / spread))
        }
    }
}

/// Where the variance of single ratings comes from.
public struct VarianceComponents: Equatable, Sendable {
    /// Some raters are stricter.
    public let rater: Double
    /// Some items are better.
    public let item: Double
    /// All the rest, taste for single items included.
    public let residual: Double

    /// Given values, for planning.
    public init(rater: Double, item: Double, residual: Double) {
        self.rater = rater
        self.item = item
        self.residual = residual
    }

    init?(_ raters: Clusters, _ items: Clusters, _ residual: Residual, _ total: Double) {
        guard let byRater = raters.variance, let byItem = items.variance,
            let left = residual.meanSquare
        else { return nil }
        self.residual = left
        rater = max(0, (byRater - left / total) / raters.concentration)
        item = max(0, (byItem - left / total) / items.concentration)
    }

    /// The variance of the mean of a complete table.
    public func varianceOfMean(raterCount: Int, itemCount: Int) -> Double {
        rater / Double(raterCount) + item / Double(itemCount)
            + residual / Double(raterCount * itemCount)
    }
}

/// Sums of grades that have something in common.
struct Clusters {
    let count: Int
    /// Variance of the overall mean with these as clusters; nil for fewer than two.
    let variance: Double?
    /// Σ n² / N²: 1 over the number of clusters where all are of a size.
    let concentration: Double

    init(_ grades: [Grade], by key: KeyPath<Grade, Int>, mean: Double) {
        var sums: [Int: (deviation: Double, count: Int)] = [:]
        for grade in grades {
            let old = sums[grade[keyPath: key]] ?? (0, 0)
            sums[grade[keyPath: key]] = (old.deviation + grade.value - mean, old.count + 1)
        }
        count = sums.count
        let total = Double(max(1, grades.count))
        // In order of the keys, so that the same grades always give the same last digit.
        let ordered = sums.sorted { $0.key < $1.key }.map(\.value)
        let squares = ordered.reduce(0) { $0 + $1.deviation * $1.deviation }
        let clusters = Double(count)
        variance = count < 2 ? nil : clusters / (clusters - 1) * squares / (total * total)
        concentration = ordered.reduce(0) { $0 + Double($1.count * $1.count) } / (total * total)
    }
}

/// What rater and item together leave unexplained.
struct Residual {
    let raterCount: Int
    let itemCount: Int
    /// N − R − I + 1.
    let degrees: Double
    /// nil where nothing is left to estimate it from.
    let meanSquare: Double?

    /// Fits mean + rater + item by least squares: closed form for a complete table, else by turns.
    init(_ grades: [Grade], mean: Double) {
        let raterIndex = Self.indices(grades.map(\.rater))
        let itemIndex = Self.indices(grades.map(\.item))
        let cells = grades.map {
            (raterIndex[$0.rater] ?? 0, itemIndex[$0.item] ?? 0, $0.value - mean)
        }
        raterCount = raterIndex.count
        itemCount = itemIndex.count
        degrees = Double(grades.count - raterCount - itemCount + 1)
        guard degrees >= 1 else {
            meanSquare = nil
            return
        }
        var raters = [Double](repeating: 0, count: raterCount)
        var items = [Double](repeating: 0, count: itemCount)
        let isComplete = grades.count == raterCount * itemCount
        var previous = Double.infinity
        for _ in 0..<(isComplete ? 1 : 500) {
            raters = Self.means(cells.map { ($0.0, $0.2 - items[$0.1]) }, raterCount)
            items = Self.means(cells.map { ($0.1, $0.2 - raters[$0.0]) }, itemCount)
            let left = Self.squares(cells, raters, items)
            if previous - left <= 1e-14 * left { break }
            previous = left
        }
        meanSquare = Self.squares(cells, raters, items) / degrees
    }

    private static func indices(_ keys: [Int]) -> [Int: Int] {
        var indices: [Int: Int] = [:]
        for key in keys where indices[key] == nil { indices[key] = indices.count }
        return indices
    }

    private static func means(_ values: [(Int, Double)], _ count: Int) -> [Double] {
        var sums = [Double](repeating: 0, count: count)
        var counts = [Double](repeating: 0, count: count)
        for (index, value) in values {
            sums[index] += value
            counts[index] += 1
        }
        return zip(sums, counts).map { $1 == 0 ? 0 : $0 / $1 }
    }

    private static func squares(
        _ cells: [(Int, Int, Double)], _ raters: [Double], _ items: [Double]
    ) -> Double {
        cells.reduce(0) {
            let left = $1.2 - raters[$1.0] - items[$1.1]
            return $0 + left * left
        }
    }
}
