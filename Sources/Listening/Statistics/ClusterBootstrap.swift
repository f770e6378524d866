/// The percentile bootstrap over raters: draw as many raters as there are, with replacement, each
/// with all of their grades, and take the mean; again and again (Efron 1979; Field & Welsh 2007).
///
/// With five raters it covers too seldom (see `CoverageSimulation`); the report shows it beside the
/// headline because readers expect it.
public enum ClusterBootstrap {
    /// The middle `confidence` of `drawCount` means; nil for fewer than two raters.
    ///
    /// The bounds are order statistics, the k-th from either end, k = drawCount·(1 − confidence)/2.
    public static func interval(
        _ grades: [Grade], confidence: Double = 0.95, drawCount: Int = 2000, seed: UInt64 = 1
    ) -> Interval? {
        var sums: [Int: (sum: Double, count: Int)] = [:]
        for grade in grades {
            let old = sums[grade.rater] ?? (0, 0)
            sums[grade.rater] = (old.sum + grade.value, old.count + 1)
        }
        guard sums.count >= 2, drawCount > 0 else { return nil }
        let raters = sums.sorted { $0.key < $1.key }.map(\.value)
        var random = StudyRandom(seed: seed, stream: 0xB007)
        let means = (0..<drawCount).map { _ in
            var sum = 0.0
            var count = 0
            for _ in raters.indices {
                let drawn = raters[random.index(below: raters.count)]
                sum += drawn.sum
                count += drawn.count
            }
            return sum / Double(count)
        }.sorted()
        let k = min((drawCount - 1) / 2, Int(Double(drawCount) * (1 - confidence) / 2))
        return Interval(low: means[k], high: means[drawCount - 1 - k])
    }
}
