/// What is looked for.
public struct SearchPattern: Hashable, Sendable {
    /// Within one line.
    public var text: String
    public var matchesCase: Bool

    /// Looks for `text`; case matters if it is said to, or if there is a capital in it.
    public init(_ text: String, matchesCase: Bool? = nil) {
        self.text = text
        self.matchesCase = matchesCase ?? text.contains { $0.isUppercase }
    }

    /// Where it occurs in a line, in bytes, from left to right and without overlap; matches begin
    /// and end at characters. Linear for all but contrived texts.
    func matches(in line: Line) -> [Range<Int>] {
        let pattern = folded(text)
        guard let first = pattern.first else { return [] }
        let bytes = folded(line.text)
        guard bytes.count >= pattern.count else { return [] }
        var matches: [Range<Int>] = []
        var index = 0
        while index <= bytes.count - pattern.count {
            let end = index + pattern.count
            if bytes[index] == first, bytes[index..<end].elementsEqual(pattern),
                isWhole(index..<end, in: line)
            {
                matches.append(index..<end)
                index = end
            } else {
                index += 1
            }
        }
        return matches
    }

    private func isWhole(_ range: Range<Int>, in line: Line) -> Bool {
        if line.isPrintableASCII { return true }
        return [range.lowerBound, range.upperBound].allSatisfy {
            line.offset(ofColumn: line.column(ofOffset: $0)) == $0
        }
    }

    /// The bytes as they are compared; as many as there were, so that places stay.
    private func folded(_ text: String) -> [UInt8] {
        var bytes = Array(text.utf8)
        guard !matchesCase else { return bytes }
        var isCased = false
        for index in bytes.indices {
            if (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes[index]) {
                bytes[index] |= 0x20
            }
            // The leads of Latin, Greek, Cyrillic, Georgian and the full-width letters.
            if (0xC3...0xD6).contains(bytes[index]) || bytes[index] == 0xE1 || bytes[index] == 0xEF
            {
                isCased = true
            }
        }
        return isCased ? foldedByScalar(text) : bytes
    }

    private func foldedByScalar(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            let lower = scalar.properties.lowercaseMapping
            let own = String(scalar)
            bytes += (lower.utf8.count == own.utf8.count ? lower : own).utf8
        }
        return bytes
    }
}
