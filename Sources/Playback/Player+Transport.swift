import Script
import Synthesis

/// Starting, stopping and moving: what orders do to the play head.
extension Player {
    func play(_ range: Range) async {
        await endAudition()
        await halt()
        isLooping = false
        isSingleTurn = false
        switch range {
        case .all: place(at: 0)
        case .from(let turn): place(at: turn)
        case .only(let turn):
            place(at: turn)
            isSingleTurn = true
        case .fromSecond(let second): place(atSecond: second)
        }
        await begin()
    }

    func pause() async {
        guard transport == .playing else { return }
        await halt()
        transport = .paused
        emit(.paused)
        emitPosition()
    }

    func resume() async {
        guard transport != .playing, cursor != nil else { return }
        await begin()
    }

    func stop() async {
        await endAudition()
        await halt()
        transport = .stopped
        isLooping = false
        isSingleTurn = false
        place(at: 0)
        emit(.stopped)
        emitPosition()
    }

    func seek(bySeconds seconds: Double) async {
        await jump { player in
            guard let cursor = player.cursor, let turn = cursor.turn else { return }
            let now = player.script.start(of: turn) + cursor.offset - (cursor.silenceLeft ?? 0)
            player.place(
                atSecond: Double(now) / Double(Synthesizer.sampleRate) + seconds)
        }
    }

    func seek(toSecond second: Double) async {
        await jump { $0.place(atSecond: second) }
    }

    func seek(to index: Int) async {
        await jump { $0.place(at: index) }
    }

    func loop(_ index: Int?) async {
        guard let index else {
            isLooping = false
            return
        }
        if cursor?.turn != index { await seek(to: index) }
        isLooping = true
        if transport != .playing { await begin() }
    }

    func want(_ index: Int) {
        guard script.slots.indices.contains(index) else { return }
        wanted = script.slots[index].key
        startRendering()
    }

    func audition(_ voice: Voice, _ text: String) async {
        await endAudition()
        let place = transport
        await halt()
        interrupted = (cursor, place)
        let turn = Turn(speaker: .a, pieces: [.text(text)])
        cursor = PlayCursor(
            slot: PlayerScript.Slot(turn: turn, voice: voice, key: key(of: turn, voice: voice)),
            spacing: TurnSpacing(seed: synthesizer.settings.seed))
        await begin()
    }

    func use(_ output: SoundOutput) async {
        do throws(PlaybackError) {
            let opened = try output.open(channelCount: neededChannelCount, clock: clock)
            await use(opened)
        } catch {
            emit(.problem("\(error)"))
        }
    }

    func use(_ opened: AudioSink) async {
        let wasPlaying = transport == .playing
        await halt()
        let old = sink
        sink = opened
        emit(.output(description: opened.description, isAudible: opened.isAudible))
        if wasPlaying { await begin() }
        await old.close()
    }

    /// The end has been heard.
    func finish() async {
        emitPosition()
        generation += 1
        heard.clear()
        if interrupted != nil {
            let goesOn = interrupted?.transport != .stopped
            restoreInterrupted()
            transport = goesOn ? .paused : .stopped
            emit(goesOn ? .paused : .stopped)
        } else {
            transport = .stopped
            isSingleTurn = false
            place(at: 0)
            emit(.stopped)
        }
        emitMeters()
    }

    /// The output has given way: the play head goes on from where it was, and nobody hears it.
    func lose(_ message: String) async {
        generation += 1
        // What the device still had is lost, so go back to what was certainly heard.
        if let first = heard.blocks.first { cursor = first.cursor }
        heard.clear()
        transport = .paused
        let old = sink
        fallSilent(message)
        emitPosition()
        await begin()
        await old.close()
    }

    private func fallSilent(_ message: String) {
        sink = SilentSink(sampleRate: Synthesizer.sampleRate, clock: clock).sink
        emit(.output(description: sink.description, isAudible: false))
        emit(.problem(message))
    }

    // MARK: - Steps

    /// The channels that the script needs, or the voice that is tried out beside it.
    var neededChannelCount: Int {
        if let cursor, cursor.turn == nil { return cursor.slot.voice.pan == 0 ? 1 : 2 }
        return script.channelCount
    }

    /// Opens the output anew where it is for more or fewer channels than are needed.
    private func fitOutput() async {
        let needed = neededChannelCount
        guard sink.channelCount != needed, let reopen = sink.reopen else { return }
        // A device may be open only once.
        await sink.close()
        do {
            sink = try await reopen(needed)
        } catch {
            fallSilent("\(error)")
        }
    }

    /// Falls silent, with the cursor at what was heard last.
    func halt() async {
        guard transport == .playing else { return }
        generation += 1
        transport = .paused
        wake()
        let dropped = await sink.stop()
        if let place = heard.cursor(delay: Int(dropped * Double(Synthesizer.sampleRate))) {
            cursor = place
        }
        heard.clear()
    }

    func begin() async {
        await fitOutput()
        guard cursor != nil else {
            emit(.problem("player: there is nothing to play. Write a turn first."))
            emit(.stopped)
            return
        }
        transport = .playing
        generation += 1
        orderedAt = clock.now()
        lastReport = -Double.infinity
        emit(.playing)
        startRendering()
        let generation = generation
        Task { await self.pump(generation) }
    }

    /// Moves the play head and goes on playing if it did.
    private func jump(_ move: (isolated Player) -> Void) async {
        await endAudition()
        let wasPlaying = transport == .playing
        await halt()
        move(self)
        if wasPlaying {
            await begin()
        } else {
            startRendering()
        }
        emitPosition()
    }

    private func place(at index: Int, offset: Int = 0) {
        guard !script.slots.isEmpty else {
            cursor = nil
            return
        }
        let index = min(max(index, 0), script.slots.count - 1)
        cursor = PlayCursor(
            turn: index, slot: script.slots[index], offset: offset,
            silenceLeft: offset > 0 ? 0 : nil,
            spacing: TurnSpacing(seed: synthesizer.settings.seed))
    }

    private func place(atSecond second: Double) {
        let sample = Int(min(max(second, 0), 1e6) * Double(Synthesizer.sampleRate))
        guard let place = script.place(atSample: sample) else { return }
        self.place(at: place.index, offset: place.offset)
    }

    private func endAudition() async {
        guard interrupted != nil else { return }
        await halt()
        restoreInterrupted()
    }

    private func restoreInterrupted() {
        cursor = interrupted?.cursor
        transport = interrupted?.transport == .stopped ? .stopped : .paused
        interrupted = nil
        // The script may have changed meanwhile.
        if cursor == nil { place(at: 0) }
    }
}
