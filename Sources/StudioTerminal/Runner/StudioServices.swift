import Playback
import Studio
import Synthesis

/// What the program gives the studio: things of modules that this one does not know.
public struct StudioServices: Sendable {
    /// Loads what speaks; slow, and called off the main thread.
    public var loadEngine: @Sendable () throws -> StudioEngine
    /// Serves sound at a URL, and gives the place to send it to.
    public var openStream: @Sendable (_ port: Int, _ host: String) async throws -> StudioStream

    public init(
        loadEngine: @escaping @Sendable () throws -> StudioEngine,
        openStream: @escaping @Sendable (_ port: Int, _ host: String) async throws -> StudioStream
    ) {
        self.loadEngine = loadEngine
        self.openStream = openStream
    }
}

/// What speaks.
public struct StudioEngine: Sendable {
    public var synthesizer: Synthesizer
    public var voices: [VoiceInfo]
    /// Tells these weights and this dictionary from others.
    public var weights: UInt64

    public init(synthesizer: Synthesizer, voices: [VoiceInfo], weights: UInt64) {
        self.synthesizer = synthesizer
        self.voices = voices
        self.weights = weights
    }
}

/// A stream that listeners can open.
public struct StudioStream: Sendable {
    public var url: String
    public var sink: AudioSink

    public init(url: String, sink: AudioSink) {
        self.url = url
        self.sink = sink
    }
}
