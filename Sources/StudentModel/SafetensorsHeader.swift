/// The JSON of a safetensors header, parsed without Foundation (whose start would cost more than
/// the whole reading) and with distrust: every byte may be hostile.
struct SafetensorsHeader: Equatable {
    struct Entry: Equatable {
        var type = ""
        var shape: [Int] = []
        /// Byte range of the data, from the end of the header.
        var begin = 0
        var end = 0
    }

    var metadata: [String: String] = [:]
    var entries: [(name: String, entry: Entry)] = []

    static func == (left: Self, right: Self) -> Bool {
        left.metadata == right.metadata
            && left.entries.elementsEqual(right.entries) {
                $0.name == $1.name && $0.entry == $1.entry
            }
    }

    /// What is wrong with a header, and at which byte.
    struct ParseError: Error, Equatable {
        let reason: String
        let offset: Int
    }

    init() {}

    /// Parses the JSON object in `bytes`; trailing spaces are allowed, as the format pads with them.
    init(parsing bytes: [UInt8]) throws(ParseError) {
        var reader = Reader(bytes: bytes)
        var names = Set<String>()
        try reader.object { reader, key throws(ParseError) in
            guard names.insert(key).inserted else { throw reader.error("“\(key)” appears twice") }
            if key == "__metadata__" {
                try reader.object { reader, key throws(ParseError) in
                    metadata[key] = try reader.string()
                }
            } else {
                entries.append((key, try reader.entry()))
            }
        }
        reader.skipSpace()
        guard reader.isAtEnd else { throw reader.error("text after the end") }
    }

    /// The header as JSON, metadata first and both in sorted order, so that equal content gives
    /// equal bytes.
    var json: [UInt8] {
        var parts: [String] = []
        if !metadata.isEmpty {
            let pairs = metadata.sorted { $0.key < $1.key }
                .map { "\(quoted($0.key)):\(quoted($0.value))" }
            parts.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
        }
        for (name, entry) in entries {
            let shape = entry.shape.map(String.init).joined(separator: ",")
            parts.append(
                "\(quoted(name)):{\"dtype\":\(quoted(entry.type)),\"shape\":[\(shape)],"
                    + "\"data_offsets\":[\(entry.begin),\(entry.end)]}")
        }
        return Array("{\(parts.joined(separator: ","))}".utf8)
    }
}

private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        case "\0"..<" ":
            let digits = String(scalar.value, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}

private typealias ParseError = SafetensorsHeader.ParseError

/// A cursor over the bytes. It knows just the JSON that a safetensors header may hold: objects of
/// strings, and entries of a string and two lists of whole numbers. So nesting cannot run away.
private struct Reader {
    let bytes: [UInt8]
    var offset = 0

    var isAtEnd: Bool { offset == bytes.count }

    func error(_ reason: String) -> ParseError { ParseError(reason: reason, offset: offset) }

    mutating func skipSpace() {
        while offset < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[offset]) { offset += 1 }
    }

    /// Takes `character` if it comes next, after any space.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    mutating func expect(_ character: Unicode.Scalar) throws(ParseError) {
        guard take(character) else { throw error("expected “\(character)”") }
    }

    mutating func object(
        member: (inout Reader, String) throws(ParseError) -> Void
    ) throws(ParseError) {
        try expect("{")
        if take("}") { return }
        repeat {
            let key = try string()
            try expect(":")
            try member(&self, key)
        } while take(",")
        try expect("}")
    }

    mutating func entry() throws(ParseError) -> SafetensorsHeader.Entry {
        var entry = SafetensorsHeader.Entry()
        var seen = Set<String>()
        try object { reader, key throws(ParseError) in
            guard seen.insert(key).inserted else { throw reader.error("“\(key)” appears twice") }
            switch key {
            case "dtype": entry.type = try reader.string()
            case "shape": entry.shape = try reader.integers()
            case "data_offsets":
                let offsets = try reader.integers()
                guard offsets.count == 2 else {
                    throw reader.error("data_offsets needs two numbers")
                }
                (entry.begin, entry.end) = (offsets[0], offsets[1])
            default: throw reader.error("unknown key “\(key)”")
            }
        }
        guard seen.count == 3 else { throw error("a tensor lacks dtype, shape or data_offsets") }
        return entry
    }

    mutating func integers() throws(ParseError) -> [Int] {
        var values: [Int] = []
        try expect("[")
        if take("]") { return values }
        repeat {
            values.append(try integer())
        } while take(",")
        try expect("]")
        return values
    }

    mutating func integer() throws(ParseError) -> Int {
        skipSpace()
        var value = 0
        let start = offset
        while offset < bytes.count, (0x30...0x39).contains(bytes[offset]) {
            let (tenfold, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tenfold.addingReportingOverflow(Int(bytes[offset] - 0x30))
            guard !overflow, !carry else { throw error("number too large") }
            value = sum
            offset += 1
        }
        guard offset > start else { throw error("expected a whole number") }
        return value
    }

    mutating func string() throws(ParseError) -> String {
        try expect("\"")
        var text: [UInt8] = []
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
            guard bytes[offset] >= 0x20 else { throw error("control character in a string") }
            if bytes[offset] == UInt8(ascii: "\\") {
                text.append(contentsOf: try escape())
            } else {
                text.append(bytes[offset])
                offset += 1
            }
        }
        guard offset < bytes.count else { throw error("a string does not end") }
        offset += 1
        guard let result = String(validating: text, as: UTF8.self) else {
            throw error("a string is not UTF-8")
        }
        return result
    }

    private mutating func escape() throws(ParseError) -> [UInt8] {
        guard offset + 1 < bytes.count else { throw error("a string does not end") }
        let character = Unicode.Scalar(bytes[offset + 1])
        offset += 2
        switch character {
        case "\"", "\\", "/": return [UInt8(ascii: character)]
        case "b": return [0x08]
        case "f": return [0x0c]
        case "n": return [0x0a]
        case "r": return [0x0d]
        case "t": return [0x09]
        case "u": return try unicodeEscape()
        default: throw error("unknown escape")
        }
    }

    private mutating func unicodeEscape() throws(ParseError) -> [UInt8] {
        var units = [try fourHexDigits()]
        if UTF16.isLeadSurrogate(units[0]), offset + 1 < bytes.count,
            bytes[offset] == UInt8(ascii: "\\"), bytes[offset + 1] == UInt8(ascii: "u")
        {
            offset += 2
            units.append(try fourHexDigits())
        }
        guard let text = String(validating: units, as: UTF16.self) else {
            throw error("half of a surrogate pair")
        }
        return Array(text.utf8)
    }

    private mutating func fourHexDigits() throws(ParseError) -> UInt16 {
        guard offset + 4 <= bytes.count else { throw error("a string does not end") }
        let digits = bytes[offset..<offset + 4]
        guard let text = String(validating: digits, as: UTF8.self),
            text.allSatisfy(\.isHexDigit), let unit = UInt16(text, radix: 16)
        else { throw error("expected four hexadecimal digits") }
        offset += 4
        return unit
    }
}
