import CALSA
import Glibc

/// The calls of ALSA that playing needs, with ALSA's own results: frames or 0 where all is well, a
/// negative error number where not. A test puts a script in their place.
protocol ALSACalls: Sendable {
    /// Frames taken; may be fewer than offered. Does not wait.
    func write(_ bytes: ArraySlice<UInt8>, frameCount: Int) -> Int
    /// Waits until there is room.
    func wait(milliseconds: Int32) -> Int32
    /// Frames taken but not yet heard.
    func delay() -> Int
    /// Makes ready to play, also after an underrun.
    func prepare() -> Int32
    /// Goes on after the machine has slept; −EAGAIN while the device is not awake yet.
    func resume() -> Int32
    /// Falls silent at once.
    func drop() -> Int32
    /// Waits until everything has been heard.
    func drain() -> Int32
    func close()
}

/// An open ALSA device. One thread at a time may use it.
final class ALSAHandle: ALSACalls {
    // Nothing in it is Swift's; whoever holds the handle sees to it that calls do not meet.
    nonisolated(unsafe) private let pcm: OpaquePointer

    /// - Throws: ALSA's error number.
    init(opening name: String) throws(ALSAFailure) {
        var handle: OpaquePointer?
        // Without waiting: a device that is busy says so at once.
        let result = snd_pcm_open(&handle, name, SND_PCM_STREAM_PLAYBACK, Int32(SND_PCM_NONBLOCK))
        guard result >= 0, let handle else { throw ALSAFailure(code: result) }
        pcm = handle
    }

    /// Asks for a format.
    ///
    /// - Parameter latencySeconds: how much sound the device may hold.
    func configure(
        _ format: ALSAFormat, sampleRate: Int, latencySeconds: Double
    ) throws(ALSAFailure) {
        let result = snd_pcm_set_params(
            pcm, format.code, SND_PCM_ACCESS_RW_INTERLEAVED, UInt32(format.channelCount),
            UInt32(sampleRate), 1, UInt32(latencySeconds * 1_000_000))
        guard result >= 0 else { throw ALSAFailure(code: result) }
    }

    func write(_ bytes: ArraySlice<UInt8>, frameCount: Int) -> Int {
        bytes.withUnsafeBytes { snd_pcm_writei(pcm, $0.baseAddress, UInt(frameCount)) }
    }

    func wait(milliseconds: Int32) -> Int32 { snd_pcm_wait(pcm, milliseconds) }

    func delay() -> Int {
        var frames = 0
        let result = snd_pcm_delay(pcm, &frames)
        return result >= 0 ? frames : Int(result)
    }

    func prepare() -> Int32 { snd_pcm_prepare(pcm) }

    func resume() -> Int32 { snd_pcm_resume(pcm) }

    func drop() -> Int32 { snd_pcm_drop(pcm) }

    func drain() -> Int32 {
        snd_pcm_nonblock(pcm, 0)
        defer { snd_pcm_nonblock(pcm, 1) }
        return snd_pcm_drain(pcm)
    }

    func close() { snd_pcm_close(pcm) }
}

/// ALSA's number of what went wrong.
struct ALSAFailure: Error {
    let code: Int32
    /// ALSA's words for it.
    var reason: String { String(cString: snd_strerror(code)) }
}
