import Glibc
import Signal

/// A command as a loudspeaker: it gets 16-bit little-endian PCM, 24 kHz, on its standard input, no
/// faster than somebody listens. `aplay -q -f S16_LE -r 24000 -`, or the same behind `ssh HOST`.
///
/// The number of channels stands in its environment as `PARLEY_CHANNELS`.
public actor CommandSink {
    private let command: String
    private let channelCount: Int
    private let clock: PlaybackClock
    private var pacer: SoundPacer
    private var child: ChildCommand?
    private var isStopped = false

    /// Starts the command by way of the shell.
    ///
    /// From then on this process ignores SIGPIPE, so that a command that ends is an error and not
    /// our end.
    /// - Throws: `.cannotStart`; a command that does not exist shows when the shell has ended.
    public init(
        _ command: String, sampleRate: Int = 24_000, channelCount: Int = 1,
        clock: PlaybackClock = .monotonic
    ) throws(PlaybackError) {
        signal(SIGPIPE, SIG_IGN)
        self.command = command
        self.channelCount = channelCount
        self.clock = clock
        pacer = SoundPacer(sampleRate: sampleRate)
        do {
            child = try ChildCommand(
                command, environment: [Self.channelsVariable: "\(channelCount)"])
        } catch {
            throw .cannotStart(command: command, reason: error.reason)
        }
    }

    /// Whether a command takes as many channels as there are, because it asks for their number.
    public static func asksForChannels(_ command: String) -> Bool {
        command.contains(channelsVariable)
    }

    private static let channelsVariable = "PARLEY_CHANNELS"

    /// The command as a place to send sound to.
    public nonisolated var sink: AudioSink {
        AudioSink(
            description: "command \(command)", channelCount: channelCount,
            write: { try await self.write($0) }, drain: { await self.drain() },
            stop: { await self.stop() }, delay: { await self.delay },
            underrunCount: { await self.pacer.underrunCount }, close: { await self.close() })
    }

    private var delay: Double { pacer.delay(now: clock.now()) }

    private func write(_ samples: [Float]) async throws(PlaybackError) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(2 * samples.count)
        for value in pcm16(of: samples) {
            bytes.append(UInt8(truncatingIfNeeded: value))
            bytes.append(UInt8(truncatingIfNeeded: value >> 8))
        }
        isStopped = false
        var rest = bytes[...]
        var waited = 0.0
        while !rest.isEmpty {
            guard let taken = child?.write(rest) else { throw gone() }
            rest = rest.dropFirst(taken)
            guard taken == 0 else {
                waited = 0
                continue
            }
            if isStopped { return }
            guard waited < Self.patience else {
                throw .commandGone(
                    command: command, reason: "it has not read for \(Int(waited)) seconds")
            }
            await clock.sleep(0.02)
            waited += 0.02
        }
        let wait = pacer.give(samples.count / channelCount, now: clock.now())
        if wait > 0 { await clock.sleep(wait) }
    }

    private func drain() async { await clock.sleep(delay) }

    /// What the command has taken it will play, so nothing of it is lost.
    private func stop() -> Double {
        isStopped = true
        _ = pacer.stop(now: clock.now())
        return 0
    }

    /// Lets the command play what it still has, but not for ever.
    private func close() async {
        child?.closeInput()
        var waited = 0.0
        while waited < Self.patience, child != nil, child?.ending() == nil {
            await clock.sleep(0.02)
            waited += 0.02
        }
        child = nil
    }

    /// The error for a command that reads no more; it is buried.
    private func gone() -> PlaybackError {
        let reason = child?.ending() ?? "it has closed its input"
        child = nil
        return .commandGone(command: command, reason: reason)
    }

    /// Seconds that a command may take to read, or to end.
    private static let patience = 5.0
}
