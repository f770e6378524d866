extension Screen {
    /// Writes `text` on one row, cut at the edges of the screen and after `width` columns.
    ///
    /// A wide character that does not fit becomes blanks. Nothing outside the screen is an error.
    /// - Returns: the column after the last one written.
    @discardableResult
    public mutating func put(
        _ text: String, row: Int, column: Int, style: Style = Style(), width: Int? = nil
    ) -> Int {
        let limit = min(width.map { column + max($0, 0) } ?? size.columns, size.columns)
        var column = column
        for character in text {
            guard column < limit else { break }
            column = put(character, row: row, column: column, style: style, limit: limit)
        }
        return column
    }

    /// Writes one character before the column `limit`; returns the column after it.
    mutating func put(
        _ character: Character, row: Int, column: Int, style: Style, limit: Int
    ) -> Int {
        if column >= 0 && column < limit, let ascii = character.asciiValue, 0x20..<0x7F ~= ascii {
            set(String(character), width: 1, row: row, column: column, style: style)
            return column + 1
        }
        var column = column
        for piece in drawnPieces(of: character) {
            let end = column + piece.width
            if column < 0 || end > limit {
                for blank in max(column, 0)..<max(min(end, limit), max(column, 0)) {
                    set(" ", width: 1, row: row, column: blank, style: style)
                }
            } else {
                set(piece.text, width: piece.width, row: row, column: column, style: style)
            }
            column = end
        }
        return min(column, max(limit, 0))
    }

    /// Fills the part of `rect` that is on the screen; a wide character fills by twos.
    public mutating func fill(
        _ rect: Rect, with character: Character = " ", style: Style = Style()
    ) {
        let end = min(rect.origin.column + rect.size.columns, size.columns)
        if character == " " { return blank(rect, style) }
        for row in rect.origin.row..<rect.origin.row + rect.size.rows {
            var column = max(rect.origin.column, 0)
            while column < end {
                column = put(character, row: row, column: column, style: style, limit: end)
            }
        }
    }

    private mutating func blank(_ rect: Rect, _ style: Style) {
        let first = max(rect.origin.column, 0)
        let end = min(rect.origin.column + rect.size.columns, size.columns)
        guard first < end else { return }
        let rows = max(rect.origin.row, 0)..<max(rect.origin.row + rect.size.rows, 0)
        for row in rows.clamped(to: 0..<size.rows) {
            // The edges may cut wide characters in two.
            set(" ", width: 1, row: row, column: first, style: style)
            set(" ", width: 1, row: row, column: end - 1, style: style)
            let start = row * size.columns
            for index in start + first..<start + end { cells[index] = Cell(" ", style) }
        }
    }

    /// Changes how the cells of `rect` look and leaves what stands in them.
    public mutating func restyle(_ rect: Rect, _ change: (inout Style) -> Void) {
        let columns = max(rect.origin.column, 0)..<max(rect.origin.column + rect.size.columns, 0)
        let rows = max(rect.origin.row, 0)..<max(rect.origin.row + rect.size.rows, 0)
        for row in rows.clamped(to: 0..<size.rows) {
            for column in columns.clamped(to: 0..<size.columns) {
                change(&cells[row * size.columns + column].style)
            }
        }
    }

    /// Draws a frame along the inner edge of `rect`, with a title in its upper side.
    ///
    /// Box characters are ambiguous in width, so a terminal that draws those wide gets ASCII.
    public mutating func box(
        _ rect: Rect, title: String = "", style: Style = Style(.border), titleStyle: Style? = nil
    ) {
        guard rect.size.columns >= 2 && rect.size.rows >= 2 else { return }
        let lines: [Character] =
            glyphs == .unicode && textWidth.ambiguous == .narrow
            ? ["╭", "╮", "╰", "╯", "─", "│"] : ["+", "+", "+", "+", "-", "|"]
        let (left, top) = (rect.origin.column, rect.origin.row)
        let (right, bottom) = (left + rect.size.columns - 1, top + rect.size.rows - 1)
        let inner = rect.size.columns - 2
        fill(
            Rect(column: left + 1, row: top, columns: inner, rows: 1), with: lines[4], style: style)
        fill(
            Rect(column: left + 1, row: bottom, columns: inner, rows: 1), with: lines[4],
            style: style)
        for row in top + 1..<bottom {
            put(String(lines[5]), row: row, column: left, style: style)
            put(String(lines[5]), row: row, column: right, style: style)
        }
        put(String(lines[0]), row: top, column: left, style: style)
        put(String(lines[1]), row: top, column: right, style: style)
        put(String(lines[2]), row: bottom, column: left, style: style)
        put(String(lines[3]), row: bottom, column: right, style: style)
        guard !title.isEmpty && inner >= 4 else { return }
        let shown = " \(textWidth.shortened(title, to: inner - 3)) "
        put(shown, row: top, column: left + 2, style: titleStyle ?? style, width: inner - 1)
    }
}

// MARK: - Cells

extension Screen {
    private func drawnPieces(of character: Character) -> [TextWidth.Piece] {
        let pieces = textWidth.pieces(of: character)
        guard glyphs == .ascii else { return pieces }
        return pieces.flatMap { piece in
            let mark = piece.text == " " ? " " : "?"
            return Array(repeating: TextWidth.Piece(text: mark, width: 1), count: piece.width)
        }
    }

    /// Puts a piece into its cells, blanking what remains of wide ones it covers in part.
    private mutating func set(_ text: String, width: Int, row: Int, column: Int, style: Style) {
        guard (0..<size.rows).contains(row), column >= 0, column + width <= size.columns else {
            return
        }
        let index = row * size.columns + column
        if cells[index].text.isEmpty && column > 0 { cells[index - 1].text = " " }
        let next = index + width
        if column + width < size.columns && cells[next].text.isEmpty { cells[next].text = " " }
        cells[index] = Cell(text, style)
        if width == 2 { cells[index + 1] = Cell("", style) }
    }
}
