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

    /// Finds it in many lines.
    struct Matcher {
        private let pattern: [UInt8]
        private let fold: Fold

        /// How bytes are compared.
        private enum Fold {
            case none, ascii, scalars
        }

        init(_ search: SearchPattern) {
            let text = search.text
            if search.matchesCase {
                fold = .none
            } else {
                let isCased = text.unicodeScalars.contains {
                    !$0.isASCII && ($0.properties.isCased || $0.properties.isLowercase)
                }
                fold = isCased ? .scalars : .ascii
            }
            pattern = fold == .none ? Array(text.utf8) : foldedByScalar(text)
        }

        /// Where it occurs in a line, in bytes, from left to right and without overlap; matches
        /// begin and end at characters.
        func matches(in line: Line) -> [Range<Int>] {
            guard !pattern.isEmpty, line.text.utf8.count >= pattern.count else { return [] }
            if fold == .scalars {
                return matches(in: foldedByScalar(line.text).span, of: line)
            }
            return matches(in: line.text.utf8Span.span, of: line)
        }

        private func matches(in bytes: Span<UInt8>, of line: Line) -> [Range<Int>] {
            var matches: [Range<Int>] = []
            var index = 0
            let last = bytes.count - pattern.count
            let first = pattern[0]
            while index <= last {
                let byte = bytes[index]
                if byte == first || isSame(byte, first), isMatch(bytes, at: index),
                    isWhole(index..<index + pattern.count, in: line)
                {
                    matches.append(index..<index + pattern.count)
                    index += pattern.count
                } else {
                    index += 1
                }
            }
            return matches
        }

        private func isMatch(_ bytes: Span<UInt8>, at start: Int) -> Bool {
            for index in pattern.indices where !isSame(bytes[start + index], pattern[index]) {
                return false
            }
            return true
        }

        private func isSame(_ byte: UInt8, _ wanted: UInt8) -> Bool {
            if byte == wanted { return true }
            return fold == .ascii && byte &- 0x41 < 26 && byte | 0x20 == wanted
        }

        private func isWhole(_ range: Range<Int>, in line: Line) -> Bool {
            if line.isPrintableASCII { return true }
            return [range.lowerBound, range.upperBound].allSatisfy {
                line.offset(ofColumn: line.column(ofOffset: $0)) == $0
            }
        }
    }
}

/// The bytes as they are compared without case; as many as there were, so that places stay.
private func foldedByScalar(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars {
        let lower = scalar.properties.lowercaseMapping
        let own = String(scalar)
        bytes += (lower.utf8.count == own.utf8.count ? lower : own).utf8
    }
    return bytes
}
