extension Editor {
    /// Draws the visible part into `rect`: gutter, text, selection, matches, problems, cursor.
    ///
    /// - Parameters:
    ///   - gutter: one for each of `turns`, in order; missing ones count as not rendered.
    ///   - lint: in order of place.
    ///   - isFocused: whether typing goes here; then the screen's cursor is set.
    public func draw(
        into screen: inout Screen, rect: Rect, gutter: [TurnMark] = [], lint: [LintMark] = [],
        isFocused: Bool = true
    ) {
        guard rect.size.columns > 0 && rect.size.rows > 0 else { return }
        var editor = self
        // Without this a size that was not announced would fold lines as for another one.
        editor.setViewport(rect.size)
        editor.drawRows(into: &screen, rect: rect, gutter: gutter, lint: lint, isFocused)
    }

    private func drawRows(
        into screen: inout Screen, rect: Rect, gutter: [TurnMark], lint: [LintMark],
        _ isFocused: Bool
    ) {
        screen.fill(rect)
        let cursorSpot = spot(of: cursor)
        let gutterWidth = Self.gutterWidth(columns: rect.size.columns)
        let text = Rect(
            column: rect.origin.column + gutterWidth, row: rect.origin.row,
            columns: rect.size.columns - gutterWidth, rows: rect.size.rows)
        let bottom = rect.origin.row + rect.size.rows
        var (line, skipped, row) = (scroll.line, scroll.row, rect.origin.row)
        while row < bottom && line < document.lineCount {
            let laid = layOut(line)
            let problems = problems(onLine: line, lint)
            if skipped == 0 {
                drawGutter(
                    into: &screen, line: line, row: row, left: rect.origin.column,
                    width: gutterWidth, gutter: gutter, problems: problems)
            }
            let looks = LineLooks(self, line: line, laid: laid, problems: problems)
            for index in laid.rows.indices.dropFirst(skipped) where row < bottom {
                let isCursorRow = line == cursorSpot.line && index == cursorSpot.row && isFocused
                let rowRect = Rect(
                    column: text.origin.column, row: row, columns: text.size.columns, rows: 1)
                draw(laid, index, looks, into: &screen, rowRect, isCurrent: isCursorRow)
                if isCursorRow {
                    let cell = min(max(cursorSpot.cell - scroll.cell, 0), text.size.columns - 1)
                    screen.cursor = Point(column: text.origin.column + cell, row: row)
                }
                row += 1
            }
            (line, skipped) = (line + 1, 0)
        }
    }

    private func draw(
        _ laid: LaidOutLine, _ index: Int, _ looks: LineLooks, into screen: inout Screen,
        _ rect: Rect, isCurrent: Bool
    ) {
        let limit = rect.origin.column + rect.size.columns
        var column = rect.origin.column - scroll.cell
        if isCurrent { screen.fill(rect, style: Style(.text, on: .currentLine)) }
        for place in laid.rows[index] where column < limit {
            var style = looks.styles[place]
            if isCurrent && style.background == nil { style.background = .currentLine }
            let end = column + laid.widths[place]
            // Half of what was scrolled out at the left must not reach into the gutter.
            if column >= rect.origin.column {
                column = screen.put(
                    laid.characters[place], row: rect.origin.row, column: column, style: style,
                    limit: limit)
            }
            column = end
        }
        if looks.selectsLineEnd && index == laid.rows.count - 1 && column < limit
            && column >= rect.origin.column
        {
            screen.put(
                " ", row: rect.origin.row, column: column, style: Style(.text, on: .selection))
        }
    }

    private func drawGutter(
        into screen: inout Screen, line: Int, row: Int, left: Int, width: Int,
        gutter: [TurnMark], problems: ArraySlice<LintMark>
    ) {
        guard width > 0 else { return }
        if let worst = problems.first(where: \.isError) ?? problems.first {
            screen.put(
                worst.isError ? "!" : "?", row: row, column: left,
                style: Style(worst.isError ? .error : .warning, .bold))
        }
        guard let index = outline.firstIndex(onLine: line) else { return }
        let mark = gutter.indices.contains(index) ? gutter[index] : TurnMark()
        screen.put(
            String(mark.glyph(screen.glyphs)), row: row, column: left + 1, style: Style(mark.role))
        guard width >= 8 else { return }
        let text = mark.lengthText
        screen.put(
            text, row: row, column: left + 7 - text.utf8.count, style: Style(.muted))
    }

    /// The problems of one line, found by halving.
    private func problems(onLine line: Int, _ lint: [LintMark]) -> ArraySlice<LintMark> {
        var (low, high) = (0, lint.count)
        while low < high {
            let middle = (low + high) / 2
            if lint[middle].position.line < line { low = middle + 1 } else { high = middle }
        }
        return lint[low...].prefix { $0.position.line == line }
    }
}

extension TurnOutline {
    /// The first turn that begins on a line.
    func firstIndex(onLine line: Int) -> Int? {
        let next = index(at: TextPoint(line: line, offset: -1)).map { $0 + 1 } ?? 0
        return next < regions.count && regions[next].firstLine == line ? next : nil
    }
}
