/// One character cell.
public struct Cell: Hashable, Sendable {
    /// A grapheme cluster; empty in the right half of a wide one.
    public var text: String
    public var style: Style

    public init(_ text: String = " ", _ style: Style = Style()) {
        self.text = text
        self.style = style
    }
}

/// A picture of the terminal as a value: the view makes it, the shell draws what changed.
public struct Screen: Equatable, Sendable {
    public let size: Size
    /// Row by row.
    public private(set) var cells: [Cell]
    /// Where the terminal's cursor stands; nil hides it.
    public var cursor: Point?

    public init(_ size: Size) {
        self.size = size
        cells = Array(repeating: Cell(), count: max(size.columns, 0) * max(size.rows, 0))
    }

    public subscript(column: Int, row: Int) -> Cell {
        cells[row * size.columns + column]
    }
}
