import Script
import Synthesis

/// What is rendered, in which order, and what of it is kept.
extension Player {
    /// Samples of a turn too long to be kept that are kept before and behind the play head.
    private static let window = 4 * Synthesizer.sampleRate

    /// Takes another version of the dialogue.
    func update(_ dialogue: Dialogue, cast: Cast) async {
        let before = published.count
        let (head, tail) = script.update(dialogue, cast: cast) { key(of: $0, voice: $1) }
        // What was told of turns that stay holds where they stand now.
        let changed = head..<max(before - tail, head)
        let count = max(script.slots.count - tail - head, 0)
        published.replaceSubrange(changed, with: Array(repeating: nil, count: count))
        let move: (inout PlayCursor) -> Void = { [script] cursor in
            guard let turn = cursor.turn, !script.slots.isEmpty else { return }
            cursor.turn =
                script.index(of: cursor.slot.key, near: turn)
                ?? min(turn, script.slots.count - 1)
        }
        heard.changeCursors(move)
        if var place = cursor {
            move(&place)
            if let turn = place.turn, script.slots.indices.contains(turn),
                script.slots[turn].key == place.slot.key
            {
                // The same sound, perhaps from another side.
                place.slot = script.slots[turn]
            }
            if transport != .playing, let turn = place.turn, script.slots.indices.contains(turn) {
                // At rest the head stands in the turn as it is now.
                if script.slots[turn].key != place.slot.key { place.offset = 0 }
                place.slot = script.slots[turn]
            }
            cursor = place
        }
        if var place = interrupted?.cursor {
            move(&place)
            interrupted?.cursor = place
        }
        if transport != .playing {
            if script.slots.isEmpty {
                cursor = nil
            } else if cursor == nil {
                cursor = PlayCursor(
                    turn: 0, slot: script.slots[0],
                    spacing: TurnSpacing(seed: synthesizer.settings.seed))
            }
        }
        if let wanted, !script.slots.contains(where: { $0.key == wanted }) { self.wanted = nil }
        let keys = Set(script.slots.map(\.key))
        loudness = loudness.filter { keys.contains($0.key) }
        publishAll()
        startRendering()
        wake()
        if transport == .playing, sink.channelCount < neededChannelCount {
            await halt()
            await begin()
        }
    }

    func key(of turn: Turn, voice: Voice) -> TurnKey {
        synthesizer.key(of: turn, voice: voice, weights: configuration.weights)
    }

    /// Begins to render if there is something to render and nobody does.
    func startRendering() {
        guard renderTask == nil, nextJob() != nil else { return }
        renderTask = Task(priority: .utility) { await self.render() }
    }

    private func render() async {
        while let job = nextJob() {
            if current != job.key {
                let last = current
                current = job.key
                if let last { publish(last) }
                publish(job.key)
            }
            do throws(SynthesisError) {
                take(try await worker.advance(job), of: job)
            } catch {
                script.fail(job.key, "\(error)")
                current = nil
                publish(job.key)
                wake()
            }
        }
        let last = current
        current = nil
        renderTask = nil
        if let last { publish(last) }
        // The dialogue's length is known better now; while it plays this is told anyway.
        if transport != .playing { emitPosition() }
    }

    /// The turn to work on now; nil if there is none, or no room for it.
    private func nextJob() -> PlayerScript.Slot? {
        var bytes = 0
        if let cursor {
            if isMissing(cursor.slot.key), transport == .playing {
                let ahead = (cache[cursor.slot.key]?.sampleCount ?? 0) - cursor.offset
                // A turn too long to be kept is rendered as it is heard.
                if !cache.isOverLimit || ahead < Self.window { return cursor.slot }
                return nil
            }
            bytes += cache[cursor.slot.key]?.byteCount ?? 0
        }
        if let wanted {
            if isMissing(wanted), let slot = script.slots.first(where: { $0.key == wanted }) {
                return slot
            }
            bytes += cache[wanted]?.byteCount ?? 0
        }
        for index in script.order(from: cursor?.turn ?? 0) {
            let key = script.slots[index].key
            guard script.failures[key] == nil else { continue }
            let complete = cache[key].flatMap { $0.isComplete ? $0.byteCount : nil }
            bytes += complete ?? SoundCache.byteCount(ofSamples: script.sampleCount(at: index))
            guard bytes <= cache.byteLimit else { return nil }
            if complete == nil { return script.slots[index] }
        }
        return nil
    }

    private func isMissing(_ key: TurnKey) -> Bool {
        !cache.isComplete(key) && script.failures[key] == nil
    }

    private func take(_ step: RenderWorker.Step, of job: PlayerScript.Slot) {
        cache.take(step, for: job.key)
        if step.isComplete {
            script.finish(job.key, step.report)
            count(step.report)
            if wanted == job.key { wanted = nil }
            current = nil
            publish(job.key)
            measureLoudness(of: job.key)
        }
        if cache.isOverLimit { trim() }
        if step.isComplete { emitMeters() }
        wake()
    }

    private func trim() {
        var pinned: Set<TurnKey> = []
        if let cursor { pinned.insert(cursor.slot.key) }
        for block in heard.blocks { pinned.insert(block.cursor.slot.key) }
        if let wanted { pinned.insert(wanted) }
        let order = script.order(from: cursor?.turn ?? 0).lazy.map { [script] in
            script.slots[$0].key
        }
        for key in cache.trim(pinned: pinned, order: order) { publish(key) }
        if let cursor, cache.isOverLimit {
            cache.drop(before: cursor.offset - Self.window, of: cursor.slot.key)
        }
    }

    private func count(_ report: TurnReport) {
        meters.renderedTurnCount += 1
        meters.stages.frontEnd += report.stages.frontEnd
        meters.stages.student += report.stages.student
        meters.stages.vocoder += report.stages.vocoder
        guard report.sampleCount > 0 else { return }
        wholeSeconds.rendering += report.renderSeconds
        wholeSeconds.audio += report.audioSeconds
        meters.lastTurn = report.realTimeFactor
        meters.whole = wholeSeconds.rendering / wholeSeconds.audio
    }

    private func measureLoudness(of key: TurnKey) {
        guard let measure = configuration.measureLoudness, loudness[key] == nil,
            let samples = cache[key]?.allSamples, !samples.isEmpty
        else { return }
        let worker = worker
        Task(priority: .utility) {
            guard let lufs = await worker.measure(samples, with: measure) else { return }
            self.loudness[key] = lufs
            for index in self.script.slots.indices where self.script.slots[index].key == key {
                self.emit(.loudness(index: index, lufs: lufs))
            }
        }
    }

    // MARK: - Telling

    private func state(of key: TurnKey) -> PlayerEvent.TurnState {
        if let reason = script.failures[key] { return .failed(message: reason) }
        if let sound = cache[key], sound.isComplete {
            return .ready(seconds: sound.report.audioSeconds)
        }
        return current == key ? .rendering : .waiting
    }

    /// Tells the state of a turn where it has changed.
    private func publish(_ key: TurnKey) {
        let state = state(of: key)
        for index in script.slots.indices where script.slots[index].key == key {
            publish(state, of: key, at: index)
        }
    }

    private func publishAll() {
        for index in script.slots.indices {
            let key = script.slots[index].key
            publish(state(of: key), of: key, at: index)
        }
    }

    private func publish(_ state: PlayerEvent.TurnState, of key: TurnKey, at index: Int) {
        let now = Published(key: key, state: state)
        guard published[index] != now else { return }
        published[index] = now
        emit(.turnState(index: index, state))
        guard case .ready = state else { return }
        if let sound = cache[key] { emit(.waveform(index: index, peaks: sound.peaks)) }
        if let lufs = loudness[key] { emit(.loudness(index: index, lufs: lufs)) }
    }
}
