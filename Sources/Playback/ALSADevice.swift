import CALSA

/// A loudspeaker by way of ALSA: mono, float samples, resampled by ALSA where the device wants.
///
/// Writing blocks the calling thread while the device's buffer is full. Underruns are recovered.
public actor ALSADevice {
    /// How many underruns there have been: moments of silence because sound came too late.
    public private(set) var underrunCount = 0

    private let name: String
    // The actor alone uses it until it closes it in deinit.
    nonisolated(unsafe) private let pcm: OpaquePointer

    /// Opens the device.
    ///
    /// - Parameter name: as in ALSA's configuration.
    public init(
        name: String = "default", sampleRate: Int, latencySeconds: Double = 0.2
    ) throws(PlaybackError) {
        parley_silence_alsa()
        var opened: OpaquePointer?
        let result = snd_pcm_open(&opened, name, SND_PCM_STREAM_PLAYBACK, 0)
        guard result >= 0, let opened else {
            throw .cannotOpen(device: name, reason: reason(result))
        }
        let configured = snd_pcm_set_params(
            opened, SND_PCM_FORMAT_FLOAT, SND_PCM_ACCESS_RW_INTERLEAVED, 1, UInt32(sampleRate), 1,
            UInt32(latencySeconds * 1_000_000))
        guard configured >= 0 else {
            snd_pcm_close(opened)
            throw .cannotOpen(device: name, reason: reason(configured))
        }
        pcm = opened
        self.name = name
    }

    deinit { snd_pcm_close(pcm) }

    /// Queues samples, waiting until the device has room.
    public func write(_ samples: [Float]) throws(PlaybackError) {
        var offset = 0
        while offset < samples.count {
            // ALSA may take fewer frames than offered after an underrun, so move by its answer.
            let taken = samples.withUnsafeBufferPointer { all in
                snd_pcm_writei(
                    pcm, all.baseAddress.map { $0 + offset }, UInt(all.count - offset))
            }
            if taken >= 0 {
                offset += taken
            } else {
                underrunCount += 1
                try check(snd_pcm_recover(pcm, Int32(taken), 1))
            }
        }
    }

    /// Waits until everything has been heard.
    public func drain() throws(PlaybackError) { try check(snd_pcm_drain(pcm)) }

    /// Drops what has not been heard yet.
    public func stop() { snd_pcm_drop(pcm) }

    /// The device as a place to send sound to.
    public nonisolated var sink: AudioSink {
        AudioSink(
            write: { try await self.write($0) }, drain: { try await self.drain() },
            stop: { await self.stop() })
    }

    private func check(_ result: Int32) throws(PlaybackError) {
        guard result >= 0 else { throw .cannotPlay(device: name, reason: reason(result)) }
    }
}

private func reason(_ code: Int32) -> String { String(cString: snd_strerror(code)) }
