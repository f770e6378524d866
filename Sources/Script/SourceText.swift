/// The bytes of a script made into valid UTF-8, and what had to be mended.
struct SourceText {
    /// Valid UTF-8; each damaged sequence became U+FFFD.
    private(set) var bytes: [UInt8]
    /// Where in `bytes` something was mended, in rising order.
    private(set) var damageOffsets: [Int] = []
    /// The bytes that stood there, for as many as are ever shown.
    private(set) var damagedBytes: [[UInt8]] = []

    init(_ raw: [UInt8]) {
        bytes = raw
        if !isValidUTF8(raw) { mend(raw) }
    }

    /// The encoding the bytes are in when it plainly is not UTF-8.
    static func foreignEncoding(of raw: [UInt8]) -> String? {
        if raw.starts(with: [0xFF, 0xFE]) || raw.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
        return nil
    }

    private mutating func mend(_ raw: [UInt8]) {
        bytes = []
        bytes.reserveCapacity(raw.count)
        var index = 0
        while index < raw.count {
            let length = validSequenceLength(raw, at: index)
            if length > 0 {
                bytes.append(contentsOf: raw[index..<index + length])
                index += length
                continue
            }
            let bad = badSequenceLength(raw, at: index)
            damageOffsets.append(bytes.count)
            if damagedBytes.count <= ScriptReading.problemLimit {
                damagedBytes.append(Array(raw[index..<index + bad]))
            }
            bytes.append(contentsOf: [0xEF, 0xBF, 0xBD])
            index += bad
        }
    }
}

private func isValidUTF8(_ raw: [UInt8]) -> Bool {
    var index = 0
    while index < raw.count {
        if raw[index] < 0x80 {
            index += 1
            continue
        }
        let length = validSequenceLength(raw, at: index)
        if length == 0 { return false }
        index += length
    }
    return true
}

/// The bytes of the scalar at `index`, or 0 where there is none. Table 3-7 of the Unicode standard.
private func validSequenceLength(_ raw: [UInt8], at index: Int) -> Int {
    let first = raw[index]
    if first < 0x80 { return 1 }
    guard let (length, second) = sequenceShape(lead: first), index + length <= raw.count,
        second.contains(raw[index + 1])
    else { return 0 }
    for offset in 2..<max(length, 2) where raw[index + offset] & 0xC0 != 0x80 { return 0 }
    return length
}

private func sequenceShape(lead: UInt8) -> (length: Int, second: ClosedRange<UInt8>)? {
    switch lead {
    case 0xC2...0xDF: (2, 0x80...0xBF)
    case 0xE0: (3, 0xA0...0xBF)
    case 0xED: (3, 0x80...0x9F)
    case 0xE1...0xEF: (3, 0x80...0xBF)
    case 0xF0: (4, 0x90...0xBF)
    case 0xF1...0xF3: (4, 0x80...0xBF)
    case 0xF4: (4, 0x80...0x8F)
    default: nil
    }
}

/// How many bytes to report as one damaged sequence: the longest beginning of a scalar.
private func badSequenceLength(_ raw: [UInt8], at index: Int) -> Int {
    guard let (length, second) = sequenceShape(lead: raw[index]), index + 1 < raw.count,
        second.contains(raw[index + 1])
    else { return 1 }
    var end = index + 2
    while end < raw.count && end < index + length && raw[end] & 0xC0 == 0x80 { end += 1 }
    return end - index
}
