/// Something in brackets on one line: `[…]`, `【…】` or `［…］`, mixed as they come.
struct BracketTag {
    /// The bytes it covers, brackets included.
    let range: Range<Int>
    /// The bytes between the brackets.
    private let inner: Range<Int>

    /// The tag that opens at `index`; nil if no bracket opens there or it is not closed before the
    /// line ends or another opens.
    init?(in bytes: [UInt8], at index: Int) {
        guard let opening = Bracket(bytes, at: index), opening.isOpening else { return nil }
        var cursor = index + opening.length
        while cursor < bytes.count {
            let lead = bytes[cursor]
            if let bracket = Bracket(bytes, at: cursor) {
                guard !bracket.isOpening else { return nil }
                inner = index + opening.length..<cursor
                range = index..<cursor + bracket.length
                return
            }
            if lead < 0x20 || lead == 0xC2 || lead == 0xE2,
                case .lineBreak = ScalarClass(decodeScalar(bytes, at: cursor).scalar)
            {
                return nil
            }
            cursor += 1
            if lead == UInt8(ascii: "\\"), cursor < bytes.count {
                let next = decodeScalar(bytes, at: cursor)
                if isEscapable(next.scalar) { cursor += next.length }
            } else {
                cursor += scalarLength(lead: lead) - 1
            }
        }
        return nil
    }

    /// For comparing; see `comparableName`.
    func name(in bytes: [UInt8]) -> String { comparableName(in: bytes, range: inner) }

    /// Its words as written, escapes undone.
    func words(in bytes: [UInt8]) -> [String] {
        var words: [String.UnicodeScalarView] = []
        var isInWord = false
        var cursor = inner.lowerBound
        while cursor < inner.upperBound {
            var (scalar, length) = decodeScalar(bytes, at: cursor)
            if scalar == "\\", cursor + 1 < inner.upperBound {
                let next = decodeScalar(bytes, at: cursor + 1)
                if isEscapable(next.scalar) { (scalar, length) = (next.scalar, 1 + next.length) }
            }
            switch ScalarClass(scalar) {
            case .space, .lineBreak: isInWord = false
            case .invisible, .joiner, .control: break
            case .plain:
                if !isInWord { words.append(.init()) }
                words[words.count - 1].append(scalar)
                isInWord = true
            }
            cursor += length
        }
        return words.map { String($0) }
    }
}

/// The letter of a tag written plainly, `[Speaker X]`, from 0; nil for any other text.
///
/// Nearly all tags of a long script are of this kind, and this is many times faster.
func plainSpeakerLetter(in bytes: [UInt8], at index: Int) -> Int? {
    let length = 11  // of "[Speaker X]"
    guard index + length <= bytes.count, bytes[index + length - 1] == UInt8(ascii: "]") else {
        return nil
    }
    var cursor = index
    for byte in "[Speaker ".utf8 {
        guard bytes[cursor] == byte else { return nil }
        cursor += 1
    }
    let letter = Int(bytes[cursor]) - Int(UInt8(ascii: "A"))
    return (0..<26).contains(letter) ? letter : nil
}

/// A bracket of either width.
struct Bracket {
    let isOpening: Bool
    let length: Int

    init?(_ bytes: [UInt8], at index: Int) {
        switch bytes[index] {
        case UInt8(ascii: "["): (isOpening, length) = (true, 1)
        case UInt8(ascii: "]"): (isOpening, length) = (false, 1)
        case 0xE3, 0xEF:
            length = 3
            switch decodeScalar(bytes, at: index).scalar {
            case "【", "［": isOpening = true
            case "】", "］": isOpening = false
            default: return nil
            }
        default: return nil
        }
    }
}

/// Lower case, full-width ASCII narrowed.
func comparable(_ text: String) -> String {
    let bytes = Array(text.utf8)
    return comparableName(in: bytes, range: 0..<bytes.count).lowercased()
}

/// A name for comparing: ASCII in lower case, full-width forms as ASCII, one space between words,
/// nothing invisible, no stars (Markdown's bold).
func comparableName(in bytes: [UInt8], range: Range<Int>) -> String {
    var name: [UInt8] = []
    var needsSpace = false
    var cursor = range.lowerBound
    while cursor < range.upperBound {
        let (scalar, length) = decodeScalar(bytes, at: cursor)
        switch ScalarClass(scalar) {
        case .space, .lineBreak: needsSpace = !name.isEmpty
        case .invisible, .joiner, .control: break
        case .plain where scalar == "*": break
        case .plain:
            if needsSpace { name.append(UInt8(ascii: " ")) }
            needsSpace = false
            let isWide = (0xFF01...0xFF5E).contains(scalar.value)
            let value = isWide ? scalar.value - 0xFEE0 : scalar.value
            if (0x41...0x5A).contains(value) {
                name.append(UInt8(value) | 0x20)
            } else if value < 0x80 {
                name.append(UInt8(value))
            } else {
                name.append(contentsOf: bytes[cursor..<cursor + length])
            }
        }
        cursor += length
    }
    return String(decoding: name, as: UTF8.self)
}
