import Script
import Synthesis

/// Plays a dialogue while it renders it, turn by turn, and keeps what it rendered.
///
/// Give it orders with `send`, which returns at once, and read `events`. Sound is kept by what it
/// depends on, so that a change costs only the turns it touched; rendering happens on a thread of
/// low priority, what is wanted first at the front; the play head is where somebody hears it, not
/// where sound is made.
public actor Player {
    /// What the player tells, in order; for one reader.
    public nonisolated let events: AsyncStream<PlayerEvent>

    let clock: PlaybackClock
    let configuration: Configuration
    let synthesizer: Synthesizer
    let worker: RenderWorker
    private let eventWriter: AsyncStream<PlayerEvent>.Continuation
    private let commands: AsyncStream<Command>.Continuation

    var script: PlayerScript
    var cache: SoundCache
    var sink: AudioSink
    var meters = PlayerEvent.Meters()
    let soundMeter = SoundMeter(sampleRate: Synthesizer.sampleRate)

    var transport = Transport.stopped
    /// Where the next sample for the output comes from; nil while there is no script.
    var cursor: PlayCursor?
    var heard = HeardLog()
    /// Whether the turn under the cursor is repeated, or is the only one to play.
    var isLooping = false
    var isSingleTurn = false
    /// The script's place while a voice is tried out beside it.
    var interrupted: (cursor: PlayCursor?, transport: Transport)?
    /// Counts the stretches of playing; what belongs to an old one must not touch a new one.
    var generation = 0
    var orderedAt: Double?
    var lastReport = -Double.infinity
    var waiters: [CheckedContinuation<Void, Never>] = []

    /// The turn that somebody wants rendered before all others.
    var wanted: TurnKey?
    var renderTask: Task<Void, Never>?
    /// The turn that is being worked on.
    var current: TurnKey?
    /// By turn, what was told of it; nil where that no longer holds.
    var published: [Published?] = []
    var loudness: [TurnKey: Double] = [:]
    var wholeSeconds = (rendering: 0.0, audio: 0.0)

    /// What can be set once.
    public struct Configuration: Sendable {
        /// Bytes of sound kept; a minute takes 2.9 MB.
        public var cacheByteLimit = 64 << 20
        /// Stands for the weights and the dictionary in the keys of turns.
        public var weights: UInt64 = 0
        /// Gives the LUFS of a turn's samples; nil where it cannot say.
        public var measureLoudness: (@Sendable (_ samples: [Float]) -> Double?)?
        public var clock = PlaybackClock.monotonic

        public init() {}
    }

    enum Transport: Sendable {
        case stopped, playing, paused
    }

    struct Published: Equatable {
        var key: TurnKey
        var state: PlayerEvent.TurnState
    }

    /// - Parameter output: where sound goes at first; it is told as the first event.
    public init(
        _ synthesizer: Synthesizer, output: AudioSink, configuration: Configuration = .init()
    ) {
        self.synthesizer = synthesizer
        self.configuration = configuration
        clock = configuration.clock
        sink = output
        worker = RenderWorker(synthesizer)
        script = PlayerScript(seed: synthesizer.settings.seed)
        cache = SoundCache(byteLimit: configuration.cacheByteLimit)
        let (events, eventWriter) = AsyncStream.makeStream(of: PlayerEvent.self)
        self.events = events
        self.eventWriter = eventWriter
        let (orders, commands) = AsyncStream.makeStream(of: Command.self)
        self.commands = commands
        eventWriter.yield(.output(description: output.description, isAudible: output.isAudible))
        Task { [weak self] in
            // One after the other: an order may wait for the output, and none may overtake it.
            for await command in orders { await self?.perform(command) }
        }
    }

    deinit {
        commands.finish()
        eventWriter.finish()
    }

    /// Gives an order; returns at once, and orders are carried out one after the other.
    public nonisolated func send(_ order: Order) { commands.yield(.order(order)) }

    /// Falls silent, gives the output back and ends `events`. Nothing may be sent any more.
    public func close() async {
        commands.finish()
        generation += 1
        transport = .stopped
        wake()
        script = PlayerScript(seed: 0)
        cursor = nil
        wanted = nil
        _ = await sink.stop()
        await sink.close()
        eventWriter.finish()
    }

    nonisolated func send(_ command: Command) { commands.yield(command) }

    nonisolated func emit(_ event: PlayerEvent) { eventWriter.yield(event) }
}
