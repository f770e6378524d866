import Foundation

/// Mean opinion scores of a listening session.
public struct ListeningScores: Equatable, Sendable {
    /// Mean score of the teacher's clips.
    public var teacher: Double
    /// Mean score of the student's clips.
    public var student: Double

    public init(teacher: Double, student: Double) {
        self.teacher = teacher
        self.student = student
    }

    /// Reads the long table that `parley listen export` writes (RFC 4180).
    ///
    /// It must have the columns `role` (teacher, student) and `score`. Where it has them too, only
    /// rows of method `acr` and kind `rating` count, and none that was superseded.
    ///
    /// - Returns: nil if one of the two has no score.
    public init?(csv: String) {
        let records = Self.records(csv)
        guard let heading = records.first, let role = heading.firstIndex(of: "role"),
            let score = heading.firstIndex(of: "score")
        else { return nil }
        let wanted = [("method", "acr"), ("kind", "rating"), ("superseded", "0")].compactMap {
            name, value in heading.firstIndex(of: name).map { ($0, value) }
        }
        let rows = records.dropFirst().filter { row in
            row.count == heading.count && wanted.allSatisfy { row[$0.0] == $0.1 }
        }
        func mean(_ who: String) -> Double? {
            let scores = rows.filter { $0[role] == who }.compactMap { Double($0[score]) }
            return scores.isEmpty ? nil : scores.reduce(0, +) / Double(scores.count)
        }
        guard let teacher = mean("teacher"), let student = mean("student") else { return nil }
        self.init(teacher: teacher, student: student)
    }

    /// Fields of each record; a quoted one may hold commas, line breaks and doubled quotes.
    private static func records(_ text: String) -> [[String]] {
        var records: [[String]] = []
        var (fields, field): ([String], String) = ([], "")
        var isQuoted = false
        var characters = text.makeIterator()
        var next = characters.next()
        while let character = next {
            next = characters.next()
            switch character {
            case "\"" where isQuoted && next == "\"":
                field.append(character)
                next = characters.next()
            case "\"": isQuoted.toggle()
            case "," where !isQuoted:
                fields.append(field)
                field = ""
            case _ where character.isNewline && !isQuoted:
                records.append(fields + [field])
                (fields, field) = ([], "")
            default: field.append(character)
            }
        }
        if !fields.isEmpty || !field.isEmpty { records.append(fields + [field]) }
        return records.filter { $0 != [""] }
    }
}
