/// Krippendorff's alpha (2011): how far raters agree beyond chance; 1 is full agreement, 0 chance.
/// Any number of raters, any pattern of missing ratings.
public enum KrippendorffAlpha {
    /// What a difference between two grades means.
    public enum Metric: String, CaseIterable, Sendable {
        /// Different is different.
        case nominal
        /// Only the order counts.
        case ordinal
        /// The distance counts.
        case interval
    }

    /// - Parameter units: for each unit (clip) the grades that it was given, missing ones left out.
    /// - Returns: nil where no unit has two grades or all grades are the same.
    public static func alpha(_ units: [[Double]], _ metric: Metric) -> Double? {
        let paired = units.filter { $0.count >= 2 }
        let values = Set(paired.joined()).sorted()
        guard values.count >= 2 else { return nil }
        var coincidences = values.map { _ in values.map { _ in 0.0 } }
        let indexOf = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, $0) })
        for unit in paired {
            var counts = values.map { _ in 0.0 }
            for grade in unit { counts[indexOf[grade] ?? 0] += 1 }
            for a in values.indices where counts[a] > 0 {
                for b in values.indices {
                    let pairs = counts[a] * (a == b ? counts[b] - 1 : counts[b])
                    coincidences[a][b] += pairs / Double(unit.count - 1)
                }
            }
        }
        let totals = coincidences.map { $0.reduce(0, +) }
        let all = totals.reduce(0, +)
        var observed = 0.0
        var expected = 0.0
        for a in values.indices {
            for b in values.indices {
                let distance = difference(a, b, values, totals, metric)
                observed += coincidences[a][b] * distance
                expected += totals[a] * totals[b] * distance
            }
        }
        return 1 - (all - 1) * observed / expected
    }

    /// The squared difference of two values, by index.
    private static func difference(
        _ a: Int, _ b: Int, _ values: [Double], _ totals: [Double], _ metric: Metric
    ) -> Double {
        switch metric {
        case .nominal: return a == b ? 0 : 1
        case .interval: return (values[a] - values[b]) * (values[a] - values[b])
        case .ordinal:
            let between = totals[min(a, b)...max(a, b)].reduce(0, +)
            let distance = between - (totals[a] + totals[b]) / 2
            return distance * distance
        }
    }
}
