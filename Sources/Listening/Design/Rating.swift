import Foundation

/// One confirmed answer of one rater.
public struct Rating: Codable, Equatable, Sendable {
    /// Which rater, from 0 in the order in which they joined.
    public var raterIndex: Int
    /// Which trial of that rater's session.
    public var trialIndex: Int
    public var answer: Answer
    /// Free words of the rater.
    public var comment: String
    /// How often the clips were heard again after the first time.
    public var replays: Int
    /// Seconds from the end of the first hearing to the confirmation.
    public var latency: Double
    /// When it was confirmed, to the millisecond.
    public var confirmedAt: Date
    /// How many answers to the same trial this one replaces: 0 for the first.
    public var revision: Int
    /// Whether a later answer of the same rater to the same trial has replaced this one.
    public var isSuperseded: Bool

    public init(
        raterIndex: Int, trialIndex: Int, answer: Answer, comment: String = "", replays: Int = 0,
        latency: Double, confirmedAt: Date, revision: Int = 0, isSuperseded: Bool = false
    ) {
        self.raterIndex = raterIndex
        self.trialIndex = trialIndex
        self.answer = answer
        self.comment = comment
        self.replays = replays
        self.latency = (latency * 1000).rounded() / 1000
        self.confirmedAt = Date(
            timeIntervalSince1970: (confirmedAt.timeIntervalSince1970 * 1000).rounded() / 1000)
        self.revision = revision
        self.isSuperseded = isSuperseded
    }
}

/// Somebody who rates.
public struct Rater: Codable, Equatable, Sendable {
    /// From 0, in the order of joining; fixes the order of that rater's trials.
    public var index: Int
    /// A name or an alias, unique in the study.
    public var name: String
    public var joinedAt: Date

    public init(index: Int, name: String, joinedAt: Date) {
        self.index = index
        self.name = name
        self.joinedAt = Date(
            timeIntervalSince1970: (joinedAt.timeIntervalSince1970 * 1000).rounded() / 1000)
    }
}
