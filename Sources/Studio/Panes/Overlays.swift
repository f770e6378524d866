extension Screen {
    /// What lies over the panes.
    mutating func drawOverlay(_ state: StudioState, _ main: Rect) {
        switch state.overlay {
        case nil: return
        case .help(let list): drawHelp(state, list, main)
        case .picker(let picker): drawPicker(picker, main)
        case .dialog(let dialog): drawDialog(dialog, main)
        case .welcome: drawWelcome(state, main)
        case .themes(let choice):
            drawList(
                "Theme", state.themes.map { ListLine(text: $0) }, choice.list.index, main,
                atRight: true)
        case .devices(let list):
            let lines = state.outputOffers.map {
                ListLine(text: plain($0.text), detail: $0.detail)
            }
            drawList("Sound goes to", lines, list.index, main)
        case .voices(let list):
            let lines = state.browsedVoices.map {
                ListLine(text: $0.name, detail: $0.isSaved ? $0.voice?.summary ?? "unreadable" : "")
            }
            drawList(
                "Voice for \(state.cast.speaker.name)", lines, list.index, main, atRight: true)
        }
        cursor = nil
        if case .picker(let picker) = state.overlay { placeCursor(of: picker, main) }
    }

    /// An empty box in the middle of `main`, or at its right; what is inside it is returned.
    mutating func openBox(
        _ title: String, width: Int, height: Int, in main: Rect, atRight: Bool = false
    ) -> Rect {
        let width = min(width, main.size.columns)
        let height = min(height, main.size.rows)
        let space = main.size.columns - width
        let column = main.origin.column + (atRight ? max(space - 1, 0) : space / 2)
        let row = main.origin.row + (atRight ? 0 : (main.size.rows - height) / 2)
        let rect = Rect(column: column, row: row, columns: width, rows: height)
        fill(rect)
        box(rect, title: title, style: Style(.focusedBorder), titleStyle: Style(.title, .bold))
        return Rect(column: column + 2, row: row + 1, columns: width - 4, rows: height - 2)
    }

    private mutating func drawList(
        _ title: String, _ lines: [ListLine], _ index: Int, _ main: Rect, atRight: Bool = false
    ) {
        let widest = lines.map { textWidth.width(of: $0.text) + textWidth.width(of: $0.detail) + 2 }
        let width = min(max(widest.max() ?? 0, title.count + 4, 20) + 6, main.size.columns - 2)
        let inner = openBox(
            title, width: width, height: min(max(lines.count, 1) + 2, main.size.rows), in: main,
            atRight: atRight)
        guard !lines.isEmpty else {
            label(
                "Looking…", row: inner.origin.row, column: inner.origin.column,
                style: Style(.muted))
            return
        }
        drawLines(lines, index, inner)
    }

    /// A window on lines, with one of them chosen.
    mutating func drawLines(_ lines: [ListLine], _ index: Int, _ rect: Rect) {
        let count = min(lines.count, rect.size.rows)
        guard count > 0 else { return }
        let first = min(max(index - count / 2, 0), lines.count - count)
        for (offset, line) in lines[first..<first + count].enumerated() {
            let row = rect.origin.row + offset
            let isChosen = first + offset == index
            let background: Role? = isChosen ? .selection : nil
            if isChosen {
                fill(
                    Rect(
                        column: rect.origin.column - 1, row: row, columns: rect.size.columns + 2,
                        rows: 1), style: Style(.text, on: background))
                label(
                    "›", row: row, column: rect.origin.column,
                    style: Style(.accent, on: background))
            }
            let room = rect.size.columns - 2
            let end = put(
                textWidth.shortened(line.text, to: room), row: row, column: rect.origin.column + 2,
                style: Style(line.role, on: background, isChosen ? .bold : []))
            let detail = plain(line.detail)
            let detailRoom = rect.origin.column + rect.size.columns - end - 2
            guard detailRoom > 3, !detail.isEmpty else { continue }
            labelEnding(
                textWidth.shortened(detail, to: detailRoom), row: row,
                before: rect.origin.column + rect.size.columns,
                style: Style(.muted, on: background))
        }
    }

    private mutating func drawDialog(_ dialog: Dialog, _ main: Rect) {
        let lines = dialog.lines.map { plain($0) }
        let answers = dialog.choices.enumerated().map { index, choice in
            plain(index == dialog.list.index ? "[\(choice.label)]" : " \(choice.label) ")
        }
        let answersWidth = answers.reduce(0) { $0 + textWidth.width(of: $1) + 2 }
        let widest = lines.map { textWidth.width(of: $0) }.max() ?? 0
        let inner = openBox(
            dialog.title, width: max(widest, answersWidth, dialog.title.count + 4) + 6,
            height: lines.count + 5, in: main)
        for (offset, line) in lines.enumerated() {
            put(
                textWidth.shortened(line, to: inner.size.columns),
                row: inner.origin.row + offset + 1, column: inner.origin.column)
        }
        var column = inner.origin.column
        let row = inner.origin.row + inner.size.rows - 1
        for (index, answer) in answers.enumerated() {
            let isChosen = index == dialog.list.index
            put(
                answer, row: row, column: column,
                style: Style(isChosen ? .accent : .text, isChosen ? .bold : []))
            // The letter that gives the answer is marked in it.
            if !isChosen {
                put(
                    String(answer.dropFirst().prefix(1)), row: row, column: column + 1,
                    style: Style(.key, [.bold, .underlined]))
            }
            column += textWidth.width(of: answer) + 2
        }
    }
}

/// A line of a list.
struct ListLine: Equatable, Sendable {
    var text: String
    var detail = ""
    var role = Role.text
}
