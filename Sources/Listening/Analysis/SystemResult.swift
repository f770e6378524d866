/// What was found about one system, or one pair, in one question and condition.
public struct SystemResult: Codable, Equatable, Sendable {
    /// The system; for a pair “other against baseline”.
    public var name: String
    public var role: System.Role
    public var question: String
    /// nil for all conditions together.
    public var condition: String?
    /// Answers that count.
    public var count: Int
    public var raterCount: Int
    public var itemCount: Int
    /// Of grades; in CCR in favour of the other system; else the share preferred or right, 0…1.
    public var mean: Double
    /// Of single answers.
    public var standardDeviation: Double
    public var median: Double
    /// The headline: holds for other raters and other items (`CrossedMean`).
    public var interval: Interval?
    /// Of the headline.
    public var degreesOfFreedom: Double?
    /// t over the raters' means: holds for other raters and these items.
    public var raterInterval: Interval?
    /// Percentile bootstrap over raters; too narrow with few of them.
    public var bootstrapInterval: Interval?
    /// t over all answers as if they were independent; too narrow, for comparison with papers.
    public var naiveInterval: Interval?
    /// Wilson's interval of a share, as if answers were independent; nil for grades.
    public var wilsonInterval: Interval?
    /// How many answers fall on each grade, or into each tenth of MUSHRA's scale, from the lowest.
    public var histogram: [Int]
    /// Against the teacher or reference; for pairs against “no difference”; nil for the baseline.
    public var difference: SystemDifference?
}

/// How far a system lies from the baseline.
public struct SystemDifference: Codable, Equatable, Sendable {
    /// The baseline's name; empty where a pair is tested against no difference.
    public var baseline: String
    /// System less baseline.
    public var mean: Double
    /// The crossed interval of the difference.
    public var interval: Interval?
    /// Cohen's d from the pooled standard deviation of single answers.
    public var cohenD: Double?
    /// Cohen's dz: mean over standard deviation of the items' mean differences.
    public var pairedD: Double?
    /// How many items both have.
    public var itemCount: Int
    /// Of Wilcoxon's signed rank test over the items' mean differences, for grades; of the exact
    /// binomial test against one half, for choices.
    public var pValue: Double?
    /// `pValue` after Holm's correction over all systems of the same question and condition.
    public var correctedPValue: Double?
}
