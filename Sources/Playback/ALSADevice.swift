import CALSA
import Glibc
import Synchronization

/// A loudspeaker by way of ALSA.
///
/// Sound goes out in the best format that the device takes; where it takes neither our rate nor
/// any format of ours, ALSA converts. Underruns and suspends are recovered from; a device that
/// goes away or hangs is an error. Blocks no thread but its own.
public actor ALSADevice {
    /// How many underruns there have been: moments of silence because sound came too late.
    public private(set) var underrunCount = 0
    /// 1, or 2 for pairs of left and right.
    public nonisolated let channelCount: Int

    private let name: String
    private let sampleRate: Int
    private let format: ALSAFormat
    private let thread: WorkerThread
    private let calls: any ALSACalls
    private let patience: Double
    private var isClosed = false
    /// Set from without while a write waits for room.
    private nonisolated let isStopping = Atomic(false)

    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    /// Opens the device.
    ///
    /// - Parameters:
    ///   - name: as in ALSA's configuration.
    ///   - channelCount: of the samples that will be written; a device with others gets them all.
    ///   - latencySeconds: how much sound the device may hold.
    public init(
        name: String = "default", sampleRate: Int, channelCount: Int = 1,
        latencySeconds: Double = 0.2
    ) throws(PlaybackError) {
        parley_silence_alsa()
        let opening = ALSAOpening(
            sampleRate: sampleRate, channelCount: channelCount, latencySeconds: latencySeconds)
        let (handle, format) = try opening.open(name)
        self.init(
            handle, format: format, name: name, sampleRate: sampleRate, channelCount: channelCount)
    }

    /// - Parameter patience: seconds after which a device that takes nothing counts as hanging.
    init(
        _ calls: any ALSACalls, format: ALSAFormat, name: String, sampleRate: Int,
        channelCount: Int = 1, patience: Double = 5
    ) {
        self.calls = calls
        self.format = format
        self.name = name
        self.sampleRate = sampleRate
        self.channelCount = channelCount
        self.patience = patience
        thread = WorkerThread(name: "parley-alsa")
    }

    deinit { if !isClosed { calls.close() } }

    /// Queues samples (−1…1, interleaved where there are two channels), waiting until the device
    /// has room; returns early where `stop` is called meanwhile.
    public func write(_ samples: [Float]) throws(PlaybackError) {
        let bytes = format.bytes(of: samples, channelCount: channelCount)
        let frameCount = samples.count / channelCount
        isStopping.store(false, ordering: .relaxed)
        var offset = 0
        var lastProgress = ContinuousClock.now
        var recoveries = 0
        while offset < frameCount, !isStopping.load(ordering: .relaxed) {
            guard !isClosed else { throw .unplugged(device: name) }
            // ALSA may take fewer frames than offered after an underrun, so move by its answer.
            let taken = calls.write(
                bytes[(offset * format.frameSize)...], frameCount: frameCount - offset)
            if taken > 0 {
                offset += taken
                (lastProgress, recoveries) = (.now, 0)
            } else if taken == 0 || taken == -Int(EAGAIN) {
                guard ContinuousClock.now - lastProgress < .seconds(patience) else {
                    throw .cannotPlay(
                        device: name, reason: "it took no sound for \(Int(patience)) seconds")
                }
                let ready = calls.wait(milliseconds: 100)
                if ready < 0 { try recover(from: ready, &recoveries) }
                // Some plugins say that there is room, and take nothing.
                if ready > 0 && taken == -Int(EAGAIN) { usleep(2000) }
            } else {
                try recover(from: Int32(taken), &recoveries)
            }
        }
    }

    /// Waits until everything has been heard.
    public func drain() throws(PlaybackError) {
        guard !isClosed else { return }
        let result = calls.drain()
        // An underrun while draining: all has been heard.
        if result < 0 && result != -EPIPE { throw failure(result) }
        _ = calls.prepare()
    }

    /// Drops what has not been heard yet; gives its length in seconds.
    public func stop() -> Double {
        guard !isClosed else { return 0 }
        let dropped = delay
        _ = calls.drop()
        _ = calls.prepare()
        return dropped
    }

    /// Gives the device back; nothing may be written any more.
    public func close() {
        guard !isClosed else { return }
        isClosed = true
        calls.close()
    }

    /// Seconds of sound queued but not yet heard; 0 where the device cannot say.
    public var delay: Double {
        isClosed ? 0 : max(Double(calls.delay()) / Double(sampleRate), 0)
    }

    /// The device as a place to send sound to; calls that ALSA does not come back from are given up
    /// after a while.
    public nonisolated var sink: AudioSink {
        AudioSink(
            description: "ALSA \(name)", channelCount: channelCount,
            write: { try await self.write($0) }, drain: { try await self.drain() },
            stop: {
                self.isStopping.store(true, ordering: .relaxed)
                return await self.stop()
            }, delay: { await self.delay },
            underrunCount: { await self.underrunCount }, close: { await self.close() }
        ).leavingWhatHangs(after: patience, named: name, sampleRate: sampleRate)
    }

    /// How often in a row the device may fail without taking any sound.
    private static let recoveryLimit = 10

    private func recover(from result: Int32, _ recoveries: inout Int) throws(PlaybackError) {
        recoveries += 1
        guard recoveries <= Self.recoveryLimit else { throw failure(result) }
        switch -result {
        case EINTR: return
        case EPIPE:
            underrunCount += 1
            try check(calls.prepare())
        case ESTRPIPE:
            // The machine has slept. Some devices go on where they were, the others begin anew.
            var resumed = calls.resume()
            var waits = 0
            while resumed == -EAGAIN, Double(waits) * 0.1 < patience {
                usleep(100_000)
                waits += 1
                resumed = calls.resume()
            }
            if resumed == -ENODEV { throw failure(resumed) }
            if resumed < 0 { try check(calls.prepare()) }
        case EBADFD:
            // Not in a state to play: once more from the start, unless it is gone.
            guard calls.prepare() >= 0 else { throw .unplugged(device: name) }
        default: throw failure(result)
        }
    }

    private func check(_ result: Int32) throws(PlaybackError) {
        if result < 0 { throw failure(result) }
    }

    private func failure(_ code: Int32) -> PlaybackError {
        // The last is what is left of a sound server that has died.
        if [-ENODEV, -EBADFD, -EIO].contains(code) { return .unplugged(device: name) }
        return .cannotPlay(device: name, reason: ALSAFailure(code: code).reason)
    }
}
