/// Where sound goes: a loudspeaker, a command, a stream, or whatever a test puts in its place.
///
/// All of them take samples at one rate, keep the pace of a listener, and can say how much of what
/// they took has not been heard yet.
public struct AudioSink: Sendable {
    /// For people: “ALSA default”, “command aplay -q”.
    public var description: String
    /// Whether somebody may hear it.
    public var isAudible: Bool
    /// 1, or 2 for pairs of left and right.
    public var channelCount: Int
    /// Opens the same place for so many channels, once this one is closed; nil where it takes what
    /// it takes.
    public var reopen: (@Sendable (_ channelCount: Int) async throws -> AudioSink)?
    /// Takes samples (−1…1; interleaved where there are two channels), waiting until there is room
    /// for all of them.
    public var write: @Sendable (_ samples: [Float]) async throws -> Void
    /// Waits until everything has been heard.
    public var drain: @Sendable () async throws -> Void
    /// Falls silent as soon as it can; gives the seconds of sound that nobody will hear.
    public var stop: @Sendable () async -> Double
    /// Seconds of sound taken but not yet heard.
    public var delay: @Sendable () async -> Double
    /// How many moments of silence there have been because sound came too late.
    public var underrunCount: @Sendable () async -> Int
    /// Gives back what it holds; nothing may be written any more.
    public var close: @Sendable () async -> Void

    public init(
        description: String, isAudible: Bool = true, channelCount: Int = 1,
        reopen: (@Sendable (_ channelCount: Int) async throws -> AudioSink)? = nil,
        write: @escaping @Sendable (_ samples: [Float]) async throws -> Void,
        drain: @escaping @Sendable () async throws -> Void,
        stop: @escaping @Sendable () async -> Double,
        delay: @escaping @Sendable () async -> Double,
        underrunCount: @escaping @Sendable () async -> Int = { 0 },
        close: @escaping @Sendable () async -> Void = {}
    ) {
        self.description = description
        self.isAudible = isAudible
        self.channelCount = channelCount
        self.reopen = reopen
        self.write = write
        self.drain = drain
        self.stop = stop
        self.delay = delay
        self.underrunCount = underrunCount
        self.close = close
    }
}
