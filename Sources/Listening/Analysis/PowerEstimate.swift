/// How many raters a difference needs to be found, from the variances that were measured.
public struct PowerEstimate: Codable, Equatable, Sendable {
    public var system: String
    /// The difference to be found, in grades.
    public var difference: Double
    /// The chance of finding it.
    public var power: Double
    /// Items in the study, which stay as many.
    public var itemCount: Int
    /// nil if no number of raters suffices with these items.
    public var raterCount: Int?
    /// Items that twenty raters would need; nil if that is beyond 100,000.
    public var itemCountForTwentyRaters: Int?
    /// Measured variances of single differences: raters, items, the rest.
    public var raterVariance: Double
    public var itemVariance: Double
    public var residualVariance: Double

    /// - Parameter components: of the paired differences of single grades.
    ///
    /// A two-sided test finds the difference with the wanted chance as soon as it is
    /// (t(1 − α/2) + t(power)) standard errors, with R − 1 degrees of freedom.
    public init(
        system: String, components: VarianceComponents, itemCount: Int, difference: Double = 0.2,
        power: Double = 0.8, confidence: Double = 0.95
    ) {
        self.system = system
        self.difference = difference
        self.power = power
        self.itemCount = itemCount
        raterVariance = components.rater
        itemVariance = components.item
        residualVariance = components.residual
        func suffices(_ raters: Int, _ items: Int) -> Bool {
            let t = StudentT(degreesOfFreedom: Double(raters - 1))
            let reach = t.quantile((1 + confidence) / 2) + t.quantile(power)
            let variance = components.varianceOfMean(raterCount: raters, itemCount: items)
            return reach * variance.squareRoot() <= difference
        }
        raterCount = firstThat(from: 2, through: 100_000) { suffices($0, itemCount) }
        itemCountForTwentyRaters = firstThat(from: 1, through: 100_000) { suffices(20, $0) }
    }
}

/// The smallest number that holds, if all above it hold too.
private func firstThat(from low: Int, through high: Int, _ holds: (Int) -> Bool) -> Int? {
    guard holds(high) else { return nil }
    var (low, high) = (low, high)
    while low < high {
        let middle = (low + high) / 2
        if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
}
