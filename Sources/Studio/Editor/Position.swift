/// A place between two characters of a document.
public struct Position: Hashable, Comparable, Sendable {
    /// From 0.
    public var line: Int
    /// In characters as a reader sees them, from 0.
    public var column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    public static func < (left: Position, right: Position) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

/// The same in bytes: what edits are kept in, since inserting may join characters.
struct TextPoint: Hashable, Comparable, Sendable {
    var line: Int
    /// In bytes of the line's UTF-8.
    var offset: Int

    static func < (left: TextPoint, right: TextPoint) -> Bool {
        (left.line, left.offset) < (right.line, right.offset)
    }

    /// The place after `text`, were it inserted here.
    func advanced(over text: String) -> TextPoint {
        var (lineCount, tail) = (0, 0)
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\n") {
                lineCount += 1
                tail = 0
            } else {
                tail += 1
            }
        }
        return TextPoint(line: line + lineCount, offset: lineCount == 0 ? offset + tail : tail)
    }
}

/// One change: at `start`, `removed` gave way to `inserted`.
struct Edit: Hashable, Sendable {
    var start: TextPoint
    var removed: String
    var inserted: String

    var inverse: Edit { Edit(start: start, removed: inserted, inserted: removed) }
}
