extension StudioState {
    /// The key table and the commands as lines.
    var helpLines: [HelpLine] {
        var lines: [HelpLine] = []
        // Where the user is comes first.
        let here = overlay == nil ? keyContexts : paneContexts
        for context in here + KeyContext.allCases.filter({ !here.contains($0) }) {
            let bindings = KeyTable.bindings.filter { $0.context == context }
            guard !bindings.isEmpty else { continue }
            if !lines.isEmpty { lines.append(.blank) }
            lines.append(.heading(context.title))
            lines += bindings.map { .key($0.keyNames, $0.help) }
        }
        lines += [.blank, .heading("Commands, after “:”")]
        lines += StudioCommand.all.filter { !$0.isHidden }.map {
            .key("\($0.name) \($0.usage)", $0.help)
        }
        return lines
    }

    /// How far the help can be scrolled, plus one.
    var helpLineCount: Int { max(helpLines.count - helpPage + 1, 1) }

    /// Lines of the help that are seen at once.
    var helpPage: Int { max(Layout(self, size).main.size.rows - 3, 1) }
}

/// A line of the help.
enum HelpLine: Equatable, Sendable {
    case blank
    case heading(String)
    case key(String, String)
}

extension Screen {
    mutating func drawHelp(_ state: StudioState, _ list: ScrollList, _ main: Rect) {
        let inner = openBox(
            "Keys and commands", width: min(main.size.columns - 2, 84), height: main.size.rows,
            in: main)
        let lines = state.helpLines
        let first = min(list.index, max(lines.count - inner.size.rows, 0))
        let keyWidth = min(26, inner.size.columns * 2 / 5)
        for (offset, line) in lines.dropFirst(first).prefix(inner.size.rows).enumerated() {
            let row = inner.origin.row + offset
            switch line {
            case .blank: break
            case .heading(let text):
                label(text, row: row, column: inner.origin.column, style: Style(.title, .bold))
            case .key(let keys, let help):
                put(
                    textWidth.shortened(plain(keys), to: keyWidth), row: row,
                    column: inner.origin.column + 1, style: Style(.key))
                put(
                    textWidth.shortened(plain(help), to: inner.size.columns - keyWidth - 3),
                    row: row, column: inner.origin.column + keyWidth + 3)
            }
        }
        let shown = min(first + inner.size.rows, lines.count)
        labelEnding(
            " \(shown * 100 / max(lines.count, 1)) % ", row: inner.origin.row + inner.size.rows,
            before: inner.origin.column + inner.size.columns, style: Style(.muted))
    }
}
