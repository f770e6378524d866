import Script

/// A text as lines, with the speaker marks in each.
///
/// A change costs the lines it touches, and moving those after it in memory.
public struct Document: Sendable {
    /// What ended the lines of the file the text came from.
    public enum LineEnding: String, Hashable, Sendable {
        case lineFeed = "\n"
        case carriageReturnLineFeed = "\r\n"
    }

    /// At least one.
    private(set) var lines: [Line]
    /// What ends lines in `fileText`.
    public let lineEnding: LineEnding
    /// Grows with every change.
    public private(set) var version = 0
    /// How many marks of each format there are.
    private var markCounts: [ScriptFormat: Int] = [:]
    /// How many of them have the number 0.
    private var zeroCounts: [ScriptFormat: Int] = [:]
    /// Which lines have changed since this was last set to nil.
    var change: LineChange?

    /// Takes in a text with line ends of any kind; a byte-order mark at its beginning is left out.
    public init(_ text: String = "") {
        var text = text
        if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        lineEnding = Self.lineEnding(of: text)
        lines = Self.split(Self.normalised(text)).map { Line(String($0)) }
        for line in lines { count(line, 1) }
    }

    public var lineCount: Int { lines.count }

    /// The text of a line, without its end.
    public func text(ofLine line: Int) -> String { lines[line].text }

    /// All of it, lines separated by `\n`.
    public var text: String { joined("\n") }

    /// All of it with the line ends it came with: what is saved.
    public var fileText: String { joined(lineEnding.rawValue) }

    /// The format of the script, from the marks in it and how it begins.
    public var format: ScriptFormat {
        let beginning = lines.lazy.map(\.text).filter { !$0.allSatisfy(\.isWhitespace) }.prefix(2)
        if ScriptFormat.isJSON(beginning.map { $0.utf8.prefix(200) }.joined()) { return .json }
        return .recognised(among: Set(markCounts.filter { $0.value > 0 }.keys))
    }

    /// The place after the last character.
    public var end: Position {
        Position(line: lines.count - 1, column: lines[lines.count - 1].length)
    }

    /// The nearest place that exists.
    public func clamped(_ position: Position) -> Position {
        guard position.line >= 0 else { return Position(line: 0, column: 0) }
        guard position.line < lines.count else { return end }
        let column = min(max(position.column, 0), lines[position.line].length)
        return Position(line: position.line, column: column)
    }

    /// What stands between two places.
    public func text(in range: Range<Position>) -> String {
        text(in: point(at: range.lowerBound)..<point(at: range.upperBound))
    }
}

// MARK: - Bytes

extension Document {
    func point(at position: Position) -> TextPoint {
        let position = clamped(position)
        let offset = lines[position.line].offset(ofColumn: position.column)
        return TextPoint(line: position.line, offset: offset)
    }

    func position(at point: TextPoint) -> Position {
        Position(line: point.line, column: lines[point.line].column(ofOffset: point.offset))
    }

    var endPoint: TextPoint {
        TextPoint(line: lines.count - 1, offset: lines[lines.count - 1].text.utf8.count)
    }

    func text(in range: Range<TextPoint>) -> String {
        let (start, end) = (range.lowerBound, range.upperBound)
        if start.line == end.line {
            return String(lines[start.line].text(in: start.offset..<end.offset))
        }
        let first = lines[start.line]
        var text = String(first.text(in: start.offset..<first.text.utf8.count))
        for line in start.line + 1..<end.line {
            text += "\n"
            text += lines[line].text
        }
        text += "\n"
        text += lines[end.line].text(in: 0..<end.offset)
        return text
    }

    /// Makes a change whose `removed` is what stands at its start.
    mutating func apply(_ edit: Edit) {
        let end = edit.start.advanced(over: edit.removed)
        let first = lines[edit.start.line]
        let last = lines[end.line]
        var text = String(first.text(in: 0..<edit.start.offset))
        text += edit.inserted
        text += last.text(in: end.offset..<last.text.utf8.count)
        note(edit, end: end)
        let replacement = Self.split(text).map { Line(String($0)) }
        for line in lines[edit.start.line...end.line] { count(line, -1) }
        for line in replacement { count(line, 1) }
        if replacement.count == 1 && edit.start.line == end.line {
            lines[edit.start.line] = replacement[0]
        } else {
            lines.replaceSubrange(edit.start.line...end.line, with: replacement)
        }
        version += 1
    }

    private mutating func note(_ edit: Edit, end: TextPoint) {
        var change = change ?? LineChange(lineCount: lines.count)
        change.head = min(change.head, edit.start.line)
        change.tail = min(change.tail, lines.count - 1 - end.line)
        self.change = change
    }

    /// Whether marks of a format name speakers by numbers from 0.
    func countsFromZero(in format: ScriptFormat) -> Bool { zeroCounts[format, default: 0] > 0 }

    /// Line ends of any kind as `\n`.
    static func normalised(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "\r")) else { return text }
        var result = String.UnicodeScalarView()
        var followsReturn = false
        for scalar in text.unicodeScalars {
            if scalar == "\r" {
                result.append("\n")
            } else if scalar != "\n" || !followsReturn {
                result.append(scalar)
            }
            followsReturn = scalar == "\r"
        }
        return String(result)
    }

    private static func split(_ text: String) -> [Substring] {
        // By bytes: as characters, a line feed joins with nothing but a return before it.
        var parts: [Substring] = []
        var start = text.startIndex
        let utf8 = text.utf8
        while let end = utf8[start...].firstIndex(of: UInt8(ascii: "\n")) {
            parts.append(text[start..<end])
            start = utf8.index(after: end)
        }
        parts.append(text[start...])
        return parts
    }

    private static func lineEnding(of text: String) -> LineEnding {
        let utf8 = text.utf8
        guard let end = utf8.firstIndex(of: UInt8(ascii: "\n")), end > utf8.startIndex,
            utf8[utf8.index(before: end)] == UInt8(ascii: "\r")
        else { return .lineFeed }
        return .carriageReturnLineFeed
    }

    private func joined(_ separator: String) -> String {
        var text = ""
        text.reserveCapacity(lines.reduce(0) { $0 + $1.text.utf8.count + separator.utf8.count })
        for (index, line) in lines.enumerated() {
            if index > 0 { text += separator }
            text += line.text
        }
        return text
    }

    private mutating func count(_ line: Line, _ change: Int) {
        for segment in line.segments {
            guard let mark = segment.mark else { continue }
            if mark.name == .number(0) {
                for format in ScriptFormat.allCases where mark.isMark(in: format) {
                    zeroCounts[format, default: 0] += change
                }
            }
            if mark.showsFormat { markCounts[mark.format, default: 0] += change }
        }
    }
}

/// Which lines may differ: all but `head` at the beginning and `tail` at the end.
struct LineChange: Hashable, Sendable {
    var head: Int
    var tail: Int
    var oldLineCount: Int

    init(lineCount: Int) {
        (head, tail, oldLineCount) = (lineCount, lineCount, lineCount)
    }
}

extension Document: Equatable {
    /// Equal in every byte.
    public static func == (left: Document, right: Document) -> Bool {
        left.lines.count == right.lines.count
            && zip(left.lines, right.lines).allSatisfy { $0.text.utf8.elementsEqual($1.text.utf8) }
    }
}
