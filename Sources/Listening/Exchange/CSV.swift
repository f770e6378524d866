/// Comma-separated values after RFC 4180.
public enum CSV {
    /// One record and the line of the file on which it begins, from 1.
    public struct Record: Equatable, Sendable {
        public var line: Int
        public var fields: [String]
    }

    /// Records ended by CR LF; fields quoted where they hold a comma, a quote or a line break, or
    /// begin or end with a space.
    public static func text(_ records: [[String]]) -> String {
        records.map { $0.map(quoted).joined(separator: ",") + "\r\n" }.joined()
    }

    /// Reads records; lines may end in CR LF or LF, and a byte order mark is passed over. Empty lines
    /// are no records.
    ///
    /// - Throws: `.badTable` naming `source` where a quote is not closed or stands inside a field.
    public static func records(
        _ text: String, source: String
    ) throws(ListeningError) -> [Record] {
        var reader = CSVReader(bytes: Array(text.utf8), source: source)
        return try reader.records()
    }

    private static func quoted(_ field: String) -> String {
        let mustQuote =
            field.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
            || field.first == " " || field.last == " "
        guard mustQuote else { return field }
        return "\""
            + field.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }
}

private struct CSVReader {
    let bytes: [UInt8]
    let source: String
    var place = 0
    var line = 1

    mutating func records() throws(ListeningError) -> [CSV.Record] {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
        var records: [CSV.Record] = []
        while place < bytes.count {
            let start = line
            let fields = try record()
            if fields != [""] { records.append(CSV.Record(line: start, fields: fields)) }
        }
        return records
    }

    private mutating func record() throws(ListeningError) -> [String] {
        var fields: [String] = []
        while true {
            fields.append(try field())
            guard place < bytes.count else { return fields }
            let byte = bytes[place]
            place += 1
            if byte == 0x2C { continue }
            if byte == 0x0D, place < bytes.count, bytes[place] == 0x0A { place += 1 }
            line += 1
            return fields
        }
    }

    private mutating func field() throws(ListeningError) -> String {
        guard place < bytes.count, bytes[place] == 0x22 else { return try plainField() }
        let start = line
        place += 1
        var content: [UInt8] = []
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            if byte == 0x22 {
                guard place < bytes.count, bytes[place] == 0x22 else {
                    try checkFieldEnd()
                    return String(decoding: content, as: UTF8.self)
                }
                place += 1
            }
            if byte == 0x0A { line += 1 }
            content.append(byte)
        }
        throw problem(start, "a quote is not closed", "Close it, or double quotes inside a field.")
    }

    private mutating func plainField() throws(ListeningError) -> String {
        let start = place
        while place < bytes.count, ![0x2C, 0x0A, 0x0D].contains(bytes[place]) {
            guard bytes[place] != 0x22 else {
                throw problem(
                    line, "a quote stands inside a field", "Put the whole field in quotes.")
            }
            place += 1
        }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    private func checkFieldEnd() throws(ListeningError) {
        guard place < bytes.count, ![0x2C, 0x0A, 0x0D].contains(bytes[place]) else { return }
        throw problem(
            line, "text follows a closing quote", "Double quotes that belong to the field.")
    }

    private func problem(_ line: Int, _ reason: String, _ fix: String) -> ListeningError {
        .badTable(source: source, problems: [TableProblem(line: line, reason: reason, fix: fix)])
    }
}
