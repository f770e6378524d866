/// How one rater did.
public struct RaterResult: Codable, Equatable, Sendable {
    /// Whether the answers can be trusted.
    public enum Verdict: String, Codable, Sendable {
        case accepted
        /// Kept in the results, but worth a look.
        case doubtful
        /// Left out of the results unless everybody is asked for.
        case rejected
    }

    public var rater: Rater
    /// Trials answered and trials planned, training and traps included.
    public var answeredCount: Int
    public var trialCount: Int
    public var trapsPassed: Int
    public var trapCount: Int
    /// Of the rater's own grades; nil for choices.
    public var mean: Double?
    public var standardDeviation: Double?
    /// Correlation of the grades with the mean of the other raters' for the same clips.
    public var correlationWithOthers: Double?
    /// Mean absolute difference between first and repeated grade; for choices the share that differ.
    public var repeatDifference: Double?
    public var repeatCount: Int
    /// Middle seconds from hearing to answer.
    public var medianLatency: Double
    /// Mean number of times that clips were heard again.
    public var meanReplays: Double
    public var verdict: Verdict
    /// Why not accepted.
    public var reasons: [String]
}
