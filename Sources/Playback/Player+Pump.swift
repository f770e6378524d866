import Script
import Synthesis

/// The way of the sound from the cache to the output, and what is told about it.
extension Player {
    /// Samples given to the output at a time: a 20th of a second.
    static let blockLength = Synthesizer.sampleRate / 20

    private enum Next {
        case samples([Float], PlayCursor)
        /// Not rendered yet.
        case missing
        case end
    }

    /// Gives sound to the output until it ends, fails, or another stretch of playing begins.
    func pump(_ own: Int) async {
        while generation == own {
            switch next() {
            case .samples(let samples, let place):
                heard.add(samples, at: place)
                do {
                    try await sink.write(placed(samples, at: place))
                } catch {
                    return send(.failed("\(error)", generation: own))
                }
                guard generation == own else { return }
                noteFirstAudio(place)
                await report(own)
                if let cursor, !cache.isComplete(cursor.slot.key) { startRendering() }
            case .missing:
                startRendering()
                await arrival()
            case .end:
                do {
                    try await sink.drain()
                } catch {
                    return send(.failed("\(error)", generation: own))
                }
                return send(.ended(generation: own))
            }
        }
    }

    /// Mono samples as the output takes them.
    private func placed(_ samples: [Float], at place: PlayCursor) -> [Float] {
        sink.channelCount == 1 ? samples : Panning(place.slot.voice.pan).placed(samples)
    }

    /// The next samples, with the place they come from; moves the cursor behind them.
    private func next() -> Next {
        while var place = cursor {
            let key = place.slot.key
            if let reason = script.failures[key] {
                emit(.problem(reason))
                advance()
                continue
            }
            guard let sound = cache[key], sound.report.hasBegun || sound.isComplete else {
                return .missing
            }
            if place.silenceLeft == nil || place.offset > 0 && !place.isSpaced {
                let silence = place.spacing.silence(before: place.slot.turn, sound.report)
                place.silenceLeft = place.silenceLeft ?? silence
                place.isSpaced = true
                cursor = place
            }
            if let silence = place.silenceLeft, silence > 0 {
                let count = min(silence, Self.blockLength)
                cursor = place.advanced(by: count)
                return .samples(Array(repeating: 0, count: count), place)
            }
            guard let samples = sound.samples(from: place.offset, count: Self.blockLength) else {
                // Of a very long turn the front was let go: it is rendered once more.
                cache.remove(key)
                let worker = worker
                Task { await worker.forget(key) }
                return .missing
            }
            if !samples.isEmpty {
                cursor = place.advanced(by: samples.count)
                return .samples(samples, place)
            }
            guard sound.isComplete else { return .missing }
            cursor?.spacing.finish(sound.report)
            advance()
        }
        return .end
    }

    /// To the next turn, or to the end.
    private func advance() {
        guard let old = cursor else { return }
        guard let turn = old.turn else {
            cursor = nil
            return
        }
        let index = isLooping ? turn : turn + 1
        guard isLooping || !isSingleTurn, index < script.slots.count else {
            cursor = nil
            return
        }
        cursor = PlayCursor(turn: index, slot: script.slots[index], spacing: old.spacing)
        startRendering()
    }

    private func noteFirstAudio(_ place: PlayCursor) {
        guard let ordered = orderedAt, (place.silenceLeft ?? 0) == 0 else { return }
        meters.firstAudioSeconds = clock.now() - ordered
        orderedAt = nil
        emitMeters()
    }

    // MARK: - Waiting

    private func arrival() async {
        await withCheckedContinuation { waiters.append($0) }
    }

    /// Lets the pump look again.
    func wake() {
        for waiter in waiters { waiter.resume() }
        waiters = []
    }

    // MARK: - Telling

    /// Tells what is heard now, some 20 times a second.
    private func report(_ own: Int) async {
        let now = clock.now()
        guard now - lastReport >= 0.045 else { return }
        let delay = await sink.delay()
        let underrunCount = await sink.underrunCount()
        guard generation == own else { return }
        lastReport = now
        guard let place = heard.cursor(delay: Int(delay * Double(Synthesizer.sampleRate))) else {
            return
        }
        emitPosition(place)
        if let samples = heard.blocks.first?.samples {
            let level = soundMeter.level(of: samples)
            emit(.level(peak: level.peak, rms: level.rms))
            emit(.spectrum(soundMeter.bands(of: samples)))
        }
        if underrunCount != meters.underrunCount {
            meters.underrunCount = underrunCount
            emitMeters()
        }
    }

    /// Tells where the play head is: at `place`, or at the cursor.
    func emitPosition(_ place: PlayCursor? = nil) {
        guard let place = place ?? cursor else { return }
        let rate = Double(Synthesizer.sampleRate)
        let start = place.turn.map { script.start(of: $0) } ?? 0
        let silence = place.silenceLeft ?? 0
        emit(
            .position(
                PlayerEvent.Position(
                    turn: place.turn, turnSeconds: Double(place.offset) / rate,
                    seconds: Double(max(start + place.offset - silence, 0)) / rate,
                    totalSeconds: Double(script.start(of: script.slots.count)) / rate,
                    isTotalKnown: script.isWhollyKnown)))
    }

    func emitMeters() {
        meters.cacheBytes = cache.byteCount
        meters.cachedTurnCount = cache.completeCount
        emit(.meters(meters))
    }
}
