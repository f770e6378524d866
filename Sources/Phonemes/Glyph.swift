/// One character of the input, normalised, with its place.
struct Glyph: Equatable, Sendable {
    /// Full-width Latin and digits as ASCII.
    var scalar: Unicode.Scalar
    /// As it was written, for messages.
    var character: Character
    /// Both from 1.
    var line: Int
    var column: Int
    /// Index of the pronunciation given for the word this belongs to.
    var pronunciation: Int?

    var isDigit: Bool { ("0"..."9").contains(scalar) }
    var isLatin: Bool { ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) }
    var isSpace: Bool {
        // Asking Unicode for the properties of every character would take half the time.
        scalar.value <= 0x20 || (!isHanzi && scalar.value > 0x7E && scalar.properties.isWhitespace)
    }
    /// A CJK ideograph (whether or not it has a reading), 〇 too.
    var isHanzi: Bool {
        switch scalar.value {
        case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x3007, 0xF900...0xFAFF, 0x20000...0x323AF: true
        default: false
        }
    }

    /// The text as glyphs; zero-width characters vanish, accented Latin letters lose the accent.
    static func glyphs(of text: String, firstLine: Int = 1) -> [Glyph] {
        var result: [Glyph] = []
        result.reserveCapacity(text.utf8.count / 2)
        var (line, column) = (firstLine, 1)
        for character in text {
            for scalar in normalised(character) {
                result.append(
                    Glyph(scalar: scalar, character: character, line: line, column: column))
            }
            if character.isNewline { (line, column) = (line + 1, 1) } else { column += 1 }
        }
        return result
    }

    private static func normalised(_ character: Character) -> [Unicode.Scalar] {
        let scalars = character.unicodeScalars
        guard let first = scalars.first else { return [] }
        if character.isNewline { return ["\n"] }
        if scalars.count == 1 {
            switch first.value {
            case 0x21...0x7E: return [first]
            case 0xFF01...0xFF5E: return Unicode.Scalar(first.value - 0xFEE0).map { [$0] } ?? []
            case 0x200B...0x200F, 0x2060, 0xFEFF, 0xFE00...0xFE0F, 0xAD: return []
            case 0x3400...0x9FFF: return [first]
            default: break
            }
        }
        if character.isLetter, let plain = latinForms[character] {
            return Array(plain.unicodeScalars)
        }
        // A variation selector asks for a shape, not another reading.
        let isShaped = scalars.dropFirst().allSatisfy(\.properties.isVariationSelector)
        return isShaped && !first.properties.isEmojiPresentation ? [first] : [unreadable]
    }

    /// Stands for a character of several parts that has no reading.
    static let unreadable: Unicode.Scalar = "\u{FFFD}"
}

extension [Glyph] {
    var string: String {
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: map(\.scalar))
        return String(scalars)
    }

    var written: String { String(map(\.character)) }
}
