import Studio
import TOMLKit

/// A theme as it is written in a file; docs/themes.md is its manual.
struct ThemeFile {
    private let path: String
    private let lines: [Substring]
    private var palette: [String: ThemeColour] = [:]

    /// Reads a theme.
    ///
    /// - Parameters:
    ///   - path: for the messages; the file's name without its end is the theme's, where it has no
    ///     other.
    static func theme(_ text: String, path: String) throws(ThemeError) -> Theme {
        var file = ThemeFile(path: path, text: text)
        return try file.read(text)
    }

    private init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    private mutating func read(_ text: String) throws(ThemeError) -> Theme {
        let table = try parsed(text)
        try check(table.keys, among: ["name", "title", "palette", "roles"])
        let fileName = path.split(separator: "/").last?.split(separator: ".").first ?? "theme"
        let name = table["name"]?.string ?? String(fileName)
        if let entries = table["palette"]?.table { try readPalette(entries) }
        guard let roles = table["roles"]?.table else {
            throw bad("roles", "a table [roles] of what things look like")
        }
        try check(roles.keys, among: Theme.roleNames.map(\.name))
        var paints: [Role: Theme.Paint] = [:]
        for (key, role) in Theme.roleNames {
            guard let value = roles[key] else { continue }
            paints[role] = try paint(value, key: key)
        }
        return Theme(name: name, title: table["title"]?.string ?? name, paints: paints)
    }

    private func parsed(_ text: String) throws(ThemeError) -> TOMLTable {
        do {
            return try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            throw .notTOML(
                path: path, line: error.source.begin.line,
                reason: error.description.split(separator: "\n").first.map(String.init) ?? "")
        } catch {
            throw .notTOML(path: path, line: 1, reason: "\(error)")
        }
    }

    private mutating func readPalette(_ entries: TOMLTable) throws(ThemeError) {
        for key in entries.keys {
            guard let text = entries[key]?.string else { throw bad(key, "a colour in quotes") }
            palette[key] = try colour(text, key: key)
        }
    }

    private func paint(
        _ value: any TOMLValueConvertible, key: String
    ) throws(ThemeError) -> Theme.Paint {
        if let text = value.string { return Theme.Paint(try colour(text, key: key)) }
        guard let table = value.table else {
            throw bad(
                key, "a colour in quotes or a table such as { fg = \"#ffcc00\", bold = true }")
        }
        let attributes = ["bold", "dim", "underline", "reverse"]
        try check(table.keys, among: ["fg", "bg"] + attributes)
        var paint = Theme.Paint()
        if let text = table["fg"]?.string { paint.foreground = try colour(text, key: key) }
        if let text = table["bg"]?.string { paint.background = try colour(text, key: key) }
        let emphases: [Style.Emphasis] = [.bold, .dim, .underlined, .reversed]
        for (name, emphasis) in zip(attributes, emphases) {
            guard let value = table[name] else { continue }
            guard let isOn = value.bool else { throw bad(name, "true or false") }
            if isOn { paint.attributes.insert(emphasis) }
        }
        return paint
    }

    private func colour(_ text: String, key: String) throws(ThemeError) -> ThemeColour {
        if let colour = palette[text] ?? ThemeColour(text) { return colour }
        throw .badColour(path: path, line: line(of: text), key: key, value: text)
    }

    private func check(_ keys: [String], among known: [String]) throws(ThemeError) {
        guard let key = keys.first(where: { !known.contains($0) }) else { return }
        throw .unknownKey(path: path, line: line(of: key), key: key, known: known)
    }

    private func bad(_ key: String, _ expected: String) -> ThemeError {
        .badValue(path: path, line: line(of: key), key: key, expected: expected)
    }

    /// Where a word first stands: the parser keeps no places for what it has read.
    private func line(of word: String) -> Int {
        (lines.firstIndex { $0.contains(word) && !$0.hasPrefix("#") } ?? 0) + 1
    }
}
