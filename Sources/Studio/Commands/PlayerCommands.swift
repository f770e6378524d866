import Script

extension StudioCommand {
    static let playerCommands: [StudioCommand] = [
        StudioCommand("play-pause", "play from the cursor, pause, go on") { state, _ in
            state.playOrPause()
        },
        StudioCommand(
            "play", usage: "[TURN]", "play from the cursor, or from a turn"
        ) { state, argument in
            guard !argument.isEmpty else { return state.play(.fromCursor) }
            guard let turn = state.turnNumber(argument) else { return [] }
            return state.start(.from(turn: turn))
        },
        StudioCommand("play-turn", usage: "[TURN]", "play one turn only") { state, argument in
            guard !argument.isEmpty else { return state.play(.onlyCursor) }
            guard let turn = state.turnNumber(argument) else { return [] }
            return state.start(.only(turn: turn))
        },
        StudioCommand("play-all", "play everything from the start") { state, _ in
            state.play(.all)
        },
        StudioCommand("pause", "pause the sound") { state, _ in
            state.player.isSounding ? state.playOrPause() : []
        },
        StudioCommand("stop", "stop the sound") { state, _ in
            state.player.pending = nil
            state.player.transport = .stopped
            state.player.playhead = nil
            return [.player(.stop)]
        },
        StudioCommand(
            "seek", usage: "SECONDS | turn N", "move the play head, as in: seek +5, seek turn -1"
        ) { state, argument in state.seek(argument) },
        StudioCommand("loop", "repeat this turn, or stop repeating") { state, _ in
            state.toggleLoop()
        },
        StudioCommand("follow", "let the cursor follow the sound, or not") { state, _ in
            if state.settings.follows && state.player.followIsSuspended {
                state.player.followIsSuspended = false
            } else {
                state.settings.follows.toggle()
            }
            state.say(
                state.settings.follows
                    ? "The cursor follows the sound." : "The cursor stays where it is.")
            return [.saveSettings(state.settings)]
        },
        StudioCommand(
            "output", usage: "device NAME | command LINE | silent",
            "where the sound goes; without more, choose a sound card",
            arguments: .words(["device", "command", "silent"])
        ) { state, argument in state.chooseOutput(argument) },
        StudioCommand(
            "stream", usage: "PORT [HOST]", "offer the sound to a browser or player at a local port"
        ) { state, argument in state.startStream(argument) },
        StudioCommand(
            "render", usage: "FILE", "render everything to a sound file", arguments: .file
        ) { state, argument in state.render(to: argument) },
        StudioCommand("cancel", "give up the render that is running") { state, _ in
            guard state.meters.job != nil else {
                state.say("No render is running.")
                return []
            }
            state.meters.job = nil
            state.say("The render was given up.")
            return [.cancelRender]
        },
    ]
}

extension StudioState {
    mutating func playOrPause() -> [Effect] {
        switch player.transport {
        case .playing, .starting:
            player.transport = .paused
            return [.player(.pause)]
        case .paused:
            player.transport = .playing
            player.followIsSuspended = false
            return [.player(.resume)]
        case .stopped: return play(.fromCursor)
        }
    }

    /// Plays as soon as the script is read and the voices are there.
    mutating func play(_ request: PlayRequest) -> [Effect] {
        player.followIsSuspended = false
        player.transport = .starting
        player.pending = request
        guard cast.cast != nil else {
            say("The voices are still being loaded…")
            return readScriptNow()
        }
        guard script.readVersion == editorVersion else { return readScriptNow() }
        return startPending()
    }

    /// What was asked for, now that it can be done.
    mutating func startPending() -> [Effect] {
        guard let request = player.pending, cast.cast != nil,
            script.readVersion == editorVersion
        else { return [] }
        player.pending = nil
        guard !script.dialogue.turns.isEmpty else {
            player.transport = .stopped
            warn("There is nothing to play yet. Begin with [Speaker A] and what they say.")
            return []
        }
        let turn = turnUnderCursor ?? 0
        switch request {
        case .all: return start(.all)
        case .fromCursor: return start(.from(turn: turn))
        case .onlyCursor: return start(.only(turn: turn))
        }
    }

    mutating func start(_ range: PlayRange) -> [Effect] {
        player.transport = .starting
        player.followIsSuspended = false
        let turn =
            switch range {
            case .all: 0
            case .from(let turn), .only(let turn): turn
            }
        player.playhead = Playhead(
            turn: turn, turnSeconds: 0, seconds: secondsBefore(turn: turn),
            totalSeconds: knownSeconds)
        return [.player(.play(range))]
    }

    mutating func seek(_ argument: String) -> [Effect] {
        let (word, rest) = firstWord(argument)
        if word == "turn", let number = Int(rest) {
            let isRelative = rest.hasPrefix("+") || rest.hasPrefix("-")
            let here = player.playhead?.turn ?? turnUnderCursor ?? 0
            let last = max(script.dialogue.turns.count - 1, 0)
            let turn = min(max(isRelative ? here + number : number - 1, 0), last)
            return [.player(.seek(toTurn: turn))]
        }
        guard let seconds = Double(word) else {
            complain("seek: “\(argument)” is no time. Try: seek +5, seek -1, seek turn -1")
            return []
        }
        return [.player(.seek(bySeconds: seconds))]
    }

    mutating func toggleLoop() -> [Effect] {
        if player.loopedTurn != nil {
            player.loopedTurn = nil
            say("No turn is repeated.")
        } else if let turn = player.playhead?.turn ?? turnUnderCursor {
            player.loopedTurn = turn
            say("Turn \(turn + 1) is repeated until you press L again.")
        } else {
            warn("There is no turn to repeat yet.")
            return []
        }
        return [.player(.loop(turn: player.loopedTurn))]
    }

    mutating func chooseOutput(_ argument: String) -> [Effect] {
        let (word, rest) = firstWord(argument)
        switch (word, rest.isEmpty) {
        case ("", _):
            overlay = .devices(ScrollList())
            return [.listDevices]
        case ("silent", _): settings.output = .silent
        case ("device", false): settings.output = .device(rest)
        case ("command", false): settings.output = .command(rest)
        default:
            complain("output: “\(argument)”. Say device NAME, command LINE or silent.")
            return []
        }
        return settings.output.map { [.setOutput($0), .saveSettings(settings)] } ?? []
    }

    mutating func startStream(_ argument: String) -> [Effect] {
        let (word, rest) = firstWord(argument)
        guard let port = Int(word), (1...65_535).contains(port) else {
            complain("stream: “\(word)” is no port. Try: stream 7070")
            return []
        }
        say("Opening the stream…")
        return [.startStream(port: port, host: rest.isEmpty ? "127.0.0.1" : rest)]
    }

    mutating func render(to argument: String) -> [Effect] {
        guard !argument.isEmpty else {
            return openPrompt(.command, text: "render ")
        }
        guard meters.job == nil else {
            warn("A render is running. Wait for it, or give it up with :cancel")
            return []
        }
        meters.wanted = argument
        guard cast.cast != nil else {
            say("The voices are still being loaded…")
            return readScriptNow()
        }
        return script.readVersion == editorVersion ? startRender() : readScriptNow()
    }

    /// The render that was asked for, now that the script has been read.
    mutating func startRender() -> [Effect] {
        guard let path = meters.wanted, let cast = cast.cast,
            script.readVersion == editorVersion
        else { return [] }
        meters.wanted = nil
        if let error = script.problems.first(where: { $0.severity == .error }) {
            complain(error.description)
            return []
        }
        meters.job = RenderJob(path: path, fractionDone: 0)
        return [.renderToFile(path: path, script.dialogue, cast)]
    }

    /// A turn as people count, from 1; complains where there is none.
    mutating func turnNumber(_ text: String) -> Int? {
        if let number = Int(text), script.dialogue.turns.indices.contains(number - 1) {
            return number - 1
        }
        complain("There is no turn “\(text)”; there are \(script.dialogue.turns.count).")
        return nil
    }

    /// Seconds of the turns that are ready.
    var knownSeconds: Double { script.sounds.reduce(0) { $0 + ($1.seconds ?? 0) } }

    func secondsBefore(turn: Int) -> Double {
        script.sounds.prefix(turn).reduce(0) { $0 + ($1.seconds ?? 0) }
    }
}
