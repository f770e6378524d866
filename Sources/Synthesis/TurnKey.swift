import Script

/// All that the sound of a turn depends on: equal keys sound the same, sample by sample.
///
/// Not a digest but the facts themselves, which share their storage with the script: two turns can
/// never be taken for one another.
public struct TurnKey: Hashable, Sendable {
    private let pieces: [Piece]
    private let voice: Voice
    private let settings: Synthesizer.Settings
    private let weights: UInt64

    /// - Parameter weights: stands for the model and the dictionary, where these can change.
    public init(_ turn: Turn, voice: Voice, settings: Synthesizer.Settings, weights: UInt64 = 0) {
        pieces = turn.pieces
        // Neither where a voice is placed between the loudspeakers nor the number of threads
        // changes a sample.
        var voice = voice
        voice.pan = 0
        self.voice = voice
        var settings = settings
        settings.threadCount = 1
        self.settings = settings
        self.weights = weights
    }
}
