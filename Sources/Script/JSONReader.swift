/// A JSON value that remembers where it stands.
struct JSONNode {
    enum Value {
        case object([(key: String, value: JSONNode)])
        case array([JSONNode])
        case string(JSONString)
        case number(String)
        /// `true`, `false` or `null`.
        case word
    }

    let value: Value
    /// Of its first byte in the source.
    let offset: Int
}

/// A string with its escapes undone, and where its bytes came from.
struct JSONString {
    fileprivate(set) var bytes: [UInt8] = []
    /// After every escape: the byte in `bytes` and the byte in the source that stand together.
    fileprivate var anchors: [(decoded: Int, source: Int)]

    /// The place in the source of a byte of the string. Logarithmic in the number of escapes.
    func sourceOffset(of decoded: Int) -> Int {
        var (low, high) = (0, anchors.count - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if anchors[middle].decoded <= decoded { low = middle } else { high = middle - 1 }
        }
        return anchors[low].source + decoded - anchors[low].decoded
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// Where and why JSON cannot be read.
struct JSONFault: Error {
    let reason: String
    let offset: Int
}

/// Reads JSON values from valid UTF-8; several in a row as in JSON lines.
///
/// Written here because the places of problems are wanted and Foundation is not.
struct JSONReader {
    private let bytes: [UInt8]
    private var index: Int
    private static let deepest = 64

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// The next value; nil at the end.
    mutating func next() throws(JSONFault) -> JSONNode? {
        skipSpace()
        return index < bytes.count ? try value(depth: 0) : nil
    }

    private mutating func value(depth: Int) throws(JSONFault) -> JSONNode {
        guard depth < Self.deepest else { throw fault("JSON nested too deep") }
        skipSpace()
        let start = index
        guard index < bytes.count else { throw fault("JSON ends too soon") }
        let value: JSONNode.Value
        switch bytes[index] {
        case UInt8(ascii: "{"): value = .object(try members(depth: depth))
        case UInt8(ascii: "["): value = .array(try elements(depth: depth))
        case UInt8(ascii: "\""): value = .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): value = .number(word())
        default:
            guard ["true", "false", "null"].contains(word()) else {
                throw JSONFault(reason: "a JSON value is missing here", offset: start)
            }
            value = .word
        }
        return JSONNode(value: value, offset: start)
    }

    private mutating func members(depth: Int) throws(JSONFault) -> [(key: String, value: JSONNode)]
    {
        index += 1
        var members: [(key: String, value: JSONNode)] = []
        while try !closes(UInt8(ascii: "}"), afterFirst: !members.isEmpty) {
            guard bytes[index] == UInt8(ascii: "\"") else {
                throw fault("a JSON name in quotes is missing here")
            }
            let key = try string().text
            skipSpace()
            guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else {
                throw fault("“:” is missing after a JSON name")
            }
            index += 1
            members.append((key, try value(depth: depth + 1)))
        }
        return members
    }

    private mutating func elements(depth: Int) throws(JSONFault) -> [JSONNode] {
        index += 1
        var elements: [JSONNode] = []
        while try !closes(UInt8(ascii: "]"), afterFirst: !elements.isEmpty) {
            elements.append(try value(depth: depth + 1))
        }
        return elements
    }

    /// Steps over `bracket`, or over the comma before one more; a comma before the bracket passes.
    private mutating func closes(_ bracket: UInt8, afterFirst: Bool) throws(JSONFault) -> Bool {
        skipSpace()
        if afterFirst, index < bytes.count, bytes[index] != bracket {
            guard bytes[index] == UInt8(ascii: ",") else { throw fault("“,” is missing in JSON") }
            index += 1
            skipSpace()
        }
        guard index < bytes.count else { throw fault("JSON ends too soon") }
        guard bytes[index] == bracket else { return false }
        index += 1
        return true
    }
}

// MARK: - Words and strings

extension JSONReader {
    private mutating func word() -> String {
        let start = index
        while index < bytes.count, "+-.".utf8.contains(bytes[index]) || isAlphanumeric(bytes[index])
        {
            index += 1
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func string() throws(JSONFault) -> JSONString {
        let start = index
        index += 1
        var string = JSONString(anchors: [(0, index)])
        while index < bytes.count {
            let runStart = index
            while index < bytes.count, bytes[index] != UInt8(ascii: "\""),
                bytes[index] != UInt8(ascii: "\\")
            { index += 1 }
            string.bytes.append(contentsOf: bytes[runStart..<index])
            guard index < bytes.count else { break }
            if bytes[index] == UInt8(ascii: "\"") {
                index += 1
                return string
            }
            string.bytes.append(contentsOf: String(try escape()).utf8)
            string.anchors.append((string.bytes.count, index))
        }
        throw JSONFault(reason: "a JSON string is never closed", offset: start)
    }

    private mutating func escape() throws(JSONFault) -> Unicode.Scalar {
        index += 1
        guard index < bytes.count else { throw fault("JSON ends too soon") }
        let letter = bytes[index]
        index += 1
        switch letter {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "b"), UInt8(ascii: "f"): return " "
        case UInt8(ascii: "u"):
            let high = try codeUnit()
            guard (0xD800..<0xDC00).contains(high), index + 1 < bytes.count,
                bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u")
            else { return Unicode.Scalar(high) ?? "\u{FFFD}" }
            index += 2
            let low = try codeUnit()
            guard (0xDC00..<0xE000).contains(low) else { return "\u{FFFD}" }
            return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
            return Unicode.Scalar(letter)
        default:
            throw JSONFault(reason: "unknown escape in a JSON string", offset: index - 2)
        }
    }

    private mutating func codeUnit() throws(JSONFault) -> UInt32 {
        let digits = String(decoding: bytes[index..<min(index + 4, bytes.count)], as: UTF8.self)
        guard digits.utf8.count == 4, digits.allSatisfy(\.isHexDigit),
            let value = UInt32(digits, radix: 16)
        else { throw fault("\\u needs four hexadecimal digits") }
        index += 4
        return value
    }

    private mutating func skipSpace() {
        while index < bytes.count, bytes[index] <= 0x20, bytes[index] > 0 { index += 1 }
    }

    private func isAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= byte
            || (UInt8(ascii: "a")...UInt8(ascii: "z")) ~= byte | 0x20
    }

    private func fault(_ reason: String) -> JSONFault {
        JSONFault(reason: reason, offset: index)
    }
}
