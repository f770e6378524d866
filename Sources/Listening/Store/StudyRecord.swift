/// A study with all that was rated: what reports, exports and tests of order work on.
public struct StudyRecord: Codable, Equatable, Sendable {
    public var study: Study
    /// In the order of joining: `raters[i].index == i`.
    public var raters: [Rater]
    /// The trials of each rater: `trials[rater][trial]`.
    public var trials: [[Trial]]
    /// In the order of rater, trial and revision, superseded ones included.
    public var ratings: [Rating]

    public init(study: Study, raters: [Rater], trials: [[Trial]], ratings: [Rating]) {
        self.study = study
        self.raters = raters
        self.trials = trials
        self.ratings = ratings
    }

    /// The answers that stand, one a trial at most.
    public var currentRatings: [Rating] { ratings.filter { !$0.isSuperseded } }

    /// The trial that a rating answers.
    public func trial(of rating: Rating) -> Trial { trials[rating.raterIndex][rating.trialIndex] }
}
