/// The row of the document that is drawn first.
struct ScrollPoint: Hashable, Comparable, Sendable {
    var line = 0
    /// Which row of the folded line, from 0.
    var row = 0
    /// Cells left out at the left, where lines are not folded.
    var cell = 0

    static func < (left: ScrollPoint, right: ScrollPoint) -> Bool {
        (left.line, left.row) < (right.line, right.row)
    }
}

extension Editor {
    /// How many columns the gutter takes of a rectangle so wide.
    public static func gutterWidth(columns: Int) -> Int {
        switch columns {
        case 60...: 8
        case 20...: 3
        default: 0
        }
    }

    /// The columns for text; one more is left for the cursor after the last character.
    var textColumns: Int {
        max(viewport.columns - Self.gutterWidth(columns: viewport.columns) - 1, 1)
    }

    var layout: EditorLayout {
        EditorLayout(width: wraps ? textColumns : nil, textWidth: textWidth)
    }

    func layOut(_ line: Int) -> LaidOutLine {
        if let laid = memo.laid(line, document.version, layout) { return laid }
        return layout.layOut(document.lines[line].text)
    }

    /// Keeps the cursor's line folded: everything that follows asks for it several times.
    private mutating func rememberLine() {
        let line = cursor.line
        memo = LayoutMemo(
            line: line, version: document.version, layout: layout, laid: layOut(line))
    }

    private func rowCount(_ line: Int) -> Int {
        let text = document.lines[line]
        guard wraps else { return 1 }
        // No character is wider than its bytes, emoji made of many included.
        if text.text.utf8.count <= textColumns && text.isPrintableASCII { return 1 }
        return layOut(line).rows.count
    }

    /// Where a place is drawn: line, row in it, and cell in the row.
    func spot(of position: Position) -> ScrollPoint {
        let laid = layOut(position.line)
        return ScrollPoint(
            line: position.line, row: laid.row(ofColumn: position.column),
            cell: laid.cell(ofColumn: position.column))
    }

    /// The row `count` rows below or above; stops at the ends of the document.
    func moved(_ point: ScrollPoint, byRows count: Int) -> ScrollPoint {
        var point = point
        var left = count
        while left > 0 {
            let rows = rowCount(point.line)
            if point.row + left < rows {
                point.row += left
                break
            }
            guard point.line + 1 < document.lineCount else {
                point.row = rows - 1
                break
            }
            left -= rows - point.row
            (point.line, point.row) = (point.line + 1, 0)
        }
        while left < 0 {
            if point.row + left >= 0 {
                point.row += left
                break
            }
            guard point.line > 0 else {
                point.row = 0
                break
            }
            left += point.row + 1
            point.line -= 1
            point.row = rowCount(point.line) - 1
        }
        return point
    }

    func rowPlace(by count: Int, goal: Int) -> Position {
        let start = spot(of: cursor)
        let target = moved(start, byRows: count)
        if target.line == start.line && target.row == start.row {
            // Past the first or the last row there is still its beginning or end.
            return count < 0
                ? Position(line: 0, column: 0) : document.end
        }
        let column = layOut(target.line).column(atCell: goal, row: target.row)
        return Position(line: target.line, column: column)
    }

    func rowEdge(atEnd: Bool) -> Position {
        let laid = layOut(cursor.line)
        let row = laid.row(ofColumn: cursor.column)
        let column = atEnd ? laid.column(atCell: Int.max, row: row) : laid.rows[row].lowerBound
        return Position(line: cursor.line, column: column)
    }

    /// Scrolls as little as needed to show the cursor with some rows around it.
    mutating func revealCursor() {
        rememberLine()
        let rows = max(viewport.rows, 1)
        let margin = rows >= 8 ? 2 : 0
        let spot = spot(of: cursor)
        scroll.line = min(max(scroll.line, 0), document.lineCount - 1)
        scroll.row = min(max(scroll.row, 0), rowCount(scroll.line) - 1)
        let highest = moved(spot, byRows: -margin)
        // Below the last row there is nothing to show.
        let lowest = moved(moved(spot, byRows: margin), byRows: 1 - rows)
        if highest < scroll {
            (scroll.line, scroll.row) = (highest.line, highest.row)
        } else if scroll < lowest {
            (scroll.line, scroll.row) = (lowest.line, lowest.row)
        }
        revealSideways(spot.cell)
    }

    private mutating func revealSideways(_ cell: Int) {
        guard !wraps else {
            scroll.cell = 0
            return
        }
        if cell < scroll.cell { scroll.cell = max(cell - textColumns / 4, 0) }
        if cell > scroll.cell + textColumns { scroll.cell = cell - textColumns * 3 / 4 }
    }

    /// The place drawn at a point of the screen, for an editor drawn in `rect`; the nearest one
    /// for a point in the gutter or beside the text. Nil outside `rect`.
    public func position(at point: Point, in rect: Rect) -> Position? {
        guard rect.contains(point) else { return nil }
        var editor = self
        editor.setViewport(rect.size)
        let below = point.row - rect.origin.row
        let target = editor.moved(editor.scroll, byRows: below)
        let laid = editor.layOut(target.line)
        let gutter = Self.gutterWidth(columns: rect.size.columns)
        let cell = point.column - rect.origin.column - gutter + editor.scroll.cell
        if editor.drawnRowCount(from: editor.scroll, limit: below + 1) <= below {
            return document.end
        }
        return Position(
            line: target.line, column: laid.column(atCell: max(cell, 0), row: target.row))
    }

    /// How many rows there are from `point` to the end of the document, as far as `limit`.
    private func drawnRowCount(from point: ScrollPoint, limit: Int) -> Int {
        var count = -point.row
        var line = point.line
        while line < document.lineCount && count < limit {
            count += rowCount(line)
            line += 1
        }
        return count
    }
}

/// One folded line, for as long as nothing changes. Makes no difference but in time.
struct LayoutMemo: Equatable, Sendable {
    private var line = -1
    private var version = -1
    private var layout: EditorLayout?
    private var laid: LaidOutLine?

    init() {}

    init(line: Int, version: Int, layout: EditorLayout, laid: LaidOutLine) {
        self.line = line
        self.version = version
        self.layout = layout
        self.laid = laid
    }

    func laid(_ line: Int, _ version: Int, _ layout: EditorLayout) -> LaidOutLine? {
        line == self.line && version == self.version && layout == self.layout ? laid : nil
    }

    static func == (left: LayoutMemo, right: LayoutMemo) -> Bool { true }
}
