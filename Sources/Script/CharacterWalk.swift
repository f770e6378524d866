/// Calls `body` with the byte range of each character, as a reader counts them, in `range` of
/// valid UTF-8.
///
/// Asks Swift's grapheme breaking only where it can matter: ASCII and Chinese text goes by without
/// making strings. Linear even for a single character of ten million combining marks.
func forEachCharacter(
    of bytes: [UInt8], in range: Range<Int>, _ body: (_ start: Int, _ end: Int) -> Void
) {
    var index = range.lowerBound
    while index < range.upperBound {
        var next = index + scalarLength(lead: bytes[index])
        if standsAlone(bytes, at: index)
            && (next >= range.upperBound || standsAlone(bytes, at: next))
        {
            body(index, min(next, range.upperBound))
            index = next
            continue
        }
        while next < range.upperBound && !standsAlone(bytes, at: next) {
            next += scalarLength(lead: bytes[next])
        }
        next = min(next, range.upperBound)
        for character in String(decoding: bytes[index..<next], as: UTF8.self) {
            let end = index + character.utf8.count
            body(index, end)
            index = end
        }
        index = next
    }
}

/// True for scalars that begin a character and join with no other that stands alone: printable
/// ASCII, Chinese characters, full-width forms.
private func standsAlone(_ bytes: [UInt8], at index: Int) -> Bool {
    switch bytes[index] {
    case 0x20..<0x7F, 0xE4...0xE9: true
    case 0xE3: index + 2 < bytes.count && bytes[index + 1] == 0x80 && bytes[index + 2] <= 0x95
    case 0xEF: index + 1 < bytes.count && (0xBC...0xBD).contains(bytes[index + 1])
    default: false
    }
}
