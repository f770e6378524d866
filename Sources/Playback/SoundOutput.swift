/// A choice of where sound goes, before anything is opened.
public enum SoundOutput: Hashable, Sendable {
    /// An ALSA device by name.
    case device(String)
    /// A shell command that reads 16-bit PCM, 24 kHz: mono, or as many channels as
    /// `$PARLEY_CHANNELS` says where its line asks for that.
    case command(String)
    /// Nowhere, at the pace of a listener.
    case silent

    /// Opens it.
    ///
    /// - Parameter channelCount: 2 for sound with left and right; what can only be mono stays so,
    ///   as the sink's own `channelCount` tells.
    /// - Throws: `PlaybackError`, where there is no such device or command.
    public func open(
        sampleRate: Int = 24_000, channelCount: Int = 1, clock: PlaybackClock = .monotonic
    ) throws(PlaybackError) -> AudioSink {
        var sink: AudioSink
        switch self {
        case .device(let name):
            sink = try ALSADevice(
                name: name, sampleRate: sampleRate, channelCount: channelCount
            ).sink
        case .command(let line):
            let asks = CommandSink.asksForChannels(line)
            sink = try CommandSink(
                line, sampleRate: sampleRate, channelCount: asks ? channelCount : 1, clock: clock
            ).sink
            guard asks else { return sink }
        case .silent: return SilentSink(sampleRate: sampleRate, clock: clock).sink
        }
        sink.reopen = { [self] channelCount in
            try open(sampleRate: sampleRate, channelCount: channelCount, clock: clock)
        }
        return sink
    }
}
