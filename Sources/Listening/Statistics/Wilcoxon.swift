/// Wilcoxon's signed rank test (1945) of paired differences.
public struct Wilcoxon: Equatable, Sendable {
    /// The smaller of the two rank sums.
    public let statistic: Double
    /// Two-sided.
    public let pValue: Double
    /// Differences that are not 0: the zeros are left out, as Wilcoxon did.
    public let usedCount: Int
    /// Whether `pValue` comes from counting all signs, not from the normal distribution.
    public let isExact: Bool

    /// Counts all signs up to 50 differences without ties or zeros; else the normal approximation
    /// with corrections for ties and for continuity. As scipy.stats.wilcoxon with
    /// `zero_method="wilcox"`, method "exact", or "asymptotic" with `correction=True`.
    ///
    /// - Throws: `.notEnoughData` if no difference is left.
    public init(_ differences: [Double]) throws(ListeningError) {
        let used = differences.filter { $0 != 0 }
        guard !used.isEmpty else {
            throw .notEnoughData(
                what: "Wilcoxon's test", needs: "one item at least on which the systems differ")
        }
        let (ranks, tieTerm) = averageRanks(used.map(abs))
        let positive = zip(used, ranks).reduce(0) { $1.0 > 0 ? $0 + $1.1 : $0 }
        let n = used.count
        let whole = Double(n * (n + 1)) / 2
        statistic = min(positive, whole - positive)
        usedCount = n
        isExact = n <= 50 && tieTerm == 0 && used.count == differences.count
        if isExact {
            pValue = Self.exact(n, Int(statistic.rounded()))
        } else {
            let deviation = (Double(n * (n + 1) * (2 * n + 1)) / 24 - tieTerm / 48).squareRoot()
            let distance = max(0, abs(positive - whole / 2) - 0.5)
            pValue =
                deviation == 0 ? 1 : min(1, 2 * NormalDistribution.survival(distance / deviation))
        }
    }

    /// P(W ≤ w or W ≥ the mirror of w), by counting the subsets of 1…n with each sum.
    private static func exact(_ n: Int, _ w: Int) -> Double {
        let whole = n * (n + 1) / 2
        var ways = [Double](repeating: 0, count: whole + 1)
        ways[0] = 1
        for rank in 1...n {
            for sum in stride(from: whole, through: rank, by: -1) { ways[sum] += ways[sum - rank] }
        }
        let total = ways.reduce(0, +)
        return min(1, 2 * ways[0...w].reduce(0, +) / total)
    }
}

/// Ranks from 1, ties sharing their mean rank, and Σ (t³ − t) over the groups of ties.
func averageRanks(_ values: [Double]) -> (ranks: [Double], tieTerm: Double) {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var tieTerm = 0.0
    var start = 0
    while start < order.count {
        var end = start + 1
        while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
        for place in start..<end { ranks[order[place]] = Double(start + end + 1) / 2 }
        let size = Double(end - start)
        tieTerm += size * size * size - size
        start = end
    }
    return (ranks, tieTerm)
}

/// Holm's correction (1979) of p values for how many are looked at; same order as given.
public func holmCorrected(_ pValues: [Double]) -> [Double] {
    let order = pValues.indices.sorted { pValues[$0] < pValues[$1] }
    var corrected = pValues
    var largest = 0.0
    for (place, index) in order.enumerated() {
        largest = max(largest, min(1, Double(pValues.count - place) * pValues[index]))
        corrected[index] = largest
    }
    return corrected
}
