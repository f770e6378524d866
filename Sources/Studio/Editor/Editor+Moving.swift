extension Editor {
    mutating func move(_ movement: Movement, selecting: Bool) -> EditorOutcome {
        if !selecting, let selection, movement == .left || movement == .right {
            caret = Caret(cursor: movement == .left ? selection.lowerBound : selection.upperBound)
            return .done
        }
        let goal = isVertical(movement) ? goalCell ?? spot(of: cursor).cell : nil
        let target = place(after: movement, goal: goal)
        goalCell = goal
        return place(target, selecting: selecting)
    }

    mutating func place(_ position: Position, selecting: Bool) -> EditorOutcome {
        let anchor = selecting ? caret.anchor ?? cursor : nil
        caret = Caret(cursor: document.clamped(position), anchor: anchor)
        return .done
    }

    mutating func select(_ range: Range<Position>) -> EditorOutcome {
        caret = Caret(
            cursor: document.clamped(range.upperBound), anchor: document.clamped(range.lowerBound))
        return .done
    }

    mutating func selectLine(_ line: Int) -> EditorOutcome {
        let start = document.clamped(Position(line: line, column: 0))
        return select(start.lineStart..<document.clamped(Position(line: start.line + 1, column: 0)))
    }

    mutating func selectTurn() -> EditorOutcome {
        guard let index = currentTurn else { return .refused(Self.noTurnHere) }
        let region = turns[index]
        return select(document.position(at: region.start)..<document.position(at: region.end))
    }

    mutating func goToTurn(_ index: Int) -> EditorOutcome {
        guard !turns.isEmpty else { return .refused(Self.noTurnHere) }
        let region = turns[min(max(index, 0), turns.count - 1)]
        return place(placeToWrite(in: region), selecting: false)
    }

    /// After the mark and the space that follows it.
    func placeToWrite(in region: TurnRegion) -> Position {
        let line = document.lines[region.firstLine]
        var column = line.column(ofOffset: region.mark.upperBound)
        let rest = line.text(in: region.mark.upperBound..<line.text.utf8.count)
        if rest.first == " " { column += 1 }
        return Position(line: region.firstLine, column: column)
    }

    /// Where `movement` leads from the cursor.
    func place(after movement: Movement, goal: Int? = nil) -> Position {
        let line = document.lines[cursor.line]
        switch movement {
        case .left:
            if cursor.column > 0 { return Position(line: cursor.line, column: cursor.column - 1) }
            return cursor.line > 0
                ? document.clamped(Position(line: cursor.line - 1, column: Int.max)) : cursor
        case .right:
            if cursor.column < line.length {
                return Position(line: cursor.line, column: cursor.column + 1)
            }
            return document.clamped(Position(line: cursor.line + 1, column: 0))
        case .wordLeft: return wordPlace(forward: false)
        case .wordRight: return wordPlace(forward: true)
        case .up: return rowPlace(by: -1, goal: goal ?? 0)
        case .down: return rowPlace(by: 1, goal: goal ?? 0)
        case .pageUp: return rowPlace(by: -max(viewport.rows - 2, 1), goal: goal ?? 0)
        case .pageDown: return rowPlace(by: max(viewport.rows - 2, 1), goal: goal ?? 0)
        case .rowStart: return rowEdge(atEnd: false)
        case .rowEnd: return rowEdge(atEnd: true)
        case .lineStart: return cursor.lineStart
        case .lineEnd: return document.clamped(Position(line: cursor.line, column: Int.max))
        case .turnPrevious: return turnPlace(forward: false)
        case .turnNext: return turnPlace(forward: true)
        case .documentStart: return Position(line: 0, column: 0)
        case .documentEnd: return document.end
        }
    }

    private func isVertical(_ movement: Movement) -> Bool {
        [.up, .down, .pageUp, .pageDown].contains(movement)
    }

    /// Forward to the next turn, back to the beginning of this one or the one before.
    private func turnPlace(forward: Bool) -> Position {
        let current = currentTurn
        if forward {
            let next = current.map { $0 + 1 } ?? 0
            return next < turns.count ? placeToWrite(in: turns[next]) : document.end
        }
        guard let current else { return Position(line: 0, column: 0) }
        let beginning = placeToWrite(in: turns[current])
        if beginning < cursor { return beginning }
        return current > 0 ? placeToWrite(in: turns[current - 1]) : Position(line: 0, column: 0)
    }
}

extension Position {
    fileprivate var lineStart: Position { Position(line: line, column: 0) }
}

// MARK: - Words

extension Editor {
    private func wordPlace(forward: Bool) -> Position {
        let words = Words(document.text(ofLine: cursor.line))
        if forward, cursor.column >= words.length { return place(after: .right) }
        if !forward, cursor.column == 0 { return place(after: .left) }
        let column =
            forward ? words.start(after: cursor.column) : words.start(before: cursor.column)
        return Position(line: cursor.line, column: column)
    }

    func wordRange(at position: Position) -> Range<Position> {
        let position = document.clamped(position)
        let words = Words(document.text(ofLine: position.line))
        guard let word = words.word(at: position.column) else { return position..<position }
        return Position(
            line: position.line, column: word.lowerBound)..<Position(
                line: position.line, column: word.upperBound)
    }
}
