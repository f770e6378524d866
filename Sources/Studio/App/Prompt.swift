/// A line being typed at the bottom.
struct Prompt: Equatable, Sendable {
    enum Purpose: Equatable, Sendable {
        /// After “:”.
        case command
        case find
    }

    var purpose: Purpose
    var line = LineInput()
    /// What fits here, and which of it is chosen.
    var completions: [Completion] = []
    var chosen: Int?
    /// What had been typed before completions were walked through.
    var typed: String?
    /// How far back in the history; 0 is the line being typed.
    var historyStep = 0
    /// Where the cursor was before matches were shown.
    var origin: Position?

    init(_ purpose: Purpose, text: String = "") {
        self.purpose = purpose
        line = LineInput(text)
    }
}

/// One line of text and a cursor in it.
struct LineInput: Equatable, Sendable {
    private(set) var text: String
    /// In characters.
    private(set) var cursor: Int

    init(_ text: String = "") {
        self.text = text
        cursor = text.count
    }

    mutating func insert(_ new: String) {
        // A prompt is one line, whatever is pasted.
        let flat = String(new.map { $0.isNewline ? " " : $0 })
        let (before, after) = (text.prefix(cursor), text.dropFirst(cursor))
        // A combining mark joins the character before it, so the cursor counts from the end.
        text = String(before) + flat + String(after)
        cursor = text.count - after.count
    }

    /// `left`, `right`, `start`, `end`, `back`, `forward`, `word-back`, `clear`.
    mutating func edit(_ what: String) {
        switch what {
        case "left": cursor = max(cursor - 1, 0)
        case "right": cursor = min(cursor + 1, text.count)
        case "start": cursor = 0
        case "end": cursor = text.count
        case "back": delete(from: max(cursor - 1, 0), to: cursor)
        case "forward": delete(from: cursor, to: min(cursor + 1, text.count))
        case "word-back": delete(from: wordStart, to: cursor)
        case "clear": delete(from: 0, to: cursor)
        default: break
        }
    }

    /// What stands before the cursor.
    var beforeCursor: String { String(text.prefix(cursor)) }

    private var wordStart: Int {
        let before = text.prefix(cursor)
        let word = before.reversed().drop { $0 == " " }.drop { $0 != " " }
        return word.count
    }

    private mutating func delete(from start: Int, to end: Int) {
        text = String(text.prefix(start)) + String(text.dropFirst(end))
        cursor = start
    }
}

/// Something that could be typed.
struct Completion: Equatable, Sendable {
    /// The whole line with it.
    var line: String
    /// What is shown.
    var label: String
    var detail: String
}
