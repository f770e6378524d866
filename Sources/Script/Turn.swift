/// What one speaker says until the next one begins.
public struct Turn: Hashable, Sendable {
    public var speaker: Speaker
    /// What is said, in order and in normal form; empty only in a turn being written.
    public let pieces: [Piece]
    /// Where the turn begins in its source, counted from 1; 1 for a turn that has no source.
    public var line: Int
    /// In characters as a reader sees them, counted from 1.
    public var column: Int

    /// Makes a turn, bringing `pieces` into normal form: neighbouring texts joined, white space
    /// tidied, numbers rounded to three decimals, empty texts dropped.
    ///
    /// Pauses and rates must lie in `Piece.pauseRange` and `Piece.rateRange`; a pronunciation needs
    /// one word, without white space, and phonemes.
    public init(speaker: Speaker, pieces: [Piece], line: Int = 1, column: Int = 1) {
        var builder = TurnBuilder()
        for piece in pieces { builder.append(piece) }
        self.init(speaker: speaker, normalPieces: builder.finish(), line: line, column: column)
    }

    init(speaker: Speaker, normalPieces: [Piece], line: Int, column: Int) {
        self.speaker = speaker
        self.pieces = normalPieces
        self.line = line
        self.column = column
    }

    /// The words alone, as a caption shows them.
    public var text: String {
        var text = ""
        for piece in pieces {
            switch piece {
            case .text(let words): text += words
            case .pronunciation(let word, _): text += word
            case .pause, .rate: if !text.isEmpty && !text.hasSuffix(" ") { text += " " }
            }
        }
        return text.hasSuffix(" ") ? String(text.dropLast()) : text
    }

    /// Turns are equal when the same person says the same; where they stand does not matter.
    public static func == (left: Turn, right: Turn) -> Bool {
        left.speaker == right.speaker && left.pieces == right.pieces
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(speaker)
        hasher.combine(pieces)
    }
}

extension Turn: CustomStringConvertible {
    /// The turn as one line of a script.
    public var description: String {
        var line = "[\(speaker)]"
        var previous: Piece?
        for piece in pieces {
            if previous?.separatesWords ?? true || piece.separatesWords { line += " " }
            line += piece.source
            previous = piece
        }
        return line
    }
}
