/// Where the cursor goes.
public enum Movement: Hashable, CaseIterable, Sendable {
    case left, right, wordLeft, wordRight
    /// By rows as they are drawn.
    case up, down, pageUp, pageDown, rowStart, rowEnd
    case lineStart, lineEnd, turnPrevious, turnNext, documentStart, documentEnd
}

/// What an order to delete takes away; any of them takes the selection where there is one.
public enum Deletion: Hashable, CaseIterable, Sendable {
    case back, forward, wordBack, wordForward, toLineStart, toLineEnd
    case line
    /// The turn the cursor is in, with its mark.
    case turn
}

/// An order to the editor.
public enum EditorCommand: Hashable, Sendable {
    case move(Movement, selecting: Bool = false)
    /// Puts the cursor somewhere, as the mouse does.
    case place(Position, selecting: Bool = false)
    case selectWord(Position)
    case selectLine(Int)
    case selectTurn
    case selectAll
    case clearSelection
    /// What was typed, in place of the selection.
    case insert(String)
    case newline
    case delete(Deletion)
    /// Without a selection these take the line.
    case cut, copy
    /// A text from outside, or what was cut or copied last.
    case paste(String? = nil)
    case undo, redo
    /// Looks for something new, from the cursor on; nil stops showing matches.
    case find(SearchPattern?)
    case findNext, findPrevious
    /// Replaces the match that is selected, and goes to the next.
    case replace(with: String)
    case replaceAll(with: String)
    /// From 1, as people count.
    case goToLine(Int)
    /// From 0.
    case goToTurn(Int)
    /// Begins a turn after this one; nil for the speaker who is likely to be next. In a turn still
    /// empty it changes the speaker instead.
    case newTurn(speaker: Int? = nil)
    /// Changes places with the turn above or below.
    case moveTurnUp, moveTurnDown
    /// Gives the turn of the cursor to another, 0…3.
    case setSpeaker(Int)
    /// Scrolls without moving the cursor.
    case scroll(rows: Int)
}

/// What came of an order.
public enum EditorOutcome: Hashable, Sendable {
    case done
    /// There was nothing to do; a sentence for the status line.
    case refused(String)
    /// The match that is selected now, from 1, and how many there are.
    case found(number: Int, count: Int)
    case notFound
    case replaced(count: Int)
    /// To be given to the terminal's clipboard, too.
    case copied(String)
}
