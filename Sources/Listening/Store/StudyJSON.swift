import Foundation

/// JSON as studies are stored and exported: sorted keys, dates as `Timestamp` writes them.
enum StudyJSON {
    /// One line, or indented for people.
    static func encode(
        _ value: some Encodable, isIndented: Bool = false
    ) throws(ListeningError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting =
            isIndented
            ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
            : [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(Timestamp.text(date))
        }
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            throw .badTable(
                source: "JSON",
                problems: [
                    TableProblem(
                        line: 0, reason: "a value cannot be written (\(error))",
                        fix: "Look for a number that is not finite.")
                ])
        }
    }

    /// - Throws: `.badTable` naming `source` and the place of the mistake.
    static func decode<Value: Decodable>(
        _ type: Value.Type, from data: Data, of source: String
    ) throws(ListeningError) -> Value {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            guard let date = Timestamp.date(text) else {
                throw DecodingError.dataCorruptedError(
                    in: container, debugDescription: "“\(text)” is no date")
            }
            return date
        }
        do {
            return try decoder.decode(type, from: data)
        } catch {
            throw .badTable(source: source, problems: [problem(error)])
        }
    }

    private static func problem(_ error: any Error) -> TableProblem {
        guard let error = error as? DecodingError else {
            return TableProblem(line: 0, reason: "\(error)", fix: "Export the file again.")
        }
        let (context, reason) =
            switch error {
            case .keyNotFound(let key, let context): (context, "“\(key.stringValue)” is missing")
            case .typeMismatch(_, let context), .valueNotFound(_, let context),
                .dataCorrupted(let context):
                (context, context.debugDescription)
            @unknown default:
                (DecodingError.Context(codingPath: [], debugDescription: ""), "unreadable")
            }
        let place = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }
            .joined(separator: ".")
        return TableProblem(
            line: 0, reason: (place.isEmpty ? "" : place + ": ") + reason,
            fix: "Give a file written by “parley listen export”.")
    }
}
