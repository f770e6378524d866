import Studio

/// Turns screens into the fewest bytes that make a terminal show them.
///
/// It remembers what is shown and sends only the cells that differ. Where it cannot know how far a
/// glyph moved the cursor (emoji, combined characters), it says where to go on.
public struct ScreenPainter: Sendable {
    let capabilities: TerminalCapabilities
    /// Drawing begins anew where it changes.
    public var theme: Theme {
        didSet {
            guard theme != oldValue else { return }
            pens = [:]
            forget()
        }
    }

    private var shown: Screen?
    private var pens: [Style: Pen] = [:]
    // What the terminal is known to be at; nil is unknown.
    private var pen: Pen?
    private var place: Point?
    private var isCursorShown: Bool?
    private var output = ""

    public init(capabilities: TerminalCapabilities, theme: Theme) {
        self.capabilities = capabilities
        self.theme = theme
    }

    /// Makes the next screen be sent whole.
    public mutating func forget() { shown = nil }

    /// The bytes that show `screen` after those of all screens before it.
    public mutating func bytes(for screen: Screen) -> [UInt8] {
        output = ""
        let previous = prepared(for: screen)
        for row in 0..<screen.size.rows {
            let start = row * screen.size.columns
            draw(row: row, of: screen, over: previous[start..<start + screen.size.columns])
        }
        showCursor(of: screen)
        shown = screen
        return Array(output.utf8)
    }

    /// What the terminal shows now: the last screen, or an empty one after erasing.
    private mutating func prepared(for screen: Screen) -> [Cell] {
        if let shown, shown.size == screen.size { return shown.cells }
        pen = nil
        place = nil
        isCursorShown = nil
        if !capabilities.hideCursor.isEmpty {
            output += capabilities.hideCursor
            isCursorShown = false
        }
        let text = pen(for: Style())
        // Without that property it is erased in the terminal's own colours, and so is not text.
        select(capabilities.erasesWithBackground ? text : .plain)
        output += capabilities.eraseScreen
        place = Point(column: 0, row: 0)
        return Array(repeating: pen == text ? Cell() : Self.unknown, count: screen.cells.count)
    }

    // No view makes such a cell.
    private static let unknown = Cell("\u{FFFF}")

    /// - Parameter previous: the cells of this row as they are shown.
    private mutating func draw(row: Int, of screen: Screen, over previous: ArraySlice<Cell>) {
        let width = screen.size.columns
        var column = 0
        let tail = blankTail(row: row, of: screen, over: previous)
        while column < width {
            if column == tail {
                move(to: Point(column: column, row: row))
                select(pen(for: screen[column, row].style))
                output += capabilities.eraseLine
                return
            }
            let span = span(at: column, row: row, of: screen)
            defer { column += span }
            let isShown = (column..<column + span).allSatisfy {
                screen[$0, row] == previous[previous.startIndex + $0]
            }
            guard !isShown else { continue }
            bridge(to: column, row: row, of: screen)
            put(screen[column, row], span: span, at: Point(column: column, row: row), width: width)
        }
    }

    /// Cells of the glyph at a column: 2 where the next cell is its right half.
    private func span(at column: Int, row: Int, of screen: Screen) -> Int {
        column + 1 < screen.size.columns && screen[column + 1, row].text.isEmpty ? 2 : 1
    }

    private mutating func put(_ cell: Cell, span: Int, at point: Point, width: Int) {
        select(pen(for: cell.style))
        let text = SafeGlyphs.safe(cell.text, span: span, hasUTF8: capabilities.hasUTF8)
        output += text
        let next = point.column + span
        // In the last column terminals differ in where the cursor stays.
        let isCertain = next < width && SafeGlyphs.hasCertainWidth(text)
        place = isCertain ? Point(column: next, row: point.row) : nil
    }

    /// Goes to a column: a few cells that are already right cost less than a jump.
    private mutating func bridge(to column: Int, row: Int, of screen: Screen) {
        if let place, place.row == row, (1...3).contains(column - place.column) {
            let between = (place.column..<column).map { screen[$0, row] }
            let isPlain = between.allSatisfy { cell in
                cell.text.utf8.count == 1 && self.pen == pen(for: cell.style)
                    && cell.text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
            }
            if isPlain {
                for cell in between { output += cell.text }
                self.place = Point(column: column, row: row)
                return
            }
        }
        move(to: Point(column: column, row: row))
    }

    /// Where a row's end can be erased rather than written with spaces; nil where that saves
    /// nothing.
    private mutating func blankTail(
        row: Int, of screen: Screen, over previous: ArraySlice<Cell>
    ) -> Int? {
        let width = screen.size.columns
        guard width > 0, !capabilities.eraseLine.isEmpty else { return nil }
        let last = screen[width - 1, row]
        let blank = pen(for: last.style)
        guard last.text == " ", !blank.attributes.contains(.reversed),
            !blank.attributes.contains(.underlined),
            blank.background == nil || capabilities.erasesWithBackground
        else { return nil }
        var start = width
        var changed = 0
        while start > 0, screen[start - 1, row] == last {
            start -= 1
            if previous[previous.startIndex + start] != last { changed += 1 }
        }
        // Up to there nothing has to be done.
        while start < width, previous[previous.startIndex + start] == last { start += 1 }
        return changed > 4 ? start : nil
    }

    private mutating func showCursor(of screen: Screen) {
        guard let cursor = screen.cursor else {
            if isCursorShown != false { output += capabilities.hideCursor }
            isCursorShown = false
            return
        }
        let last = Point(column: screen.size.columns - 1, row: screen.size.rows - 1)
        move(
            to: Point(
                column: min(max(cursor.column, 0), last.column),
                row: min(max(cursor.row, 0), last.row)))
        if isCursorShown != true { output += capabilities.showCursor }
        isCursorShown = true
    }

    private mutating func move(to point: Point) {
        guard place != point else { return }
        let absolute =
            point == Point(column: 0, row: 0)
            ? "\u{1B}[H" : "\u{1B}[\(point.row + 1);\(point.column + 1)H"
        var shortest = absolute
        if let place, place.row == point.row {
            let distance = point.column - place.column
            let count = abs(distance) == 1 ? "" : String(abs(distance))
            let relative = "\u{1B}[\(count)\(distance > 0 ? "C" : "D")"
            if relative.utf8.count < shortest.utf8.count { shortest = relative }
        }
        output += shortest
        place = point
    }

    private mutating func select(_ next: Pen) {
        output += next.bytes(after: pen, capabilities)
        pen = next
    }

    private mutating func pen(for style: Style) -> Pen {
        if let pen = pens[style] { return pen }
        let pen = theme.pen(for: style, capabilities.colourDepth)
        pens[style] = pen
        return pen
    }
}
