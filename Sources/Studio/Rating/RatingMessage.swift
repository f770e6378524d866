import Listening

/// What can happen to a rater's sheet.
public enum RatingMessage: Equatable, Sendable {
    case input(InputEvent)
    /// The time, in seconds of any clock that never goes back; comes before every other message.
    case tick(seconds: Double)
    /// The clips of a trial are there; with `index` −1 the sound for setting the level.
    case loaded(index: Int)
    case loadFailed(index: Int, reason: String)
    /// So many seconds more of a trial's sound have been heard, up to `share` of it.
    case heard(trial: Int, sound: Int, seconds: Double, share: Double)
    case heardToEnd(trial: Int, sound: Int)
    /// What was to be played is over.
    case playingEnded(trial: Int)
    case playingFailed(reason: String)
    /// The answer is on the disk.
    case stored(Rating)
    case storeFailed(reason: String)
    /// Where sound goes now.
    case output(description: String, isAudible: Bool)
    /// A signal, or the end of the line.
    case askedToEnd
}

/// What a rater's session wants done.
public enum RatingEffect: Equatable, Sendable {
    /// Read the clips of a trial.
    case load(index: Int)
    /// Read or make the sound by which the level is set.
    case loadLevel
    /// Play these sounds of what was loaded, one after the other.
    case play([Int])
    /// Play this sound over and over, from the position of the one before.
    case loop(Int)
    case stop
    /// For all clips alike, in dB.
    case gain(Double)
    /// Store an answer, durably, and tell.
    case store(RatingDraft)
    /// Open the output again.
    case reopenOutput
    case redraw
    case suspend
    case quit
}

/// An answer as it leaves the screen; the runner adds who and when.
public struct RatingDraft: Equatable, Sendable {
    public var trialIndex: Int
    public var answer: Answer
    public var comment: String
    /// How often clips were heard again.
    public var replays: Int
    /// Seconds from the end of the first hearing to now.
    public var latency: Double
    /// Whether it replaces the last answer.
    public var isRevision: Bool
}
