import Delivery
import Playback
import Synthesis

/// Somebody who hears a stream.
struct StreamListener: Sendable {
    enum Answer: Sendable {
        case taken
        /// He takes his sound more slowly than it is made.
        case tooSlow
        case gone
    }

    /// Called once, before any sound.
    var begin: @Sendable () -> Void
    /// Gives 16-bit PCM; must not wait.
    var give: @Sendable ([UInt8]) -> Answer
    /// Called when no more sound will come.
    var end: @Sendable () -> Void
}

/// Gives every listener the same sound at the same time, at the pace of a clock: what is written,
/// and silence where nothing is, so that no listener falls behind or runs dry.
///
/// Works only while there is a listener or something to hear. Keeps no more than what is written
/// ahead of the clock, a fifth of a second; a listener who is too slow is let go.
actor StreamHub {
    /// Frames at a time: a 20th of a second.
    static let blockLength = Synthesizer.sampleRate / 20
    static let listenerLimit = 16
    /// Frames that may wait for all.
    private static let pendingLimit = 4 * blockLength

    /// Of the samples that are written and of what listeners get.
    let channelCount: Int
    private let clock: PlaybackClock
    private var listeners: [Int: StreamListener] = [:]
    private var nextName = 0
    private var pending: [Float] = []
    private var isSounding = false
    private var isClosed = false
    private var pacing: Task<Void, Never>?
    private var roomWaiters: [CheckedContinuation<Void, Never>] = []
    private var listenerWaiters: [CheckedContinuation<Void, Never>] = []
    private(set) var underrunCount = 0

    init(channelCount: Int = 1, clock: PlaybackClock) {
        self.channelCount = channelCount
        self.clock = clock
    }

    var listenerCount: Int { listeners.count }

    /// Seconds written but not yet sent.
    var delay: Double {
        Double(pending.count / channelCount) / Double(Synthesizer.sampleRate)
    }

    /// Lets somebody hear what is sent from now on; gives a name for `leave`, or nil where there
    /// are listeners enough.
    func join(_ listener: StreamListener) -> Int? {
        guard !isClosed, listeners.count < Self.listenerLimit else { return nil }
        listener.begin()
        nextName += 1
        listeners[nextName] = listener
        for waiter in listenerWaiters { waiter.resume() }
        listenerWaiters = []
        startPacing()
        return nextName
    }

    func leave(_ name: Int) { listeners[name] = nil }

    /// Waits until somebody listens, or the hub is closed.
    func waitForListener() async {
        guard listeners.isEmpty, !isClosed else { return }
        await withCheckedContinuation { listenerWaiters.append($0) }
    }

    func write(_ samples: [Float]) async {
        guard !isClosed else { return }
        pending += samples
        isSounding = true
        startPacing()
        while pending.count > Self.pendingLimit * channelCount, !isClosed {
            await withCheckedContinuation { roomWaiters.append($0) }
        }
    }

    func drain() async {
        isSounding = false
        while !pending.isEmpty, !isClosed {
            await withCheckedContinuation { roomWaiters.append($0) }
        }
    }

    /// Drops what has not been sent; gives its length in seconds.
    func stop() -> Double {
        defer {
            pending = []
            isSounding = false
            tellRoom()
        }
        return delay
    }

    func close() {
        isClosed = true
        pacing?.cancel()
        _ = stop()
        for listener in listeners.values { listener.end() }
        listeners = [:]
        for waiter in listenerWaiters { waiter.resume() }
        listenerWaiters = []
    }

    // MARK: - Pacing

    private func startPacing() {
        guard pacing == nil, !isClosed else { return }
        pacing = Task { await self.pace() }
    }

    private func pace() async {
        var due = clock.now()
        while !isClosed, !listeners.isEmpty || !pending.isEmpty {
            broadcast()
            due += Double(Self.blockLength) / Double(Synthesizer.sampleRate)
            let now = clock.now()
            // After a long standstill time is not caught up with.
            if due < now - 1 { due = now }
            if due > now { await clock.sleep(due - now) }
        }
        pacing = nil
    }

    private func broadcast() {
        let length = Self.blockLength * channelCount
        var block = Array(pending.prefix(length))
        pending.removeFirst(block.count)
        if block.count < length {
            if isSounding {
                underrunCount += 1
                isSounding = false
            }
            block += Array(repeating: 0, count: length - block.count)
        }
        tellRoom()
        guard !listeners.isEmpty else { return }
        let bytes = pcm16Bytes(of: block)
        for (name, listener) in listeners where listener.give(bytes) != .taken {
            listeners[name] = nil
            listener.end()
        }
    }

    private func tellRoom() {
        for waiter in roomWaiters { waiter.resume() }
        roomWaiters = []
    }
}
