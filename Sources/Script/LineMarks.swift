/// `Speaker 1:` or `A：` at the beginning of a line, perhaps in Markdown's bold.
struct LinePrefix {
    let range: Range<Int>
    let label: SpeakerLabel

    private static let longestLabel = 32  // bytes

    init?(in bytes: [UInt8], at index: Int, format: ScriptFormat) {
        let start = skipStars(bytes, index)
        var end = start
        while end < bytes.count, end - start <= Self.longestLabel, colonLength(bytes, end) == 0 {
            // Past the line's end there is no prefix; a bracket belongs to a tag.
            if bytes[end] < 0x20 || bytes[end] == UInt8(ascii: "[") { return nil }
            end += scalarLength(lead: bytes[end])
        }
        guard end < bytes.count, colonLength(bytes, end) > 0 else { return nil }
        let name = comparableName(in: bytes, range: start..<end)
        // An indented comment; at the very beginning of a line it has been seen already.
        if name.hasPrefix("#") { return nil }
        guard let label = SpeakerLabel(tag: name, format: format) else { return nil }
        self.label = label
        range = index..<skipStars(bytes, end + colonLength(bytes, end))
    }
}

private func skipStars(_ bytes: [UInt8], _ start: Int) -> Int {
    var index = start
    while index < bytes.count, index < start + 2, bytes[index] == UInt8(ascii: "*") { index += 1 }
    return index
}

/// The length of the colon at `index`, of either width; 0 where there is none.
func colonLength(_ bytes: [UInt8], _ index: Int) -> Int {
    guard index < bytes.count else { return 0 }
    if bytes[index] == UInt8(ascii: ":") { return 1 }
    return bytes[index] == 0xEF && decodeScalar(bytes, at: index).scalar == "：" ? 3 : 0
}

/// `<Person1>` or `</Person1>`.
struct PersonElement {
    let range: Range<Int>
    let isClosing: Bool
    let label: SpeakerLabel

    init?(in bytes: [UInt8], at index: Int) {
        guard let markup = MarkupTag(in: bytes, at: index),
            let label = SpeakerLabel(tag: comparable(markup.name), format: .personElements)
        else { return nil }
        (range, isClosing) = (markup.range, markup.isClosing)
        self.label = label
    }
}

/// `<name …>` or `</name>` on one line.
struct MarkupTag {
    let range: Range<Int>
    let isClosing: Bool
    /// What stands between the angle brackets, slash aside.
    let name: String

    private static let longest = 120  // bytes; what is longer is a sentence with a less-than sign

    init?(in bytes: [UInt8], at index: Int) {
        guard bytes[index] == UInt8(ascii: "<") else { return nil }
        var start = index + 1
        isClosing = start < bytes.count && bytes[start] == UInt8(ascii: "/")
        if isClosing { start += 1 }
        guard start < bytes.count, isASCIILetter(bytes[start]) else { return nil }
        var end = start
        while end < bytes.count, end - index < Self.longest, bytes[end] != UInt8(ascii: ">") {
            if bytes[end] < 0x20 || bytes[end] == UInt8(ascii: "<") { return nil }
            end += 1
        }
        guard end < bytes.count, bytes[end] == UInt8(ascii: ">") else { return nil }
        range = index..<end + 1
        name = String(decoding: bytes[start..<end], as: UTF8.self)
    }
}

func isASCIILetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")) ~= byte | 0x20
}
