import Script

/// A script being written: text, cursor, selection, undo, search and what part of it shows.
///
/// A value: `apply` is the only way to change the text.
public struct Editor: Equatable, Sendable {
    public internal(set) var document: Document
    var caret = Caret()
    var history = UndoHistory()
    var outline: TurnOutline
    /// What was cut or copied last.
    public internal(set) var clipboard = ""
    /// Whether that were whole lines, which go in above the cursor's.
    var clipboardHoldsLines = false
    /// What is looked for; its matches are shown.
    public internal(set) var search: SearchPattern?
    /// The column of cells that moving up and down tries to keep.
    var goalCell: Int?
    /// What is drawn first.
    var scroll = ScrollPoint()
    /// The size of the rectangle that `draw` is given, gutter included.
    public private(set) var viewport = Size(columns: 80, rows: 24)
    /// Whether long lines are folded; otherwise the text moves sideways with the cursor.
    public var wraps = true { didSet { if wraps != oldValue { settle() } } }
    /// How wide characters are on this terminal.
    public var textWidth = TextWidth() { didSet { if textWidth != oldValue { settle() } } }
    var memo = LayoutMemo()
    /// The edits of the command being performed.
    var edits: [Edit] = []

    public init(_ text: String = "") {
        document = Document(text)
        outline = TurnOutline(document)
    }

    /// Where typing goes.
    public var cursor: Position { caret.cursor }

    /// What is selected; nil if nothing is.
    public var selection: Range<Position>? {
        guard let anchor = caret.anchor, anchor != caret.cursor else { return nil }
        return min(anchor, caret.cursor)..<max(anchor, caret.cursor)
    }

    /// What is selected, as text.
    public var selectedText: String { selection.map { document.text(in: $0) } ?? "" }

    /// The turns in order.
    public var turns: [TurnRegion] { outline.regions }

    /// The turn of the cursor; nil before the first.
    public var currentTurn: Int? { turnIndex(at: cursor) }

    /// The turn at a place, comments and blank lines after it included; nil before the first.
    public func turnIndex(at position: Position) -> Int? {
        outline.index(at: document.point(at: position))
    }

    /// The format of the script, as its marks tell.
    public var format: ScriptFormat { outline.format }

    /// Grows with every change of the text, also by undo.
    public var version: Int { document.version }

    /// Names the present text: the same number whenever undo and redo lead back to it. So a text
    /// has unsaved changes if this differs from what it was when saved.
    public var revision: Int { history.revision }

    public var canUndo: Bool { !history.done.isEmpty }
    public var canRedo: Bool { !history.undone.isEmpty }

    /// For each turn of a dialogue read from this text, the index in `turns`; nil if the text has
    /// changed so much that it is not there. A dialogue leaves out turns that cannot be spoken.
    public func turnIndices(of dialogue: Dialogue) -> [Int?] {
        dialogue.turns.map { turn in
            guard (1...document.lineCount).contains(turn.line) else { return nil }
            let point = document.point(at: Position(line: turn.line - 1, column: turn.column - 1))
            // A reader may count the white space before a mark as part of it, and leaves out
            // what cannot be seen: then it is the next one on the line.
            let index = outline.index(at: point) ?? 0
            return (index...index + 1).first {
                turns.indices.contains($0) && turns[$0].firstLine == turn.line - 1
                    && turns[$0].speaker == turn.speaker.index
            }
        }
    }

    /// Says how large the rectangle is that the editor is drawn in, and keeps the cursor in it.
    public mutating func setViewport(_ size: Size) {
        guard size != viewport else { return }
        viewport = size
        settle()
    }

    private mutating func settle() {
        goalCell = nil
        revealCursor()
    }
}
