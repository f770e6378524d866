/// What a Unicode scalar means in a script.
enum ScalarClass {
    /// Something to read.
    case plain
    /// Any kind of space, tabs and the ideographic space included.
    case space
    case lineBreak
    /// Zero width or formatting: skipped.
    case invisible
    /// U+200D, which glues emoji together and is invisible elsewhere.
    case joiner
    /// Never text: NUL and its kin.
    case control

    init(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x09, 0x20, 0xA0, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: self = .space
        case 0x0A...0x0D, 0x85, 0x2028, 0x2029: self = .lineBreak
        case 0x00...0x1F, 0x7F...0x9F: self = .control
        case 0x200D: self = .joiner
        case 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0x2066...0x2069, 0xFEFF:
            self = .invisible
        default: self = .plain
        }
    }
}

extension Unicode.Scalar {
    /// What a zero-width joiner can glue: pictures, and the selector that makes one.
    var isEmoji: Bool {
        value >= 0x1F000 || value == 0xFE0F || (0x2600...0x27BF).contains(value)
    }
}

/// The scalar that starts at `index` of valid UTF-8, and its length in bytes.
func decodeScalar(_ bytes: [UInt8], at index: Int) -> (scalar: Unicode.Scalar, length: Int) {
    let first = UInt32(bytes[index])
    func next(_ offset: Int) -> UInt32 { UInt32(bytes[index + offset]) & 0x3F }
    let value: UInt32
    let length: Int
    switch first {
    case 0..<0x80: (value, length) = (first, 1)
    case 0x80..<0xE0: (value, length) = ((first & 0x1F) << 6 | next(1), 2)
    case 0xE0..<0xF0: (value, length) = ((first & 0x0F) << 12 | next(1) << 6 | next(2), 3)
    default:
        length = 4
        value = (first & 0x07) << 18 | next(1) << 12 | next(2) << 6 | next(3)
    }
    return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
}

/// How many bytes the scalar has that begins with `lead`.
func scalarLength(lead: UInt8) -> Int {
    switch lead {
    case 0..<0x80: 1
    case 0x80..<0xE0: 2
    case 0xE0..<0xF0: 3
    default: 4
    }
}
