extension Editor {
    /// Puts `text` in place of a range, without moving the cursor; returns where the text ends.
    @discardableResult
    mutating func edit(_ range: Range<TextPoint>, with text: String) -> TextPoint {
        let text = Document.normalised(text)
        let removed = document.text(in: range)
        let end = range.lowerBound.advanced(over: text)
        guard !removed.isEmpty || !text.isEmpty else { return end }
        let edit = Edit(start: range.lowerBound, removed: removed, inserted: text)
        document.apply(edit)
        edits.append(edit)
        return end
    }

    /// The same between two places, the cursor going to the end of the text.
    mutating func replace(_ range: Range<Position>, with text: String) {
        let points = document.point(at: range.lowerBound)..<document.point(at: range.upperBound)
        let end = edit(points, with: text)
        caret = Caret(cursor: document.position(at: end))
    }

    mutating func replaceSelection(with text: String) {
        replace(selection ?? cursor..<cursor, with: text)
    }

    mutating func delete(_ deletion: Deletion) -> EditorOutcome {
        if let selection, deletion != .line, deletion != .turn {
            replace(selection, with: "")
            return .done
        }
        switch deletion {
        case .back: replace(place(after: .left)..<cursor, with: "")
        case .forward: replace(cursor..<place(after: .right), with: "")
        case .wordBack: replace(place(after: .wordLeft)..<cursor, with: "")
        case .wordForward: replace(cursor..<place(after: .wordRight), with: "")
        case .toLineStart: replace(place(after: .lineStart)..<cursor, with: "")
        case .toLineEnd:
            // At the end of the line the order means the end itself.
            let end = place(after: .lineEnd)
            replace(cursor..<(end == cursor ? place(after: .right) : end), with: "")
        case .line: replace(lineRange(), with: "")
        case .turn:
            guard let index = currentTurn else { return .refused(Self.noTurnHere) }
            let next = index + 1 < turns.count ? turns[index + 1].start : document.endPoint
            let end = edit(turns[index].start..<next, with: "")
            caret = Caret(cursor: document.position(at: end))
        }
        return .done
    }

    static let noTurnHere = "No turn begins before the cursor. Go into one, or begin a new turn."

    /// The lines of the selection, or of the cursor, with the line end after them; the last line
    /// takes the one before it.
    private func lineRange() -> Range<Position> {
        let first = selection?.lowerBound.line ?? cursor.line
        let last = selection?.upperBound.line ?? cursor.line
        if last + 1 < document.lineCount {
            return Position(line: first, column: 0)..<Position(line: last + 1, column: 0)
        }
        let start =
            first > 0
            ? document.clamped(Position(line: first - 1, column: Int.max))
            : Position(line: 0, column: 0)
        return start..<document.end
    }
}

// MARK: - Clipboard

extension Editor {
    mutating func copy() -> EditorOutcome {
        clipboardHoldsLines = selection == nil
        clipboard = selection == nil ? document.text(ofLine: cursor.line) + "\n" : selectedText
        return .copied(clipboard)
    }

    mutating func cut() -> EditorOutcome {
        let outcome = copy()
        replace(selection ?? lineRange(), with: "")
        return outcome
    }

    mutating func paste(_ text: String?) -> EditorOutcome {
        guard let text = text ?? (clipboard.isEmpty ? nil : clipboard) else {
            return .refused("Nothing has been cut or copied yet. Select something first.")
        }
        guard clipboardHoldsLines && text == clipboard && selection == nil else {
            replaceSelection(with: text)
            return .done
        }
        let start = TextPoint(line: cursor.line, offset: 0)
        let end = edit(start..<start, with: text)
        caret = Caret(cursor: Position(line: end.line, column: 0))
        return .done
    }
}

// MARK: - Undo

extension Editor {
    mutating func undo() -> EditorOutcome {
        guard let step = history.undo() else { return .refused("Nothing to undo.") }
        for edit in step.edits.reversed() { document.apply(edit.inverse) }
        caret = step.before
        return .done
    }

    mutating func redo() -> EditorOutcome {
        guard let step = history.redo() else { return .refused("Nothing to redo.") }
        for edit in step.edits { document.apply(edit) }
        caret = step.after
        return .done
    }
}
