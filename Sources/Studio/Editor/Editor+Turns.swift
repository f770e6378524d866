import Script

extension Editor {
    /// Who is likely to speak after a turn: whoever followed the same speaker last, else whoever
    /// spoke last before them, else the next letter.
    public func nextSpeaker(afterTurn index: Int) -> Int {
        guard turns.indices.contains(index), let speaker = turns[index].speaker else { return 0 }
        for earlier in stride(from: index - 1, through: 0, by: -1)
        where turns[earlier].speaker == speaker {
            if let next = turns[earlier + 1].speaker, next != speaker { return next }
        }
        let others = turns[..<index].last { $0.speaker != nil && $0.speaker != speaker }
        return others?.speaker ?? (speaker + 1) % Speaker.allCases.count
    }

    mutating func newTurn(speaker: Int?) -> EditorOutcome {
        guard format != .json else { return .refused(Self.noTurnsInJSON) }
        guard let index = currentTurn else { return firstTurn(speaker: speaker ?? 0) }
        let region = turns[index]
        if !region.hasText {
            let current = region.speaker ?? -1
            return setSpeaker(speaker ?? (current + 1) % Speaker.allCases.count)
        }
        let speaker = speaker ?? nextSpeaker(afterTurn: index)
        let mark = mark(for: speaker, like: region)
        let end = edit(region.end..<region.end, with: "\n" + mark.opening)
        edit(end..<end, with: mark.closing)
        caret = Caret(cursor: document.position(at: end))
        return .done
    }

    /// Where no turn has begun yet: at the end of the cursor's line, on a line of its own.
    private mutating func firstTurn(speaker: Int) -> EditorOutcome {
        let line = document.lines[cursor.line]
        let isBlank = line.text.allSatisfy(\.isWhitespace)
        let place = TextPoint(line: cursor.line, offset: line.text.utf8.count)
        let mark = mark(for: speaker, like: turns.first)
        let end = edit(place..<place, with: (isBlank ? "" : "\n") + mark.opening)
        edit(end..<end, with: mark.closing)
        caret = Caret(cursor: document.position(at: end))
        return .done
    }

    mutating func setSpeaker(_ speaker: Int) -> EditorOutcome {
        guard Speaker(rawValue: speaker) != nil else {
            return .refused("There is no such speaker. Use A, B, C or D.")
        }
        guard let index = currentTurn else { return .refused(Self.noTurnHere) }
        let region = turns[index]
        guard region.speaker != speaker else { return .done }
        let mark = mark(for: speaker, like: region)
        let line = document.lines[region.firstLine]
        let old = String(line.text(in: region.mark))
        let place = document.point(at: cursor)
        if let closing = region.closing {
            edit(
                TextPoint(
                    line: closing.line, offset: closing.range.lowerBound)..<TextPoint(
                        line: closing.line, offset: closing.range.upperBound), with: mark.closing)
        }
        // This one keeps whatever follows it.
        let new = mark.opening.hasSuffix(" ") ? String(mark.opening.dropLast()) : mark.opening
        let end = edit(
            region.start..<TextPoint(line: region.firstLine, offset: region.mark.upperBound),
            with: new)
        guard place.line == region.firstLine else { return .done }
        let moved = place.offset - old.utf8.count + new.utf8.count
        let offset = place.offset >= region.mark.upperBound ? moved : min(place.offset, end.offset)
        caret = Caret(cursor: document.position(at: TextPoint(line: place.line, offset: offset)))
        return .done
    }

    /// What begins and ends a turn of `speaker`, written as the mark of another turn is written.
    private func mark(
        for speaker: Int, like region: TurnRegion?
    ) -> (opening: String, closing: String) {
        let number = outline.countsFromZero ? speaker : speaker + 1
        let letter = Speaker(rawValue: speaker)?.name ?? "A"
        let closing = format == .personElements ? "</Person\(number)>" : ""
        if let region {
            let line = document.lines[region.firstLine]
            let text = String(line.text(in: region.mark))
            let closing = text.hasPrefix("<") ? closing : ""
            let space = text.unicodeScalars.last?.isASCII == true && closing.isEmpty ? " " : ""
            let isNumber = if case .number = region.name { true } else { false }
            if isNumber, let range = text.lastRange(where: { "0"..."9" ~= $0 }) {
                return (text.replacingCharacters(in: range, with: "\(number)") + space, closing)
            }
            let isLetter: (Character) -> Bool = { $0.isASCII && $0.isLetter }
            if !isNumber, let range = text.lastRange(where: isLetter), let old = text[range].last {
                let new = old.isLowercase ? letter.lowercased() : letter
                // “Speaker A” ends in one letter, “speakerA” in more: only the last one names.
                let last = text.index(before: range.upperBound)..<range.upperBound
                return (text.replacingCharacters(in: last, with: new) + space, closing)
            }
        }
        let opening =
            switch format {
            case .parley, .json: "[Speaker \(letter)] "
            case .prefixedLines: "Speaker \(letter): "
            case .letteredLines: "\(letter): "
            case .shortTags: "[S\(number)] "
            case .numberTags: "[\(number)] "
            case .personElements: "<Person\(number)>"
            }
        return (opening, closing)
    }

    private static let noTurnsInJSON =
        "Turns of a JSON script are edited as text. Convert it: parley script convert."

    /// Swaps this turn with a neighbour; what stands between them stays where it is.
    mutating func moveTurn(by step: Int) -> EditorOutcome {
        guard let index = currentTurn else { return .refused(Self.noTurnHere) }
        let other = index + step
        guard turns.indices.contains(other) else {
            return .refused(step < 0 ? "This is the first turn." : "This is the last turn.")
        }
        let (first, second) = (turns[min(index, other)], turns[max(index, other)])
        let upper = document.text(in: first.start..<first.end)
        let between = document.text(in: first.end..<second.start)
        let lower = document.text(in: second.start..<second.end)
        let place = document.point(at: cursor)
        let own = turns[index]
        edit(first.start..<second.end, with: lower + between + upper)
        let start = step < 0 ? first.start : first.start.advanced(over: lower + between)
        // In blank lines or comments after the turn, the cursor goes to the turn's end.
        let inside = document.text(in: start..<start.advanced(over: step < 0 ? lower : upper))
        let offset = offset(of: min(place, own.end), from: own.start)
        caret = Caret(cursor: document.position(at: start.advanced(over: prefix(inside, offset))))
        return .done
    }

    /// From one place to a later one, as lines and bytes in the last of them.
    private func offset(of place: TextPoint, from start: TextPoint) -> TextPoint {
        TextPoint(
            line: place.line - start.line,
            offset: place.line == start.line ? place.offset - start.offset : place.offset)
    }

    /// The beginning of `text` that is so many lines and bytes long.
    private func prefix(_ text: String, _ length: TextPoint) -> String {
        var (line, offset) = (0, 0)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if line == length.line && offset == length.offset { break }
            bytes.append(byte)
            if byte == UInt8(ascii: "\n") { (line, offset) = (line + 1, 0) } else { offset += 1 }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension String {
    /// The last run of characters that are so.
    fileprivate func lastRange(where isSo: (Character) -> Bool) -> Range<Index>? {
        guard let last = lastIndex(where: isSo) else { return nil }
        var start = last
        while start > startIndex, isSo(self[index(before: start)]) { start = index(before: start) }
        return start..<index(after: last)
    }

    fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        var copy = self
        copy.replaceSubrange(range, with: text)
        return copy
    }
}
