import Script

extension StudioState {
    /// The turn that the player is at, or would begin with.
    var turnAtHand: Int? { player.playhead?.turn ?? turnUnderCursor }

    /// Who speaks a turn: "B Leo".
    func speakerName(ofTurn index: Int) -> String {
        guard let turn = script.dialogue.turns[safe: index] else { return "" }
        let voice = cast.cast?.voices[turn.speaker.index].blend.first?.name
        return voice.map { "\(turn.speaker.name) \($0)" } ?? turn.speaker.name
    }

    fileprivate var transportTime: String {
        let head = player.playhead
        let total = max(head?.totalSeconds ?? 0, knownSeconds)
        return "\(clockTime(head?.seconds ?? 0)) / \(clockTime(total))"
    }

    /// Where the bar of the play head is, if there is room.
    func transportBar(_ rect: Rect) -> Rect? {
        let left = transportTime.count + 5
        let right = rect.size.columns - transportRight(rect.size.columns).count - 2
        guard rect.size.rows > 0, right - left >= 8 else { return nil }
        return Rect(column: left, row: rect.origin.row, columns: right - left, rows: 1)
    }

    /// What stands at the right end, as much of it as fits.
    fileprivate func transportRight(_ columns: Int) -> String {
        var parts: [String] = []
        if let turn = turnAtHand {
            let name = speakerName(ofTurn: turn)
            parts.append(columns >= 60 ? "turn \(turn + 1)/\(script.dialogue.turns.count)" : "")
            parts.append(name)
        }
        if columns >= 76 {
            if let turn = player.loopedTurn { parts.append("loop \(turn + 1)") }
            if settings.follows && !player.followIsSuspended { parts.append("follow") }
        }
        if columns >= 100 && !player.output.isEmpty { parts.append(player.output) }
        return parts.filter { !$0.isEmpty }.joined(separator: "  ")
    }
}

extension Screen {
    /// What the player does, and how far it is.
    mutating func drawTransport(_ state: StudioState, _ rect: Rect) {
        guard rect.size.rows > 0 else { return }
        let row = rect.origin.row
        let base = Style(.text, on: .statusBar)
        fill(rect, style: base)
        let (glyph, role): (String, Role) =
            switch state.player.transport {
            case .stopped: (ornament("■", "#"), .muted)
            case .starting: (ornament("◌", "~"), .accent)
            case .playing: (ornament("▶", ">"), .playHead)
            case .paused: (ornament("‖", "="), .warning)
            }
        put(glyph, row: row, column: 1, style: Style(role, on: .statusBar, .bold))
        label(state.transportTime, row: row, column: 3, style: base)
        if let bar = state.transportBar(rect) { drawBar(state, bar) }
        let right = plain(state.transportRight(size.columns))
        var column = size.columns - textWidth.width(of: right) - 1
        var style = base
        if let turn = state.turnAtHand.flatMap({ state.script.dialogue.turns[safe: $0] }) {
            let speaker = turn.speaker
            style = Style(.speaker(speaker.index), on: .statusBar)
        }
        // The name in the speaker's colour, the rest as text.
        let name = state.turnAtHand.map { plain(state.speakerName(ofTurn: $0)) } ?? ""
        for part in parts(of: right, around: name) {
            column = put(
                part, row: row, column: column, style: part == name && !name.isEmpty ? style : base)
        }
    }

    private func parts(of text: String, around name: String) -> [String] {
        guard !name.isEmpty, let start = text.firstRange(of: name) else { return [text] }
        return [String(text[..<start.lowerBound]), name, String(text[start.upperBound...])]
    }

    private mutating func drawBar(_ state: StudioState, _ bar: Rect) {
        let head = state.player.playhead
        let total = max(head?.totalSeconds ?? 0, state.knownSeconds)
        let share = total > 0 ? min(max((head?.seconds ?? 0) / total, 0), 1) : 0
        let place = Int((share * Double(bar.size.columns - 1)).rounded())
        let row = bar.origin.row
        let isActive = head != nil && state.player.transport != .stopped
        for cell in 0..<bar.size.columns {
            let isPast = cell < place && isActive
            put(
                isPast ? ornament("━", "=") : ornament("─", "-"), row: row,
                column: bar.origin.column + cell,
                style: Style(isPast ? .playHead : .muted, on: .statusBar))
        }
        guard isActive else { return }
        put(
            ornament("●", "o"), row: row, column: bar.origin.column + place,
            style: Style(.playHead, on: .statusBar, .bold))
    }
}
