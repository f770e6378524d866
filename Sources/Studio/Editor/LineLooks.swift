import Script

/// How each character of one line is drawn.
struct LineLooks {
    /// One for each character.
    private(set) var styles: [Style]
    /// Whether the selection goes on past the end of the line.
    private(set) var selectsLineEnd = false

    init(_ editor: Editor, line number: Int, laid: LaidOutLine, problems: ArraySlice<LintMark>) {
        let line = editor.document.lines[number]
        let count = laid.characters.count
        styles = Array(repeating: Style(line.isComment ? .comment : .text), count: count)
        if !line.isComment {
            if line.mayHaveTags { markTags(laid.characters) }
            markSpeakers(line, editor)
        }
        for problem in problems { underline(problem, laid.characters) }
        if let search = editor.search {
            for match in SearchPattern.Matcher(search).matches(in: line) {
                let columns =
                    line.column(
                        ofOffset: match.lowerBound)..<line.column(
                        ofOffset: match.upperBound)
                for column in columns { styles[column].background = .match }
            }
        }
        if let selection = editor.selection { select(selection, line: number, count: count) }
    }

    /// Whatever stands in brackets; backslashes make brackets text.
    private mutating func markTags(_ characters: [Character]) {
        var opening: Int?
        var isEscaped = false
        for (column, character) in characters.enumerated() {
            if isEscaped {
                isEscaped = false
                continue
            }
            switch character.unicodeScalars.first {
            case "\\": isEscaped = true
            case "[", "【", "［": opening = column
            case "]", "】", "］":
                for place in (opening ?? column + 1)..<column + 1 { styles[place] = Style(.tag) }
                opening = nil
            default: break
            }
        }
    }

    private mutating func markSpeakers(_ line: Line, _ editor: Editor) {
        for segment in line.segments {
            guard let mark = segment.mark, mark.isMark(in: editor.format) else { continue }
            let speaker = mark.name.speaker(countsFromZero: editor.outline.countsFromZero)
            let role = speaker.map { Role.speaker($0.index) } ?? .error
            let columns =
                line.column(
                    ofOffset: mark.range.lowerBound)..<line.column(
                    ofOffset: mark.range.upperBound)
            for column in columns where column < styles.count {
                styles[column] = Style(role, .bold)
            }
        }
    }

    /// The tag or word in which the problem lies, or the one character.
    private mutating func underline(_ problem: LintMark, _ characters: [Character]) {
        guard !characters.isEmpty else { return }
        let start = min(max(problem.position.column, 0), characters.count - 1)
        var end = start + 1
        if "[【［".contains(characters[start]) {
            while end < characters.count, !"]】］".contains(characters[end - 1]) { end += 1 }
        } else if characters[start].isLetter {
            while end < characters.count, characters[end].isLetter, end < start + 24 { end += 1 }
        }
        for column in start..<end {
            styles[column].emphasis.insert(.underlined)
            if styles[column].role == .text {
                styles[column].role = problem.isError ? .error : .warning
            }
        }
    }

    private mutating func select(_ selection: Range<Position>, line: Int, count: Int) {
        guard (selection.lowerBound.line...selection.upperBound.line).contains(line) else { return }
        let start = selection.lowerBound.line == line ? selection.lowerBound.column : 0
        let end = selection.upperBound.line == line ? selection.upperBound.column : count
        for column in min(start, count)..<max(min(end, count), min(start, count)) {
            styles[column].background = .selection
        }
        selectsLineEnd = selection.upperBound.line > line
    }
}
