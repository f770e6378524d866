import TOMLKit

// How values of a session file are read, each mistake noted with its line.
extension SessionFile {
    mutating func note(
        _ place: SessionLines.Section?, _ key: String?, _ text: String
    ) {
        mistakes.append(.init(line: lines.line(of: key, in: place), text: text))
    }

    mutating func check(
        _ table: TOMLTable, among known: [String], in place: SessionLines.Section?
    ) {
        for key in table.keys where !known.contains(key) {
            note(
                place, key,
                "nothing is called “\(key)” here. Use \(known.joined(separator: ", ")).")
        }
    }

    mutating func text(
        _ table: TOMLTable, _ key: String, _ place: SessionLines.Section? = nil,
        isNeeded: Bool = false
    ) -> String? {
        guard let value = table[key] else {
            if isNeeded { note(place, nil, "“\(key)” is missing. Add \(key) = \"…\".") }
            return nil
        }
        if let text = value.string, !text.isEmpty { return text }
        note(place, key, "“\(key)” should be text in quotes.")
        return nil
    }

    mutating func number(
        _ table: TOMLTable, _ key: String, _ range: ClosedRange<Int>,
        _ place: SessionLines.Section? = nil
    ) -> Int? {
        guard let value = table[key] else { return nil }
        if let number = value.int, range.contains(number) { return number }
        let upper = range.upperBound == .max ? "more" : "\(range.upperBound)"
        note(place, key, "“\(key)” should be a whole number from \(range.lowerBound) to \(upper).")
        return nil
    }

    mutating func decimal(
        _ table: TOMLTable, _ key: String, _ range: ClosedRange<Double>
    ) -> Double? {
        guard let value = table[key] else { return nil }
        let number = value.double ?? value.int.map(Double.init)
        if let number, range.contains(number) { return number }
        note(nil, key, "“\(key)” should be from \(range.lowerBound) to \(range.upperBound).")
        return nil
    }

    mutating func flag(_ table: TOMLTable, _ key: String) -> Bool? {
        guard let value = table[key] else { return nil }
        if let flag = value.bool { return flag }
        note(nil, key, "“\(key)” should be true or false.")
        return nil
    }

    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ type: Choice.Type, _ table: TOMLTable, _ key: String, _ example: String,
        _ place: SessionLines.Section? = nil, isNeeded: Bool = false
    ) -> Choice? {
        guard table[key] != nil || isNeeded else { return nil }
        let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        if let value = table[key]?.string, let choice = Choice(rawValue: value) { return choice }
        note(place, key, "“\(key)” should be one of \(known), \(example).")
        return nil
    }

    /// The tables of an array of tables, with the places where they begin.
    mutating func tables(
        _ table: TOMLTable, _ key: String
    ) -> [(TOMLTable, SessionLines.Section)] {
        guard let value = table[key] else { return [] }
        let tables = value.array?.compactMap(\.table) ?? []
        if tables.isEmpty {
            note(nil, key, "“\(key)” should be written as [[\(key)]], once for each.")
        }
        return tables.enumerated().map { ($1, lines.section(key, $0)) }
    }
}
