/// The picture of the studio in a terminal of `size`.
public func view(_ state: StudioState, in size: Size) -> Screen {
    var screen = Screen(size, glyphs: state.glyphs, textWidth: state.textWidth)
    guard size.columns >= 16, size.rows >= 3 else {
        screen.put("parley: make it larger", row: 0, column: 0, style: Style(.muted))
        return screen
    }
    if let demo = state.demo {
        screen.drawDemo(state, demo)
        return screen
    }
    let layout = Layout(state, size)
    screen.drawTitle(state, layout.title)
    screen.drawPanes(state, layout)
    screen.drawTransport(state, layout.transport)
    screen.drawWave(state, layout.wave)
    screen.drawMetersLine(state, layout.metersLine)
    screen.drawOverlay(state, layout.main)
    screen.drawStatus(state, layout)
    screen.drawHints(state, layout.hints)
    return screen
}

extension Screen {
    fileprivate mutating func drawPanes(_ state: StudioState, _ layout: Layout) {
        if let rect = layout.script {
            state.editor.draw(
                into: &self, rect: rect, gutter: state.turnMarks, lint: state.lintMarks,
                isFocused: state.pane == .script && state.overlay == nil && state.prompt == nil)
        }
        if let rect = layout.cast { drawCast(state, rect) }
        if let rect = layout.meters { drawMeters(state, rect) }
        guard let split = layout.split, let cast = layout.cast else { return }
        for row in layout.main.origin.row..<layout.main.origin.row + layout.main.size.rows {
            put(ornament("│", "|"), row: row, column: split, style: Style(.border))
        }
        let row = cast.origin.row + cast.size.rows
        let line = String(repeating: ornament("─", "-"), count: size.columns - split - 1)
        put(ornament("├", "+") + line, row: row, column: split, style: Style(.border))
    }
}

// MARK: - Words for all panes

extension Screen {
    /// Whether line drawing and blocks, whose width is ambiguous, take one cell each.
    var hasOrnaments: Bool { glyphs == .unicode && textWidth.ambiguous == .narrow }

    /// One of two, by what the terminal can show in one cell.
    func ornament(_ unicode: String, _ ascii: String) -> String {
        hasOrnaments ? unicode : ascii
    }

    /// Text that names things: its typography becomes ASCII where there is no more.
    func plain(_ text: String) -> String {
        guard !hasOrnaments else { return text }
        return String(
            text.flatMap { character -> String in
                Self.asciiForms[character] ?? String(character)
            })
    }

    private static let asciiForms: [Character: String] = [
        "−": "-", "–": "-", "—": "-", "…": "...", "“": "\"", "”": "\"", "·": "-", "×": "x",
        "’": "'", "●": "*", "›": ">",
    ]

    /// Writes a name of something of ours; see `plain`.
    @discardableResult
    mutating func label(
        _ text: String, row: Int, column: Int, style: Style = Style(), width: Int? = nil
    ) -> Int {
        put(plain(text), row: row, column: column, style: style, width: width)
    }

    /// The same, ending before `column`.
    mutating func labelEnding(
        _ text: String, row: Int, before column: Int, style: Style = Style()
    ) {
        let text = plain(text)
        put(text, row: row, column: column - textWidth.width(of: text), style: style)
    }

    /// A share of a row filled, in eighths of a cell.
    mutating func bar(_ share: Double, row: Int, column: Int, width: Int, style: Style) {
        let share = min(max(share, 0), 1)
        guard hasOrnaments else {
            let full = Int((share * Double(width)).rounded())
            put(String(repeating: "#", count: full), row: row, column: column, style: style)
            put(
                String(repeating: ".", count: width - full), row: row, column: column + full,
                style: Style(.muted))
            return
        }
        let eighths = Int((share * Double(width * 8)).rounded())
        let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        let text = String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
        let end = put(text, row: row, column: column, style: style)
        put(
            String(repeating: "·", count: max(column + width - end, 0)), row: row, column: end,
            style: Style(.muted))
    }

    /// A column of eight heights; 0 is the lowest.
    func level(_ share: Float) -> String {
        let index = min(max(Int(share * 8), 0), 7)
        let bars =
            hasOrnaments
            ? ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] : ["_", ".", "-", ":", "=", "+", "*", "#"]
        return bars[index]
    }
}
