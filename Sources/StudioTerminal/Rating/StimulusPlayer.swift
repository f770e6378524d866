import Playback

/// Plays the sounds of a trial: one after the other, or in a loop from which it switches to another
/// version of the same item at the position where the listener is.
///
/// It tells what has been heard, not what has been sent: an output holds sound back, and a rating
/// must wait for the ear. Orders are carried out one after the other and none waits for sound.
public actor StimulusPlayer {
    /// What it tells.
    public enum Event: Equatable, Sendable {
        /// Of sound `sound`, so many seconds more have been heard, up to the place `share` (0…1).
        /// `tag` is that of the sounds when they were loaded.
        case heard(tag: Int, sound: Int, seconds: Double, share: Double)
        /// The last sample of the sound has been heard.
        case heardToEnd(tag: Int, sound: Int)
        /// A sequence is over.
        case ended(tag: Int)
        /// The output takes no more sound.
        case failed(String)
    }

    /// What it is told.
    public enum Order: Sendable {
        /// The sounds (mono, −1…1) that later orders count from 0. Falls silent.
        case load([[Float]], tag: Int)
        /// These sounds in turn, half a second apart, from the start.
        case sequence([Int])
        /// This sound over and over; if a loop is under way, from the same position on.
        case loop(Int)
        case stop
        /// For all sounds alike, in dB, at most 0.
        case gain(Double)
    }

    /// Seconds of silence between the sounds of a sequence.
    public static let gapSeconds = 0.5
    /// Samples given to the output at a time: a 40th of a second.
    static let blockLength = 600
    private static let fadeLength = 120

    private let sink: AudioSink
    private let emit: @Sendable (Event) -> Void
    private let orders: AsyncStream<Order>.Continuation
    private var sounds: [[Float]] = []
    private var tag = 0
    private var gain: Float = 1
    /// What is still to be given; empty while there is silence.
    private var plan = StimulusPlan()
    private var log = HeardStimuli()
    /// Counts the stretches of playing; what belongs to an old one must not touch a new one.
    private var generation = 0

    /// - Parameters:
    ///   - sink: where sound goes, at `StimulusPreparation.sampleRate`.
    ///   - emit: called for every event, in order, from any thread.
    public init(_ sink: AudioSink, emit: @escaping @Sendable (Event) -> Void) {
        self.sink = sink
        self.emit = emit
        let (stream, orders) = AsyncStream.makeStream(of: Order.self)
        self.orders = orders
        Task { [weak self] in
            for await order in stream { await self?.perform(order) }
        }
    }

    deinit { orders.finish() }

    /// Gives an order; returns at once.
    public nonisolated func send(_ order: Order) { orders.yield(order) }

    /// Falls silent and gives the output back.
    public func close() async {
        orders.finish()
        await halt()
        await sink.close()
    }

    private func perform(_ order: Order) async {
        switch order {
        case .load(let sounds, let tag):
            await halt()
            plan = StimulusPlan()
            self.sounds = sounds
            self.tag = tag
        case .sequence(let indices):
            await halt()
            begin(StimulusPlan(sequence: indices, sounds: sounds))
        case .loop(let sound):
            let place = await halt()
            begin(StimulusPlan(loop: sound, from: plan.isLoop ? place : 0, sounds: sounds))
        case .stop:
            await halt()
            plan = StimulusPlan()
        case .gain(let decibels):
            gain = StimulusPlayer.linear(decibels)
        }
    }

    /// Falls silent as soon as the output can.
    ///
    /// - Returns: the sample of the current sound that was heard last, and the next.
    @discardableResult
    private func halt() async -> Int {
        generation += 1
        let unheard = await sink.stop()
        let place = log.place(unheard: Self.samples(unheard))
        tell(log.advance(unheard: Self.samples(unheard)))
        log = HeardStimuli()
        return place
    }

    private func begin(_ plan: StimulusPlan) {
        self.plan = plan
        generation += 1
        let own = generation
        Task { await self.pump(own) }
    }

    /// Gives sound to the output until it ends, fails, or another stretch of playing begins.
    private func pump(_ own: Int) async {
        var isFirst = true
        while generation == own, let block = plan.next(length: Self.blockLength) {
            var samples = block.samples
            for index in samples.indices { samples[index] *= gain }
            if isFirst {
                // A switch in the middle of a sound would click.
                let length = min(Self.fadeLength, samples.count)
                for index in 0..<length { samples[index] *= Float(index) / Float(length) }
                isFirst = false
            }
            log.add(block)
            do {
                try await sink.write(samples)
            } catch {
                return fail(error, own)
            }
            let delay = await sink.delay()
            guard generation == own else { return }
            tell(log.advance(unheard: Self.samples(delay)))
        }
        guard generation == own else { return }
        await finish(own)
    }

    /// Waits for the ear.
    private func finish(_ own: Int) async {
        do {
            try await sink.drain()
        } catch {
            return fail(error, own)
        }
        guard generation == own else { return }
        tell(log.advance(unheard: 0))
        plan = StimulusPlan()
        emit(.ended(tag: tag))
    }

    private func fail(_ error: any Error, _ own: Int) {
        guard generation == own else { return }
        plan = StimulusPlan()
        log = HeardStimuli()
        emit(.failed("\(error)"))
    }

    private func tell(_ heard: [HeardStimuli.Stretch]) {
        for stretch in heard {
            guard let sound = stretch.sound, sounds.indices.contains(sound) else { continue }
            let length = max(sounds[sound].count, 1)
            emit(
                .heard(
                    tag: tag, sound: sound,
                    seconds: Double(stretch.count) / StimulusPreparation.sampleRate,
                    share: Double(stretch.end) / Double(length)))
            if stretch.end >= length { emit(.heardToEnd(tag: tag, sound: sound)) }
        }
    }

    private static func samples(_ seconds: Double) -> Int {
        Int((seconds * StimulusPreparation.sampleRate).rounded())
    }
}
