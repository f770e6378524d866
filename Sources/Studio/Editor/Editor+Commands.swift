extension Editor {
    /// Carries out an order.
    ///
    /// Costs the lines it touches and a pass over what the lines know: well below a millisecond for
    /// ten thousand turns. Searching and replacing go through the text.
    @discardableResult
    public mutating func apply(_ command: EditorCommand) -> EditorOutcome {
        let before = caret
        if !command.isVertical { goalCell = nil }
        let outcome = perform(command)
        history.record(edits, kind: command.undoKind, before: before, after: caret)
        edits = []
        if command.undoKind == .other { history.seal() }
        if let change = document.change {
            outline.update(document, change)
            document.change = nil
        }
        if case .scroll = command { return outcome }
        revealCursor()
        return outcome
    }

    private mutating func perform(_ command: EditorCommand) -> EditorOutcome {
        switch command {
        case .move(let movement, let selecting): return move(movement, selecting: selecting)
        case .place(let position, let selecting): return place(position, selecting: selecting)
        case .selectWord(let position): return select(wordRange(at: position))
        case .selectLine(let line): return selectLine(line)
        case .selectTurn: return selectTurn()
        case .selectAll: return select(Position(line: 0, column: 0)..<document.end)
        case .clearSelection: caret.anchor = nil
        case .insert(let text): replaceSelection(with: text)
        case .newline: replaceSelection(with: "\n")
        case .delete(let deletion): return delete(deletion)
        case .cut: return cut()
        case .copy: return copy()
        case .paste(let text): return paste(text)
        case .undo: return undo()
        case .redo: return redo()
        case .find(let pattern): return find(pattern)
        case .findNext: return findNext()
        case .findPrevious: return findPrevious()
        case .replace(let text): return replace(with: text)
        case .replaceAll(let text): return replaceAll(with: text)
        case .goToLine(let line):
            return place(Position(line: line - 1, column: 0), selecting: false)
        case .goToTurn(let index): return goToTurn(index)
        case .newTurn(let speaker): return newTurn(speaker: speaker)
        case .moveTurnUp: return moveTurn(by: -1)
        case .moveTurnDown: return moveTurn(by: 1)
        case .setSpeaker(let speaker): return setSpeaker(speaker)
        case .scroll(let rows): scroll = moved(scroll, byRows: rows)
        }
        return .done
    }
}

extension EditorCommand {
    fileprivate var undoKind: UndoHistory.Kind {
        switch self {
        case .insert: .typing
        case .delete(.back): .deletingBack
        case .delete(.forward): .deletingForward
        default: .other
        }
    }

    fileprivate var isVertical: Bool {
        switch self {
        case .move(let movement, _): [.up, .down, .pageUp, .pageDown].contains(movement)
        case .scroll: true
        default: false
        }
    }
}
