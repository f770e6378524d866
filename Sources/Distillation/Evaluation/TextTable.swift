/// Rows of cells as a table; the first row is the heading, the first column the names.
enum TextTable {
    /// With aligned columns, for a terminal.
    static func aligned(_ rows: [[String]]) -> String {
        let widths = (rows.first ?? []).indices.map { column in
            rows.map { $0[column].count }.max() ?? 0
        }
        return rows.map { row in
            row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + padding : padding + cell
            }.joined(separator: "  ") + "\n"
        }.joined()
    }

    /// For a document.
    static func markdown(_ rows: [[String]]) -> String {
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
        guard let heading = rows.first else { return "" }
        let rule = heading.indices.map { $0 == 0 ? "---" : "---:" }
        return line(heading) + line(rule) + rows.dropFirst().map(line).joined()
    }
}
