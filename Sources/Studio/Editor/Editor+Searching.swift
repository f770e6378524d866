extension Editor {
    mutating func find(_ pattern: SearchPattern?) -> EditorOutcome {
        search = pattern?.text.isEmpty == true ? nil : pattern
        guard search != nil else { return .done }
        return select(from: selection?.lowerBound ?? cursor, forward: true)
    }

    mutating func findNext() -> EditorOutcome {
        guard search != nil else { return .refused(Self.nothingSought) }
        return select(from: selection?.upperBound ?? cursor, forward: true)
    }

    mutating func findPrevious() -> EditorOutcome {
        guard search != nil else { return .refused(Self.nothingSought) }
        return select(from: selection?.lowerBound ?? cursor, forward: false)
    }

    mutating func replace(with text: String) -> EditorOutcome {
        guard let search else { return .refused(Self.nothingSought) }
        if let selection {
            let start = document.point(at: selection.lowerBound)
            let end = document.point(at: selection.upperBound)
            if start.line == end.line,
                SearchPattern.Matcher(search).matches(in: document.lines[start.line])
                    .contains(start.offset..<end.offset)
            {
                replace(selection, with: text)
            }
        }
        return findNext()
    }

    mutating func replaceAll(with text: String) -> EditorOutcome {
        guard let search else { return .refused(Self.nothingSought) }
        let keep = document.point(at: cursor)
        let matcher = SearchPattern.Matcher(search)
        var count = 0
        // From the end, so that what is still to be replaced stays where it is.
        for number in document.lines.indices.reversed() {
            let line = document.lines[number]
            let matches = matcher.matches(in: line)
            guard let first = matches.first, let last = matches.last else { continue }
            var replacement = text
            for (match, next) in zip(matches, matches.dropFirst()) {
                replacement += line.text(in: match.upperBound..<next.lowerBound)
                replacement += text
            }
            let start = TextPoint(line: number, offset: first.lowerBound)
            edit(start..<TextPoint(line: number, offset: last.upperBound), with: replacement)
            count += matches.count
        }
        guard count > 0 else { return .notFound }
        let line = min(keep.line, document.lineCount - 1)
        let offset = min(keep.offset, document.lines[line].text.utf8.count)
        caret = Caret(cursor: document.position(at: TextPoint(line: line, offset: offset)))
        return .replaced(count: count)
    }

    private static let nothingSought = "Nothing is being looked for. Say what to find first."

    /// Selects the first match at or after a place, or the last before it, going round the ends.
    private mutating func select(from position: Position, forward: Bool) -> EditorOutcome {
        guard let search else { return .notFound }
        let start = document.point(at: position)
        let matcher = SearchPattern.Matcher(search)
        var all: [Range<TextPoint>] = []
        for (number, line) in document.lines.enumerated() {
            for match in matcher.matches(in: line) {
                all.append(
                    TextPoint(
                        line: number, offset: match.lowerBound)..<TextPoint(
                            line: number, offset: match.upperBound))
            }
        }
        guard !all.isEmpty else { return .notFound }
        let index =
            forward
            ? all.firstIndex { $0.lowerBound >= start } ?? 0
            : all.lastIndex { $0.lowerBound < start } ?? all.count - 1
        caret = Caret(
            cursor: document.position(at: all[index].upperBound),
            anchor: document.position(at: all[index].lowerBound))
        return .found(number: index + 1, count: all.count)
    }
}
