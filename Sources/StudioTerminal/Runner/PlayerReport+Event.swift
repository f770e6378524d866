import Playback
import Studio

extension PlayerReport {
    /// What the player tells, as the studio takes it; nil for what it has no use for.
    init?(_ event: PlayerEvent) {
        switch event {
        case .turnState(let index, let state): self = .turnState(index: index, TurnSound(state))
        case .position(let position):
            guard let turn = position.turn else { return nil }
            self = .position(
                Playhead(
                    turn: turn, turnSeconds: position.turnSeconds, seconds: position.seconds,
                    totalSeconds: position.totalSeconds))
        case .level(let peak, let rms): self = .level(peak: peak, rms: rms)
        case .spectrum(let bands): self = .spectrum(bands)
        case .waveform(let index, let peaks): self = .waveform(index: index, peaks: peaks)
        case .loudness(let index, let lufs): self = .loudness(index: index, lufs: lufs)
        case .meters(let meters): self = .meters(RenderMeters(meters))
        case .playing: return nil
        case .paused: self = .paused
        case .stopped: self = .stopped
        case .output(let description, let isAudible):
            self = .output(description: description, isAudible: isAudible)
        case .problem(let text): self = .problem(text)
        }
    }
}

extension Studio.TurnSound {
    fileprivate init(_ state: PlayerEvent.TurnState) {
        switch state {
        case .waiting: self = .waiting
        case .rendering: self = .rendering
        case .ready(let seconds): self = .ready(seconds: seconds)
        case .failed(let message): self = .failed(message: message)
        }
    }
}

extension RenderMeters {
    fileprivate init(_ meters: PlayerEvent.Meters) {
        self.init()
        lastTurn = meters.lastTurn
        whole = meters.whole
        firstAudioSeconds = meters.firstAudioSeconds
        frontEndSeconds = meters.stages.frontEnd
        studentSeconds = meters.stages.student
        vocoderSeconds = meters.stages.vocoder
        underrunCount = meters.underrunCount
        renderedTurnCount = meters.renderedTurnCount
        cachedTurnCount = meters.cachedTurnCount
        cacheBytes = meters.cacheBytes
    }
}

extension Player.Order {
    /// The studio's order in the player's words.
    init(_ order: PlayerOrder) {
        switch order {
        case .play(.all): self = .play(.all)
        case .play(.from(let turn)): self = .play(.from(turn: turn))
        case .play(.only(let turn)): self = .play(.only(turn: turn))
        case .pause: self = .pause
        case .resume: self = .resume
        case .stop: self = .stop
        case .seek(bySeconds: let seconds): self = .seekBySeconds(seconds)
        case .goTo(let turn): self = .seekToTurn(turn)
        case .loop(let turn): self = .loop(turn: turn)
        case .want(let turn): self = .want(turn: turn)
        }
    }
}

extension SoundOutput {
    /// The studio's choice in the player's words.
    init(_ choice: OutputChoice) {
        switch choice {
        case .device(let name): self = .device(name)
        case .command(let line): self = .command(line)
        case .silent: self = .silent
        }
    }
}
