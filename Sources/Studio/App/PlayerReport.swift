/// What the player tells: `Playback`'s events as plain values. Turns are indices into the
/// dialogue of the last `.setScript`.
public enum PlayerReport: Equatable, Sendable {
    case turnState(index: Int, TurnSound)
    /// Where the play head is; about 20 a second while it plays.
    case position(Playhead)
    /// Linear, 0…1, of what sounds now.
    case level(peak: Float, rms: Float)
    /// A frame of what sounds: band energies from low to high, 0…1.
    case spectrum([Float])
    /// The outline of a turn: peaks of equal stretches, linear, 0…1.
    case waveform(index: Int, peaks: [Float])
    case meters(RenderMeters)
    /// LUFS of a turn.
    case loudness(index: Int, lufs: Double)
    case paused
    case stopped
    /// Where sound goes, for people: "ALSA default", "silent: no sound card".
    case output(description: String, isAudible: Bool)
    case problem(String)
}

/// How far a turn is from being heard.
public enum TurnSound: Equatable, Sendable {
    case waiting
    case rendering
    case ready(seconds: Double)
    case failed(message: String)
}

/// The place in the dialogue that sounds.
public struct Playhead: Equatable, Sendable {
    public var turn: Int
    /// Since this turn began.
    public var turnSeconds: Double
    /// Since the dialogue began, as far as its turns are known.
    public var seconds: Double
    /// Of the turns that are ready.
    public var totalSeconds: Double

    public init(turn: Int, turnSeconds: Double, seconds: Double, totalSeconds: Double) {
        self.turn = turn
        self.turnSeconds = turnSeconds
        self.seconds = seconds
        self.totalSeconds = totalSeconds
    }
}

/// What rendering cost, as measured.
public struct RenderMeters: Equatable, Sendable {
    /// Seconds of work per second of sound, of the turn rendered last.
    public var lastTurn: Double?
    /// The same of everything rendered so far.
    public var whole: Double?
    /// From asking for sound to the first sample.
    public var firstAudioSeconds: Double?
    /// Seconds of work so far, by stage.
    public var frontEndSeconds = 0.0
    public var studentSeconds = 0.0
    public var vocoderSeconds = 0.0
    public var underrunCount = 0
    /// Of turns rendered, and of those taken from the cache.
    public var renderedTurnCount = 0
    public var cachedTurnCount = 0
    /// Bytes of sound kept.
    public var cacheBytes = 0

    public init() {}
}

/// Orders to the player.
public enum PlayerOrder: Equatable, Sendable {
    case play(PlayRange)
    case pause
    case resume
    case stop
    /// Forward, or back where negative.
    case seek(bySeconds: Double)
    /// Made by `seek(toTurn:)`; a name of its own, for patterns cannot tell cases by their labels.
    case goTo(turn: Int)
    /// Repeats this turn until told otherwise; nil ends that.
    case loop(turn: Int?)
    /// Renders this turn before all others.
    case want(turn: Int)

    /// Moves the play head to the beginning of a turn.
    public static func seek(toTurn turn: Int) -> PlayerOrder { .goTo(turn: turn) }
}

/// What is played.
public enum PlayRange: Equatable, Sendable {
    case all
    case from(turn: Int)
    case only(turn: Int)
}

/// Where sound goes.
public enum OutputChoice: Hashable, Sendable {
    case device(String)
    /// PCM, 16 bit, 24 kHz, mono, to a command's standard input.
    case command(String)
    case silent
}

extension OutputChoice: CustomStringConvertible {
    /// As `:output` takes it.
    public var description: String {
        switch self {
        case .device(let name): "device \(name)"
        case .command(let line): "command \(line)"
        case .silent: "silent"
        }
    }
}
