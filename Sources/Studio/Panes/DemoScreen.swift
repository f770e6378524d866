import Script

extension Screen {
    /// The tour: who speaks and what, what it sounds like, and what it costs, in large.
    mutating func drawDemo(_ state: StudioState, _ demo: Demo) {
        let left = max((size.columns - 100) / 2, 1)
        let width = size.columns - 2 * left
        put("parley", row: 0, column: left, style: Style(.accent, .bold))
        let name = plain("demo · \(state.file.name)")
        put(
            textWidth.shortened(name, to: width - 26), row: 0, column: left + 8,
            style: Style(.muted))
        labelEnding("any key ends it", row: 0, before: size.columns - left, style: Style(.muted))
        let counterRows = hasOrnaments ? 4 : 7
        let isTall = size.rows >= 20
        let counters = isTall ? counterRows + 2 : 0
        let meters = size.rows - 1
        let countersTop = meters - counters - (isTall ? 1 : 0)
        let waveRows = isTall ? min(max(size.rows / 6, 2), 6) : 1
        let transport = countersTop - (isTall ? 2 : 1)
        let waveTop = transport - waveRows
        drawTurn(
            state, Rect(column: left, row: 2, columns: width, rows: max(waveTop - 3, 1)))
        drawWave(state, Rect(column: 0, row: waveTop, columns: size.columns, rows: waveRows))
        drawTransport(state, Rect(column: 0, row: transport, columns: size.columns, rows: 1))
        if isTall {
            drawCounters(
                state, Rect(column: left, row: countersTop, columns: width, rows: counters))
        }
        drawMetersLine(state, Rect(column: 0, row: meters, columns: size.columns, rows: 1))
    }

    private mutating func drawTurn(_ state: StudioState, _ rect: Rect) {
        guard let index = state.turnAtHand, let turn = state.script.dialogue.turns[safe: index]
        else {
            label("Loading the voices…", row: rect.origin.row, column: rect.origin.column)
            return
        }
        put(
            state.speakerName(ofTurn: index), row: rect.origin.row, column: rect.origin.column,
            style: Style(.speaker(turn.speaker.index), .bold))
        let text = Array(turn.text)
        let layout = EditorLayout(width: rect.size.columns, textWidth: textWidth)
        let rows = layout.rows(of: turn.text)
        for (offset, range) in rows.prefix(max(rect.size.rows - 1, 0)).enumerated() {
            put(
                String(text[range]), row: rect.origin.row + 1 + offset,
                column: rect.origin.column)
        }
    }

    /// Real-time factor, first audio and memory.
    private mutating func drawCounters(_ state: StudioState, _ rect: Rect) {
        let render = state.meters.render
        let first = render.firstAudioSeconds.map { decimal($0 * 1_000, 0) } ?? "–"
        let memory = state.meters.resources.map { "\(($0.resident + 500_000) / 1_000_000)" } ?? "–"
        let factor = (render.whole ?? render.lastTurn).map { decimal($0, 3) } ?? "–"
        let counters = [
            ("real-time factor", factor), ("ms to first audio", first), ("MB of memory", memory),
        ]
        let starts = [0, rect.size.columns * 42 / 100, rect.size.columns * 71 / 100]
        for ((name, value), start) in zip(counters, starts) {
            let column = rect.origin.column + start
            let rows = BigDigits.rows(of: value, inUnicode: hasOrnaments)
            for (offset, row) in rows.enumerated() {
                put(
                    row, row: rect.origin.row + offset, column: column,
                    style: Style(.accent, .bold))
            }
            label(
                name, row: rect.origin.row + rows.count + 1, column: column, style: Style(.muted))
        }
    }
}
