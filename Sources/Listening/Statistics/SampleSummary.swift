import Foundation

/// Bounds between which a value lies with 95 % confidence, unless said otherwise.
public struct Interval: Codable, Equatable, Sendable {
    public var low: Double
    public var high: Double

    public init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }

    /// Whether the value lies between the bounds.
    public func contains(_ value: Double) -> Bool { low <= value && value <= high }

    public var width: Double { high - low }
}

/// Mean, spread and shape of a list of numbers.
public struct SampleSummary: Equatable, Sendable {
    public let count: Int
    /// 0 for no values.
    public let mean: Double
    /// With n − 1 in the denominator; 0 for fewer than two values.
    public let standardDeviation: Double
    /// The mean of the middle two where their number is even; 0 for no values.
    public let median: Double

    public init(_ values: [Double]) {
        count = values.count
        let mean = values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
        self.mean = mean
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        standardDeviation =
            values.count < 2 ? 0 : (squares / Double(values.count - 1)).squareRoot()
        let sorted = values.sorted()
        let middle = sorted.count / 2
        median =
            sorted.isEmpty
            ? 0
            : sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// Student's interval for independent values; nil for fewer than two.
    ///
    /// Ratings of the same rater are not independent: for a mean opinion score take `CrossedMean`.
    public func studentInterval(confidence: Double = 0.95) -> Interval? {
        guard count >= 2 else { return nil }
        let t = StudentT(degreesOfFreedom: Double(count - 1)).quantile((1 + confidence) / 2)
        let half = t * standardDeviation / Double(count).squareRoot()
        return Interval(low: mean - half, high: mean + half)
    }

    /// How many values round to each of `bins`, each of `width` values: bin b holds
    /// b·width + low up to, but without, the next; the last bin holds `range`'s upper bound too.
    public static func histogram(
        _ values: [Double], over range: ClosedRange<Int>, width: Int = 1
    ) -> [Int] {
        let binCount = max(1, (range.count - (width > 1 ? 1 : 0)) / width)
        var counts = Array(repeating: 0, count: binCount)
        for value in values {
            let bin = Int(((value - Double(range.lowerBound)) / Double(width)).rounded(.down))
            counts[min(binCount - 1, max(0, bin))] += 1
        }
        return counts
    }
}

/// Pearson's correlation; nil where one side does not vary or there are fewer than two pairs.
public func correlation(_ x: [Double], _ y: [Double]) -> Double? {
    precondition(x.count == y.count, "correlation: \(x.count) and \(y.count) values")
    let (a, b) = (SampleSummary(x), SampleSummary(y))
    guard a.standardDeviation > 0, b.standardDeviation > 0 else { return nil }
    let products = zip(x, y).reduce(0) { $0 + ($1.0 - a.mean) * ($1.1 - b.mean) }
    return products / Double(x.count - 1) / (a.standardDeviation * b.standardDeviation)
}
