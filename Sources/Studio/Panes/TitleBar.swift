extension Screen {
    /// File, panes, mode.
    mutating func drawTitle(_ state: StudioState, _ rect: Rect) {
        guard rect.size.rows > 0 else { return }
        let row = rect.origin.row
        let mode = " \(state.modeName) "
        let modeColumn = size.columns - mode.count - 1
        var column = put(" parley", row: row, column: 0, style: Style(.accent, .bold)) + 2
        let tabs = state.tabs
        let limit = (tabs.first?.column ?? modeColumn) - 2
        let mark = state.hasUnsavedChanges ? plain(" ●") : ""
        let room = max(limit - column - textWidth.width(of: mark), 0)
        let name = textWidth.shortened(state.file.name, to: room)
        column = put(name, row: row, column: column, style: Style(.title))
        put(mark, row: row, column: column, style: Style(.warning))
        for tab in tabs {
            let isHere = tab.pane == state.pane
            column = put(
                "\(tab.number) ", row: row, column: tab.column,
                style: Style(isHere ? .accent : .muted))
            put(
                tab.pane.title, row: row, column: column,
                style: Style(isHere ? .accent : .muted, isHere ? [.bold, .underlined] : []))
        }
        put(
            mode, row: row, column: modeColumn,
            style: Style(state.mode == .write ? .success : .accent, .reversed))
    }
}

extension StudioState {
    /// In capitals, always in sight.
    var modeName: String {
        if prompt != nil { return "COMMAND" }
        if pane != .script { return pane.rawValue.uppercased() }
        return mode == .write ? "WRITE" : "LISTEN"
    }

    /// The panes as the title shows them; none where there is no room.
    var tabs: [(pane: Pane, number: Int, column: Int)] {
        guard size.columns >= 60 else { return [] }
        let width = Pane.allCases.reduce(0) { $0 + $1.title.count + 4 }
        var column = size.columns - width - 11
        return Pane.allCases.enumerated().map { index, pane in
            defer { column += pane.title.count + 4 }
            return (pane, index + 1, column)
        }
    }

    func tab(at column: Int) -> Pane? {
        tabs.first { ($0.column..<$0.column + $0.pane.title.count + 3).contains(column) }?.pane
    }
}
