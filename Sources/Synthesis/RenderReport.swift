/// What a render gave, and what it took.
public struct RenderReport: Equatable, Sendable {
    /// Of each channel.
    public var sampleCount = 0
    public var sentenceCount = 0
    public var stages = StageTimes()
    /// In the order of the script; turns with nothing to say are left out.
    public var turns: [SpokenTurn] = []
    /// What was left out.
    public var warnings: [RenderWarning] = []

    public var audioSeconds: Double { Double(sampleCount) / Double(Synthesizer.sampleRate) }
}

/// A character of the script that nobody can read aloud.
public struct RenderWarning: Equatable, Sendable, CustomStringConvertible {
    /// Of the turn it stands in.
    public var line: Int
    public var character: Character

    public var description: String {
        "line \(line): “\(character)” cannot be read aloud and was left out. "
            + "Remove it, or write it in words."
    }
}

/// Seconds of computing per stage, summed over the threads.
public struct StageTimes: Equatable, Sendable {
    public var frontEnd = 0.0
    public var student = 0.0
    public var vocoder = 0.0

    public init() {}
}

/// When a turn sounds, in seconds from the start of the audio.
public struct SpokenTurn: Equatable, Sendable {
    /// "A" to "D".
    public var speaker: String
    /// What was read out, without tags.
    public var text: String
    public var startSeconds: Double
    public var endSeconds: Double
}
