/// A place in a script, counted from 1.
public struct SourcePosition: Hashable, Sendable {
    public var line: Int
    /// In characters as a reader sees them: “é” and 👩‍👧 are one, a tab is one, zero-width
    /// characters and a byte-order mark are none.
    public var column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

/// Turns byte offsets, asked for in rising order, into positions; linear in total.
struct PositionCounter {
    private let bytes: [UInt8]
    private var offset = 0
    private var position = SourcePosition(line: 1, column: 1)

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func position(at target: Int) -> SourcePosition {
        let target = min(target, bytes.count)
        while offset < target {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                offset += 1
                let isHalfOfPair =
                    byte == UInt8(ascii: "\r") && offset < bytes.count
                    && bytes[offset] == UInt8(ascii: "\n")
                if !isHalfOfPair { position = SourcePosition(line: position.line + 1, column: 1) }
                continue
            }
            let start = offset
            while offset < target && bytes[offset] != UInt8(ascii: "\n")
                && bytes[offset] != UInt8(ascii: "\r")
            { offset += 1 }
            position.column += visibleCharacterCount(start..<offset)
        }
        return position
    }

    private func visibleCharacterCount(_ range: Range<Int>) -> Int {
        var count = 0
        forEachCharacter(of: bytes, in: range) { start, _ in
            let lead = bytes[start]
            if lead == 0xC2 || lead == 0xE2 || lead == 0xEF {
                switch ScalarClass(decodeScalar(bytes, at: start).scalar) {
                case .invisible, .joiner: return
                default: break
                }
            }
            count += 1
        }
        return count
    }
}
