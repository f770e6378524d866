import CALSA
import Glibc

/// A loudspeaker by way of ALSA.
///
/// Sound goes out in the best format that the device takes; where it takes neither our rate nor
/// any format of ours, ALSA converts. Underruns and suspends are recovered from; a device that
/// goes away or hangs is an error. Blocks no thread but its own.
public actor ALSADevice {
    /// How many underruns there have been: moments of silence because sound came too late.
    public private(set) var underrunCount = 0

    private let name: String
    private let sampleRate: Int
    private let format: ALSAFormat
    private let thread: WorkerThread
    // The actor alone uses it until it closes it in deinit.
    nonisolated(unsafe) private let pcm: OpaquePointer
    private var isClosed = false

    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    /// Opens the device.
    ///
    /// - Parameters:
    ///   - name: as in ALSA's configuration.
    ///   - latencySeconds: how much sound the device may hold.
    public init(
        name: String = "default", sampleRate: Int, latencySeconds: Double = 0.2
    ) throws(PlaybackError) {
        parley_silence_alsa()
        let opened = try Self.opened(name, sampleRate: sampleRate, latencySeconds: latencySeconds)
        pcm = opened.pcm
        format = opened.format
        self.name = name
        self.sampleRate = sampleRate
        thread = WorkerThread(name: "parley-alsa")
    }

    deinit { snd_pcm_close(pcm) }

    /// Queues samples (mono, −1…1), waiting until the device has room.
    public func write(_ samples: [Float]) throws(PlaybackError) {
        let bytes = format.bytes(of: samples)
        let frameSize = format.frameSize
        var offset = 0
        var patience = Self.patience
        while offset < samples.count {
            // ALSA may take fewer frames than offered after an underrun, so move by its answer.
            let taken = bytes.withUnsafeBytes { all in
                snd_pcm_writei(
                    pcm, all.baseAddress.map { $0 + offset * frameSize },
                    UInt(samples.count - offset))
            }
            if taken > 0 {
                offset += taken
                patience = Self.patience
            } else if taken == 0 || taken == -Int(EAGAIN) {
                patience -= 1
                guard patience > 0 else {
                    throw .cannotPlay(device: name, reason: "it took no sound for five seconds")
                }
                let ready = snd_pcm_wait(pcm, 100)
                if ready < 0 { try recover(from: ready) }
            } else {
                try recover(from: Int32(taken))
            }
        }
    }

    /// Waits until everything has been heard.
    public func drain() throws(PlaybackError) {
        snd_pcm_nonblock(pcm, 0)
        defer { snd_pcm_nonblock(pcm, 1) }
        let result = snd_pcm_drain(pcm)
        // An underrun while draining: all has been heard.
        if result < 0 && result != -EPIPE { try fail(result) }
        snd_pcm_prepare(pcm)
    }

    /// Drops what has not been heard yet; gives its length in seconds.
    public func stop() -> Double {
        let dropped = delay
        snd_pcm_drop(pcm)
        snd_pcm_prepare(pcm)
        return dropped
    }

    /// Seconds of sound queued but not yet heard; 0 where the device cannot say.
    public var delay: Double {
        var frames = 0
        guard snd_pcm_delay(pcm, &frames) >= 0 else { return 0 }
        return max(Double(frames) / Double(sampleRate), 0)
    }

    /// The device as a place to send sound to.
    public nonisolated var sink: AudioSink {
        AudioSink(
            description: "ALSA \(name)",
            write: { try await self.write($0) }, drain: { try await self.drain() },
            stop: { await self.stop() }, delay: { await self.delay },
            underrunCount: { await self.underrunCount })
    }

    /// Waits of 100 ms before a device counts as hanging.
    private static let patience = 50

    private func recover(from result: Int32) throws(PlaybackError) {
        guard result != -ENODEV && result != -EBADFD else { throw .unplugged(device: name) }
        if result == -EPIPE { underrunCount += 1 }
        let recovered = snd_pcm_recover(pcm, result, 1)
        if recovered < 0 { try fail(recovered) }
    }

    private func fail(_ result: Int32) throws(PlaybackError) {
        if result == -ENODEV || result == -EBADFD { throw .unplugged(device: name) }
        throw .cannotPlay(device: name, reason: alsaReason(result))
    }
}

extension ALSADevice {
    private typealias Opened = (pcm: OpaquePointer, format: ALSAFormat)

    /// Opens the device as it is or, where it does not take what we have, with ALSA's converter
    /// before it.
    private static func opened(
        _ name: String, sampleRate: Int, latencySeconds: Double
    ) throws(PlaybackError) -> Opened {
        do throws(PlaybackError) {
            return try openedAsNamed(name, sampleRate: sampleRate, latencySeconds: latencySeconds)
        } catch {
            let isQuotable = !name.contains { "'\"\\".contains($0) }
            if case .cannotPlay = error, isQuotable,
                let converted = try? openedAsNamed(
                    "plug:SLAVE='\(name)'", sampleRate: sampleRate, latencySeconds: latencySeconds)
            {
                return converted
            }
            if case .cannotPlay(_, let reason) = error {
                throw .cannotOpen(device: name, reason: reason)
            }
            throw error
        }
    }

    /// - Throws: `.cannotOpen`, or `.cannotPlay` where the device is there but takes other sound.
    private static func openedAsNamed(
        _ name: String, sampleRate: Int, latencySeconds: Double
    ) throws(PlaybackError) -> Opened {
        var handle: OpaquePointer?
        // Without waiting: a device that is busy says so at once.
        let result = snd_pcm_open(&handle, name, SND_PCM_STREAM_PLAYBACK, Int32(SND_PCM_NONBLOCK))
        guard result >= 0, let handle else {
            throw .cannotOpen(device: name, reason: alsaReason(result))
        }
        let latency = UInt32(latencySeconds * 1_000_000)
        var refusal: Int32 = 0
        for format in ALSAFormat.preferred {
            refusal = snd_pcm_set_params(
                handle, format.code, SND_PCM_ACCESS_RW_INTERLEAVED, UInt32(format.channelCount),
                UInt32(sampleRate), 1, latency)
            if refusal >= 0 { return (handle, format) }
        }
        snd_pcm_close(handle)
        throw .cannotPlay(device: name, reason: alsaReason(refusal))
    }
}

/// ALSA's words for an error code.
private func alsaReason(_ code: Int32) -> String { String(cString: snd_strerror(code)) }
