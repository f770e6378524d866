import Script

/// A line of a document with what is known about it, found anew only when it changes.
struct Line: Equatable, Sendable {
    /// The text from one speaker mark to the next, or from the beginning of the line.
    struct Segment: Equatable, Sendable {
        let mark: SpeakerMark?
        /// Of the bytes of the segment, mark included.
        let hash: UInt64
        /// Where its last character that is not white space ends, in bytes of the line.
        let contentEnd: Int
        /// Whether there is more than the mark and white space.
        let hasText: Bool
    }

    let text: String
    let isComment: Bool
    /// Whether bytes, characters and cells are the same.
    let isPrintableASCII: Bool
    /// Where characters begin, in bytes, and the end; only of long lines, such as a whole script
    /// on one line, whose columns would take long to count.
    private let boundaries: [Int32]
    /// What stands before the first mark.
    let head: Segment
    /// One for each mark.
    let segments: [Segment]

    init(_ text: String) {
        self.text = text
        isPrintableASCII = text.utf8.allSatisfy { 0x20..<0x7F ~= $0 }
        boundaries =
            isPrintableASCII || text.utf8.count < Self.long ? [] : characterBoundaries(of: text)
        isComment = SpeakerMark.isComment(text)
        let marks = isComment ? [] : SpeakerMark.marks(in: text)
        head = Segment(
            of: text, from: 0, to: marks.first?.range.lowerBound ?? text.utf8.count, mark: nil)
        segments = marks.indices.map { index in
            let isLast = index + 1 == marks.count
            return Segment(
                of: text, from: marks[index].range.lowerBound,
                to: isLast ? text.utf8.count : marks[index + 1].range.lowerBound,
                mark: marks[index])
        }
    }

    private static let long = 256  // bytes

    /// Whether there is an opening bracket of any kind.
    var mayHaveTags: Bool {
        text.utf8.contains { $0 == UInt8(ascii: "[") || $0 == 0xE3 || $0 == 0xEF }
    }

    /// In characters.
    var length: Int {
        if isPrintableASCII { return text.utf8.count }
        return boundaries.isEmpty ? text.count : boundaries.count - 1
    }

    /// Where the character at `column` begins, in bytes; the end for any column past it.
    func offset(ofColumn column: Int) -> Int {
        if isPrintableASCII { return min(max(column, 0), text.utf8.count) }
        if !boundaries.isEmpty {
            return Int(boundaries[min(max(column, 0), boundaries.count - 1)])
        }
        let index = text.index(text.startIndex, offsetBy: max(column, 0), limitedBy: text.endIndex)
        return text.utf8.distance(from: text.startIndex, to: index ?? text.endIndex)
    }

    /// The column of the first character that begins at or after `offset`.
    func column(ofOffset offset: Int) -> Int {
        if isPrintableASCII { return min(max(offset, 0), text.utf8.count) }
        if !boundaries.isEmpty {
            var (low, high) = (0, boundaries.count - 1)
            while low < high {
                let middle = (low + high) / 2
                if boundaries[middle] < offset { low = middle + 1 } else { high = middle }
            }
            return low
        }
        var (column, reached) = (0, 0)
        for character in text {
            if reached >= offset { return column }
            reached += character.utf8.count
            column += 1
        }
        return column
    }

    /// The text between two byte offsets, which are at scalar boundaries.
    func text(in range: Range<Int>) -> Substring {
        let utf8 = text.utf8
        return text[
            utf8.index(
                utf8.startIndex, offsetBy: range.lowerBound)..<utf8.index(
                    utf8.startIndex, offsetBy: range.upperBound)]
    }
}

private func characterBoundaries(of text: String) -> [Int32] {
    var boundaries: [Int32] = []
    boundaries.reserveCapacity(text.utf8.count)
    var offset: Int32 = 0
    for character in text {
        boundaries.append(offset)
        offset += Int32(character.utf8.count)
    }
    boundaries.append(offset)
    return boundaries
}

extension Line.Segment {
    fileprivate init(of text: String, from start: Int, to end: Int, mark: SpeakerMark?) {
        let utf8 = text.utf8
        let first = utf8.index(utf8.startIndex, offsetBy: start)
        let last = utf8.index(utf8.startIndex, offsetBy: end)
        var hash = TextHash()
        for byte in utf8[first..<last] { hash.combine(byte) }
        var content = text[first..<last]
        while let character = content.last, character.isWhitespace { content.removeLast() }
        let contentEnd = start + content.utf8.count
        self.mark = mark
        self.hash = hash.value
        self.contentEnd = max(contentEnd, mark?.range.upperBound ?? start)
        hasText = contentEnd > (mark?.range.upperBound ?? start)
    }
}

/// FNV-1a: the same in every run, unlike Swift's own hashing.
struct TextHash {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func combine(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x100_0000_01B3
    }

    mutating func combine(_ other: UInt64) {
        value = (value ^ other) &* 0x100_0000_01B3
        value ^= value >> 29
    }
}
