import Synthesis

/// What a `Player` tells. Turns are indices into the dialogue it was given last.
public enum PlayerEvent: Equatable, Sendable {
    case turnState(index: Int, TurnState)
    /// Where the play head is; about 20 a second while it plays, and after every jump.
    case position(Position)
    /// Linear, 0…1, of what sounds now.
    case level(peak: Float, rms: Float)
    /// Band energies of what sounds now, low to high, 0 (−70 dB) to 1 (0 dB).
    case spectrum([Float])
    /// The outline of a turn that has become ready: peaks of equal stretches, linear, 0…1.
    case waveform(index: Int, peaks: [Float])
    /// LUFS of a turn that has become ready.
    case loudness(index: Int, lufs: Double)
    case meters(Meters)
    case playing
    case paused
    /// The end was reached, or somebody said stop; the play head is at the start again.
    case stopped
    /// Where sound goes, for people.
    case output(description: String, isAudible: Bool)
    /// Something went wrong: where, what, and how to fix it.
    case problem(String)

    /// How far a turn is from being heard.
    public enum TurnState: Equatable, Sendable {
        case waiting
        case rendering
        case ready(seconds: Double)
        case failed(message: String)
    }

    /// A place in the dialogue.
    public struct Position: Equatable, Sendable {
        /// nil while a voice is being tried out beside the script.
        public var turn: Int?
        /// Since this turn began to sound; 0 in the silence before it.
        public var turnSeconds: Double
        /// Since the dialogue began. Exact as far as turns have been rendered, else estimated.
        public var seconds: Double
        /// Of the whole dialogue, likewise.
        public var totalSeconds: Double
        /// Whether all turns have been rendered once, so that nothing is estimated.
        public var isTotalKnown: Bool
    }

    /// What rendering and playing cost, as measured.
    public struct Meters: Equatable, Sendable {
        /// Seconds of computing per second of sound, of the turn rendered last.
        public var lastTurn: Double?
        /// The same of everything rendered so far.
        public var whole: Double?
        /// From the order to play to the first samples given to the output.
        public var firstAudioSeconds: Double?
        /// Seconds of computing so far.
        public var stages = StageTimes()
        public var underrunCount = 0
        /// Turns rendered, and turns wanted that were still there.
        public var renderedTurnCount = 0
        public var cachedTurnCount = 0
        /// Bytes of sound kept.
        public var cacheBytes = 0
    }
}
