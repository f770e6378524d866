/// One character cell.
public struct Cell: Hashable, Sendable {
    /// What is drawn: one scalar with a width and its marks; empty in the right half of a wide one.
    public var text: String
    public var style: Style

    public init(_ text: String = " ", _ style: Style = Style()) {
        self.text = text
        self.style = style
    }
}

/// Whether the terminal can show more than ASCII.
public enum Glyphs: Hashable, Sendable {
    case unicode, ascii
}

/// A picture of the terminal as a value: the view makes it, the shell draws what changed.
///
/// No cell is ever half of a wide character: what does not fit becomes a blank, and so does the
/// half that remains when the other is overwritten.
public struct Screen: Equatable, Sendable {
    public let size: Size
    /// With `.ascii`, everything else is drawn as question marks and boxes as `+-|`.
    public let glyphs: Glyphs
    /// How wide characters are on this terminal.
    public let textWidth: TextWidth
    /// Row by row.
    public internal(set) var cells: [Cell]
    /// Where the terminal's cursor stands; nil hides it.
    public var cursor: Point?

    /// A blank screen; a size below nothing counts as nothing.
    public init(_ size: Size, glyphs: Glyphs = .unicode, textWidth: TextWidth = TextWidth()) {
        self.size = Size(columns: max(size.columns, 0), rows: max(size.rows, 0))
        self.glyphs = glyphs
        self.textWidth = textWidth
        cells = Array(repeating: Cell(), count: self.size.columns * self.size.rows)
    }

    public subscript(column: Int, row: Int) -> Cell {
        cells[row * size.columns + column]
    }

    /// All of it.
    public var bounds: Rect { Rect(column: 0, row: 0, columns: size.columns, rows: size.rows) }

    /// One of two characters, by what the terminal can show.
    public func glyph(_ unicode: Character, _ ascii: Character) -> Character {
        glyphs == .unicode ? unicode : ascii
    }

    /// The rows as lines, blanks at their ends removed, each ended: for tests and captures.
    public var text: String {
        var text = ""
        for row in 0..<size.rows {
            var line = ""
            for column in 0..<size.columns { line += self[column, row].text }
            while line.hasSuffix(" ") { line.removeLast() }
            text += line + "\n"
        }
        return text
    }
}
