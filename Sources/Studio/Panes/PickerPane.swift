extension Screen {
    mutating func drawPicker(_ picker: Picker, _ main: Rect) {
        let inner = pickerRect(main)
        let title = picker.folder.isEmpty ? "Open a script" : "Open from \(picker.folder)"
        _ = openBox(
            title, width: inner.size.columns + 4, height: inner.size.rows + 2, in: main)
        let row = inner.origin.row
        let left = inner.origin.column
        if picker.filter.text.isEmpty {
            label("Type to narrow the list", row: row, column: left + 2, style: Style(.muted))
        } else {
            put(picker.filter.text, row: row, column: left + 2, width: inner.size.columns - 2)
        }
        label("›", row: row, column: left, style: Style(.prompt, .bold))
        let list = Rect(
            column: left, row: row + 2, columns: inner.size.columns, rows: inner.size.rows - 2)
        let lines = picker.shown.map { entry in
            ListLine(
                text: entry.name + (entry.isFolder && entry.name != ".." ? "/" : ""),
                detail: entry.isFolder ? "" : fileSize(entry.byteCount),
                role: entry.isFolder ? .accent : .text)
        }
        if picker.isLoading || lines.isEmpty {
            label(
                picker.isLoading ? "Looking…" : "Nothing here is called so.", row: list.origin.row,
                column: left + 2, style: Style(.muted))
            return
        }
        drawLines(lines, picker.list.index, list)
    }

    private func pickerRect(_ main: Rect) -> Rect {
        let width = min(main.size.columns, 64)
        let height = min(main.size.rows, 20)
        return Rect(
            column: main.origin.column + (main.size.columns - width) / 2 + 2,
            row: main.origin.row + (main.size.rows - height) / 2 + 1, columns: width - 4,
            rows: height - 2)
    }

    mutating func placeCursor(of picker: Picker, _ main: Rect) {
        let inner = pickerRect(main)
        let width = textWidth.width(of: picker.filter.beforeCursor)
        cursor = Point(
            column: inner.origin.column + 2 + min(width, inner.size.columns - 3),
            row: inner.origin.row)
    }
}

/// "812 B", "34 kB", "1.2 MB".
func fileSize(_ bytes: Int) -> String {
    switch bytes {
    case ..<1_000: "\(bytes) B"
    case ..<1_000_000: "\((bytes + 500) / 1_000) kB"
    default: "\(decimal(Double(bytes) / 1_000_000, 1)) MB"
    }
}
