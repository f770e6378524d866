extension Screen {
    /// The command line while one is typed; else what has to be said, else what is wrong here.
    mutating func drawStatus(_ state: StudioState, _ layout: Layout) {
        let rect = layout.status
        guard rect.size.rows > 0 else { return }
        let row = rect.origin.row
        fill(rect)
        if let prompt = state.prompt {
            drawPrompt(state, prompt, row: row, above: layout.main)
            return
        }
        if let notice = state.notice {
            let role: Role =
                switch notice.kind {
                case .plain: .text
                case .success: .success
                case .warning: .warning
                case .error: .error
                }
            tell(plain(notice.text), Style(role), layout)
        } else if let problem = state.problemAtCursor, state.pane == .script {
            let role: Role = problem.severity == .error ? .error : .warning
            tell(plain("\(problem.message). \(problem.fix)"), Style(role), layout)
        } else if layout.hints.size.rows == 0 {
            drawHints(state, rect)
        } else {
            drawRestingStatus(state, row: row)
        }
    }

    /// Writes a sentence; what is too long for a row begins on the row of the meters, for the end
    /// of a message says how to mend it.
    private mutating func tell(_ text: String, _ style: Style, _ layout: Layout) {
        let rect = layout.status
        let room = rect.size.columns - 2
        var rest = text
        if textWidth.width(of: text) > room, layout.metersLine.size.rows > 0 {
            let rows = EditorLayout(width: room, textWidth: textWidth).rows(of: text)
            let first = rows[0].upperBound
            fill(layout.metersLine)
            put(
                String(text.prefix(first)), row: layout.metersLine.origin.row, column: 1,
                style: style, width: room)
            rest = String(text.dropFirst(first))
        }
        put(textWidth.shortened(rest, to: room), row: rect.origin.row, column: 1, style: style)
    }

    /// What is true when nothing happens: problems in all, and where the cursor is.
    private mutating func drawRestingStatus(_ state: StudioState, row: Int) {
        guard state.overlay == nil else { return }
        let marks = state.lintMarks
        let errors = marks.count { $0.isError }
        let warnings = marks.count - errors
        let key = state.mode == .write ? "Alt-e" : "e"
        var column = 1
        if errors > 0 {
            column = label(
                "\(counted(errors, "problem")), \(key) goes there", row: row, column: column,
                style: Style(.error))
        } else if warnings > 0 {
            column = label(
                "\(counted(warnings, "warning")), \(key) goes there", row: row, column: column,
                style: Style(.warning))
        } else if state.cast.cast == nil {
            column = label("Loading the voices…", row: row, column: column, style: Style(.muted))
        } else if !state.player.isAudible {
            column = label(
                "No sound here. :stream 7070 or :output send it elsewhere.", row: row,
                column: column, style: Style(.muted))
        }
        guard state.pane == .script else { return }
        let cursor = state.editor.cursor
        labelEnding(
            "\(cursor.line + 1):\(cursor.column + 1)  \(counted(state.editor.turns.count, "turn"))",
            row: row, before: size.columns - 1, style: Style(.muted))
    }

    private mutating func drawPrompt(
        _ state: StudioState, _ prompt: Prompt, row: Int, above main: Rect
    ) {
        let mark = prompt.purpose == .find ? "/" : ":"
        put(mark, row: row, column: 1, style: Style(.prompt, .bold))
        // The end near the cursor is what has to be seen.
        let room = size.columns - 4
        var before = prompt.line.beforeCursor
        while textWidth.width(of: before) > room { before.removeFirst() }
        let start = prompt.line.beforeCursor.count - before.count
        let text = String(prompt.line.text.dropFirst(start))
        put(text, row: row, column: 2, style: Style(.text), width: room + 1)
        cursor = Point(column: 2 + textWidth.width(of: before), row: row)
        drawCompletions(prompt, above: main)
    }

    private mutating func drawCompletions(_ prompt: Prompt, above main: Rect) {
        let count = min(prompt.completions.count, main.size.rows - 2, 9)
        guard count > 0 else { return }
        let first = min(max((prompt.chosen ?? 0) - count / 2, 0), prompt.completions.count - count)
        let shown = prompt.completions[first..<first + count]
        let widest = shown.map { textWidth.width(of: $0.label) }.max() ?? 0
        let labelWidth = min(widest, max(main.size.columns / 2, 12))
        let detailWidth = shown.map { textWidth.width(of: plain($0.detail)) }.max() ?? 0
        let width = min(labelWidth + detailWidth + 5, main.size.columns)
        let bottom = main.origin.row + main.size.rows
        for (offset, completion) in shown.enumerated() {
            let row = bottom - count + offset
            let isChosen = first + offset == prompt.chosen
            let background: Role = isChosen ? .selection : .statusBar
            fill(
                Rect(column: 1, row: row, columns: width, rows: 1),
                style: Style(.text, on: background))
            put(
                textWidth.shortened(plain(completion.label), to: labelWidth), row: row, column: 2,
                style: Style(.text, on: background, isChosen ? .bold : []))
            label(
                completion.detail, row: row, column: labelWidth + 4,
                style: Style(.muted, on: background), width: max(width - labelWidth - 4, 0))
        }
    }

    /// The most needed keys of where the user is, from the key table.
    mutating func drawHints(_ state: StudioState, _ rect: Rect) {
        guard rect.size.rows > 0 else { return }
        var column = 1
        let always = state.overlay == nil && state.prompt == nil ? state.lastHints : []
        let reserved = always.reduce(0) { $0 + hintWidth($1) + 2 }
        let end = size.columns - reserved
        for hint in state.hints {
            guard column + hintWidth(hint) < end else { break }
            column = draw(hint, row: rect.origin.row, column: column) + 2
        }
        column = max(column, end)
        for hint in always { column = draw(hint, row: rect.origin.row, column: column) + 2 }
    }

    private func hintWidth(_ hint: Hint) -> Int {
        textWidth.width(of: hint.keys) + 1 + textWidth.width(of: hint.label)
    }

    private mutating func draw(_ hint: Hint, row: Int, column: Int) -> Int {
        let column = put(hint.keys, row: row, column: column, style: Style(.key, .bold)) + 1
        return put(hint.label, row: row, column: column, style: Style(.muted))
    }
}

/// A key and what it does, in a word or two.
struct Hint: Equatable, Sendable {
    var keys: String
    var label: String
}

extension StudioState {
    /// Those of the innermost context that has any.
    var hints: [Hint] {
        if case .dialog(let dialog) = overlay, prompt == nil {
            return dialog.choices.map {
                Hint(keys: String($0.key), label: $0.label.replacing("…", with: ""))
            }
        }
        if overlay == .welcome {
            return [Hint(keys: "Enter", label: "open a sample"), Hint(keys: "Esc", label: "write")]
        }
        let context = keyContexts[0]
        return KeyTable.bindings.filter { $0.context == context && $0.hint != nil }.map {
            var name = $0.keys.first?.name ?? ""
            // Two directions in one hint.
            if name == "Down" { name = "Up/Down" }
            if name == "Right" { name = "Left/Right" }
            return Hint(keys: name, label: $0.hint ?? "")
        }
    }

    /// Always at the right end.
    var lastHints: [Hint] {
        if pane == .script && mode == .write {
            let save = [Hint(keys: "Ctrl-S", label: "save")]
            return (size.columns < 60 ? [] : save) + [Hint(keys: "F1", label: "keys")]
        }
        let help = Hint(keys: "?", label: "keys")
        if size.columns < 60 { return [help] }
        let quit = Hint(keys: "q", label: "quit")
        return pane == .script ? [Hint(keys: ":", label: "command"), help, quit] : [help, quit]
    }
}
