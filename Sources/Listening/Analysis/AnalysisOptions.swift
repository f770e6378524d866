/// What an analysis leaves to choose.
public struct AnalysisOptions: Equatable, Sendable {
    /// Of all intervals.
    public var confidence = 0.95
    /// Means drawn for the bootstrap.
    public var bootstrapDrawCount = 2000
    /// Of the bootstrap.
    public var seed: UInt64 = 1
    /// Whether raters whom the screening rejects are left out of results.
    public var leavesOutRejected = true
    /// The difference that the power estimate is for, in grades.
    public var plannedDifference = 0.2
    /// Chance of finding it.
    public var plannedPower = 0.8
    /// More failed traps than this reject a rater.
    public var allowedTrapFailures = 0
    /// Below this correlation with the mean of the other raters a rater is doubtful.
    public var doubtfulCorrelation = 0.2

    public init() {}
}
