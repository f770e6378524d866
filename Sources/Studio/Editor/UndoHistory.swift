/// Where the cursor is and from where the selection began.
struct Caret: Hashable, Sendable {
    var cursor = Position(line: 0, column: 0)
    var anchor: Position?
}

/// Every change since the document was opened, without limit.
///
/// What is typed in one go is one step: a word with the spaces after it.
struct UndoHistory: Equatable, Sendable {
    /// Which changes may join the step before them.
    enum Kind: Hashable, Sendable {
        case typing, deletingBack, deletingForward, other
    }

    struct Step: Equatable, Sendable {
        var kind: Kind
        var edits: [Edit]
        var before: Caret
        var after: Caret
        /// Unlike that of any other state of the text.
        var revision: Int
    }

    private(set) var done: [Step] = []
    private(set) var undone: [Step] = []
    private var lastRevision = 0

    /// Names the present text: the same number after going away and coming back by undo and redo.
    var revision: Int { done.last?.revision ?? 0 }

    /// Takes in what a command did.
    mutating func record(_ edits: [Edit], kind: Kind, before: Caret, after: Caret) {
        guard !edits.isEmpty else { return }
        undone.removeAll()
        lastRevision += 1
        if edits.count == 1, let last = done.last, last.kind == kind, last.edits.count == 1,
            let joined = Self.join(last.edits[0], edits[0], kind)
        {
            done[done.count - 1].edits = [joined]
            done[done.count - 1].after = after
            done[done.count - 1].revision = lastRevision
            return
        }
        done.append(
            Step(kind: kind, edits: edits, before: before, after: after, revision: lastRevision))
    }

    /// Nothing joins the last step any more.
    mutating func seal() {
        guard let last = done.indices.last else { return }
        done[last].kind = .other
    }

    mutating func undo() -> Step? {
        guard let step = done.popLast() else { return nil }
        undone.append(step)
        return step
    }

    mutating func redo() -> Step? {
        guard var step = undone.popLast() else { return nil }
        step.kind = .other
        done.append(step)
        return step
    }

    private static func join(_ first: Edit, _ second: Edit, _ kind: Kind) -> Edit? {
        switch kind {
        case .typing:
            guard second.removed.isEmpty,
                second.start == first.start.advanced(over: first.inserted),
                !beginsWord(second.inserted, after: first.inserted)
            else { return nil }
            var joined = first
            joined.inserted += second.inserted
            return joined
        case .deletingBack:
            guard second.start.advanced(over: second.removed) == first.start else { return nil }
            return Edit(
                start: second.start, removed: second.removed + first.removed, inserted: "")
        case .deletingForward:
            guard second.start == first.start else { return nil }
            return Edit(start: first.start, removed: first.removed + second.removed, inserted: "")
        case .other:
            return nil
        }
    }

    /// After white space or punctuation something else begins; a line feed stands alone.
    private static func beginsWord(_ text: String, after before: String) -> Bool {
        guard let last = before.last, let first = text.first else { return false }
        if last.isNewline || first.isNewline { return true }
        if last.isWhitespace { return !first.isWhitespace }
        return last.isPunctuation && !first.isPunctuation && !first.isWhitespace && !last.isASCII
    }
}
