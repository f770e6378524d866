extension StudioState {
    /// The player has told something.
    mutating func accept(_ report: PlayerReport) -> [Effect] {
        switch report {
        case .turnState(let index, let sound): accept(sound, at: index)
        case .position(let head): accept(head)
        case .level(let peak, let rms): (player.peak, player.rms) = (peak, rms)
        case .spectrum(let bands):
            player.spectra.append(bands)
            player.spectra.removeFirst(
                max(player.spectra.count - PlayerState.spectrumLimit, 0))
        case .waveform(let index, let peaks):
            guard script.sounds.indices.contains(index) else { break }
            script.sounds[index].waveform = peaks
        case .meters(let measured): meters.accept(measured)
        case .loudness(let index, let lufs):
            guard script.sounds.indices.contains(index) else { break }
            script.sounds[index].loudness = lufs
        case .paused:
            if player.transport != .stopped { player.transport = .paused }
            (player.peak, player.rms) = (0, 0)
        case .stopped: return stopped()
        case .output(let description, let isAudible):
            player.output = description
            player.isAudible = isAudible
            // The resting line says so as well; an answer to a key is said only once.
            if !isAudible, notice == nil {
                warn("No sound here: \(description). Try :stream 7070 or :output")
            }
        case .problem(let text):
            complain(text)
            // What could not begin will not end either.
            if player.transport == .starting { player.transport = .stopped }
        }
        return []
    }

    private mutating func accept(_ sound: TurnSound, at index: Int) {
        guard script.sounds.indices.contains(index) else { return }
        let wasReady = script.sounds[index].seconds != nil
        script.sounds[index].sound = sound
        switch sound {
        case .ready: script.sounds[index].isStale = false
        case .waiting: if wasReady { script.sounds[index].isStale = true }
        case .rendering: break
        case .failed(let message): complain("turn \(index + 1): \(message)")
        }
    }

    private mutating func accept(_ head: Playhead) {
        let before = player.playhead?.turn
        // A position that was under way when the sound was stopped or paused says nothing new.
        if player.transport == .starting { player.transport = .playing }
        guard player.transport != .stopped else { return }
        player.playhead = head
        draw(head)
        guard head.turn != before || mayFollowLate, demo == nil else { return }
        if settings.follows, !player.followIsSuspended, mode == .listen,
            script.dialogue.turns.indices.contains(head.turn)
        {
            goTo(line: script.dialogue.turns[head.turn].line - 1)
        }
    }

    /// The cursor stands elsewhere although it should follow.
    private var mayFollowLate: Bool { player.playhead?.turn != turnUnderCursor }

    /// Notes how loud it is here, so that a waveform grows while it sounds.
    private mutating func draw(_ head: Playhead) {
        guard script.sounds.indices.contains(head.turn),
            let seconds = script.sounds[head.turn].seconds, seconds > 0
        else { return }
        let count = max(Int(seconds / Self.waveStep), 1)
        var waveform = script.sounds[head.turn].waveform
        if waveform.count < count {
            waveform += Array(repeating: 0, count: count - waveform.count)
        }
        let share = head.turnSeconds / seconds
        let index = min(Int(share * Double(waveform.count)), waveform.count - 1)
        if index >= 0, waveform[index] == 0 { waveform[index] = player.peak }
        script.sounds[head.turn].waveform = waveform
    }

    /// Seconds per column of a waveform that grows by listening.
    private static let waveStep = 0.05

    private mutating func stopped() -> [Effect] {
        // The end of what was played before does not end what has just been asked for.
        guard player.transport != .starting else { return [] }
        player.transport = .stopped
        player.playhead = nil
        (player.peak, player.rms) = (0, 0)
        return endOfDemoRound()
    }
}
