/// How many cells a terminal gives to the characters that Unicode calls ambiguous (“ ” … — · ○).
public enum AmbiguousWidth: Int, CaseIterable, Hashable, Sendable {
    /// One cell: most terminals.
    case narrow = 1
    /// Two cells: terminals set up for Chinese, Japanese or Korean.
    case wide = 2
}

/// How much room text takes on a terminal, and what is drawn for it.
///
/// Terminals disagree about characters made of several scalars, so only what all of them draw alike
/// is ever sent: a family of emoji shows its first member, a skin tone is left out, a flag is its
/// two letters side by side (which terminals that can join into the flag). Every character takes
/// at least one cell: what has no width or would disturb the terminal shows as a mark of one.
public struct TextWidth: Hashable, Sendable {
    public var ambiguous: AmbiguousWidth

    public init(ambiguous: AmbiguousWidth = .narrow) {
        self.ambiguous = ambiguous
    }

    /// What stands in one cell, or in two when wide.
    public struct Piece: Hashable, Sendable {
        /// One scalar with a width and those without that belong to it.
        public var text: String
        /// 1 or 2.
        public var width: Int
    }

    /// The cells of `text`, at least one for each character.
    public func width(of text: String) -> Int {
        if text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) { return text.utf8.count }
        var total = 0
        for character in text { total += width(of: character) }
        return total
    }

    /// The cells of `character`: 1 or more.
    public func width(of character: Character) -> Int {
        let scalars = character.unicodeScalars
        let first = scalars[scalars.startIndex]
        if scalars.index(after: scalars.startIndex) == scalars.endIndex {
            return max(width(of: first), 1)
        }
        return pieces(of: character).reduce(0) { $0 + $1.width }
    }

    /// What is drawn for `character`, from left to right; never empty.
    public func pieces(of character: Character) -> [Piece] {
        var pieces: [Piece] = []
        var followsJoiner = false
        var isEmoji = false
        for scalar in character.unicodeScalars {
            if isDropped(scalar) {
                followsJoiner = scalar == "\u{200D}" && isEmoji
                continue
            }
            if followsJoiner || (isEmoji && scalar.properties.isEmojiModifier) { continue }
            let width = width(of: scalar)
            if width == 0 {
                append(mark: scalar, to: &pieces)
            } else if pieces.count < Self.longest {
                isEmoji = scalar.value > 0xFF && scalar.properties.isEmoji
                pieces.append(Piece(text: drawn(scalar), width: width))
            }
        }
        return pieces.isEmpty ? [Piece(text: Self.invisibleMark, width: 1)] : pieces
    }

    /// `text` cut to `columns`, its end shown by an ellipsis where it was cut.
    public func shortened(_ text: String, to columns: Int) -> String {
        guard width(of: text) > columns else { return text }
        let ellipsis = ambiguous == .narrow ? "…" : "."
        guard columns > 0 else { return "" }
        var short = ""
        var used = 1
        for character in text {
            used += width(of: character)
            if used > columns { break }
            short.append(character)
        }
        return short + ellipsis
    }

    /// What a character without any width of its own is shown as; narrow in every terminal.
    static let invisibleMark = "\u{2423}"
    /// More pieces than this in one character are not drawn.
    private static let longest = 6
    /// More marks than this on one letter are not drawn; curses has room for five scalars a cell.
    private static let mostMarks = 4
}

// MARK: - Scalars

extension TextWidth {
    /// 0, 1 or 2; controls have one cell.
    func width(of scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0..<0xA1: return 1
        case 0x4E00...0x9FFF, 0xAC00...0xD7A3: return 2
        default: break
        }
        switch Self.widthClass(of: scalar) {
        case 1: return 2
        case 2: return 0
        case 3: return ambiguous.rawValue
        default: return 1
        }
    }

    private static func widthClass(of scalar: Unicode.Scalar) -> UInt32 {
        let entries = WidthTable.entries
        let wanted = scalar.value << 2 | 3
        var (low, high) = (0, entries.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if entries[middle] <= wanted { low = middle } else { high = middle }
        }
        return entries[low] & 3
    }

    /// Selectors, joiners and other scalars that only steer how others look.
    private func isDropped(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0xAD: false
        case 0xAD, 0x34F, 0x61C, 0x180B...0x180F, 0x200B...0x200F, 0x2028...0x202E: true
        case 0x2060...0x206F, 0xFE00...0xFE0F, 0xFEFF, 0xFFF9...0xFFFB: true
        case 0xE0000...0xE0FFF: true
        default: false
        }
    }

    private func drawn(_ scalar: Unicode.Scalar) -> String {
        switch scalar.value {
        case 0x09: " "
        case 0..<0x20: String(Unicode.Scalar(0x2400 + scalar.value) ?? "?")
        case 0x7F: "\u{2421}"
        case 0x80..<0xA0, 0xE000...0xF8FF, 0xF0000...: "\u{2426}"
        case 0xA0: " "
        default: String(scalar)
        }
    }

    private func append(mark scalar: Unicode.Scalar, to pieces: inout [Piece]) {
        guard let last = pieces.indices.last else {
            // A mark that lost its letter stands on a circle.
            pieces.append(Piece(text: "\u{25CC}\(scalar)", width: 1))
            return
        }
        guard pieces[last].text.unicodeScalars.count <= Self.mostMarks else { return }
        pieces[last].text.unicodeScalars.append(scalar)
    }
}
