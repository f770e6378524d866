/// The intraclass correlations ICC(2,1) and ICC(2,k) of Shrout & Fleiss (1979): every rater graded
/// every clip, both are samples, and agreement, not only order, counts.
public struct IntraclassCorrelation: Equatable, Sendable {
    /// Of one rater's grades.
    public let single: Double
    /// Of the mean of all raters.
    public let average: Double

    /// - Parameter table: `table[clip][rater]`, complete.
    /// - Returns: nil for fewer than two clips or raters, or where nothing varies.
    public init?(_ table: [[Double]]) {
        let n = Double(table.count)
        let k = Double(table.first?.count ?? 0)
        guard n >= 2, k >= 2, table.allSatisfy({ Double($0.count) == k }) else { return nil }
        let all = Array(table.joined())
        let mean = all.reduce(0, +) / (n * k)
        let rows = table.map { $0.reduce(0, +) / k }
        let columns = table[0].indices.map { column in
            table.reduce(0) { $0 + $1[column] } / n
        }
        func squares(_ values: [Double]) -> Double {
            values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        }
        let betweenClips = k * squares(rows)
        let betweenRaters = n * squares(columns)
        let clips = betweenClips / (n - 1)
        let raters = betweenRaters / (k - 1)
        let error = (squares(all) - betweenClips - betweenRaters) / ((n - 1) * (k - 1))
        let one = clips + (k - 1) * error + k * (raters - error) / n
        let many = clips + (raters - error) / n
        guard one > 0, many > 0 else { return nil }
        single = (clips - error) / one
        average = (clips - error) / many
    }
}
