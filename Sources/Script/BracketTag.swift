/// Something in brackets on one line: `[…]`, `【…】` or `［…］`, mixed as they come.
struct BracketTag {
    /// The bytes it covers, brackets included.
    let range: Range<Int>
    /// Its words as written, escapes undone.
    let words: [String]
    /// For comparing: in lower case, full-width forms as ASCII, one space between words.
    let name: String

    /// The tag that opens at `index`; nil if no bracket opens there or it is not closed before the
    /// line ends or another opens.
    init?(in bytes: [UInt8], at index: Int) {
        guard let opening = Bracket(bytes, at: index), opening.isOpening else { return nil }
        var words: [String.UnicodeScalarView] = []
        var isInWord = false
        var cursor = index + opening.length
        while cursor < bytes.count {
            if let bracket = Bracket(bytes, at: cursor) {
                guard !bracket.isOpening else { return nil }
                range = index..<cursor + bracket.length
                self.words = words.map { String($0) }
                name = comparable(self.words.joined(separator: " "))
                return
            }
            var (scalar, length) = decodeScalar(bytes, at: cursor)
            if scalar == "\\", cursor + 1 < bytes.count {
                let next = decodeScalar(bytes, at: cursor + 1)
                if isEscapable(next.scalar) { (scalar, length) = (next.scalar, 1 + next.length) }
            }
            switch ScalarClass(scalar) {
            case .lineBreak: return nil
            case .space: isInWord = false
            case .invisible, .joiner, .control: break
            case .plain:
                if !isInWord { words.append(.init()) }
                words[words.count - 1].append(scalar)
                isInWord = true
            }
            cursor += length
        }
        return nil
    }
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
    var narrow = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        switch scalar.value {
        case 0xFF01...0xFF5E: narrow.append(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar)
        default: narrow.append(scalar)
        }
    }
    return String(narrow).lowercased()
}
