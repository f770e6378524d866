/// A choice of where sound goes, before anything is opened.
public enum SoundOutput: Hashable, Sendable {
    /// An ALSA device by name.
    case device(String)
    /// A shell command that reads 16-bit PCM, 24 kHz, mono.
    case command(String)
    /// Nowhere, at the pace of a listener.
    case silent

    /// Opens it.
    ///
    /// - Throws: `PlaybackError`, where there is no such device or command.
    public func open(
        sampleRate: Int = 24_000, clock: PlaybackClock = .monotonic
    ) throws(PlaybackError) -> AudioSink {
        switch self {
        case .device(let name): try ALSADevice(name: name, sampleRate: sampleRate).sink
        case .command(let line):
            try CommandSink(line, sampleRate: sampleRate, clock: clock).sink
        case .silent: SilentSink(sampleRate: sampleRate, clock: clock).sink
        }
    }
}
