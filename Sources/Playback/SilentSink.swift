/// A listener who hears nothing: for machines without sound, where the play head and the meters
/// shall work nevertheless.
public actor SilentSink {
    private let clock: PlaybackClock
    private var pacer: SoundPacer

    public init(sampleRate: Int = 24_000, clock: PlaybackClock = .monotonic) {
        self.clock = clock
        pacer = SoundPacer(sampleRate: sampleRate)
    }

    /// The listener as a place to send sound to.
    public nonisolated var sink: AudioSink {
        AudioSink(
            description: "silent", isAudible: false, write: { await self.write($0) },
            drain: { await self.drain() }, stop: { await self.stop() },
            delay: { await self.delay }, underrunCount: { await self.pacer.underrunCount })
    }

    private var delay: Double { pacer.delay(now: clock.now()) }

    private func write(_ samples: [Float]) async {
        let wait = pacer.give(samples.count, now: clock.now())
        if wait > 0 { await clock.sleep(wait) }
    }

    private func drain() async {
        await clock.sleep(delay)
        _ = pacer.stop(now: clock.now())
    }

    private func stop() -> Double { pacer.stop(now: clock.now()) }
}
