/// Where things stand in a session file: the parser keeps no places for what it has read.
struct SessionLines {
    /// The lines of one `[[header]]`.
    struct Section {
        var lines: Range<Int>
    }

    private let lines: [Substring]

    init(_ text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// The `index`th section of that header; all of the file where it is written otherwise.
    func section(_ header: String, _ index: Int) -> Section {
        let starts = lines.indices.filter {
            lines[$0].filter { $0 != " " }.hasPrefix("[[\(header)]]")
        }
        guard starts.indices.contains(index) else { return Section(lines: lines.indices) }
        let start = starts[index]
        let end = lines[(start + 1)...].firstIndex { $0.drop { $0 == " " }.hasPrefix("[") }
        return Section(lines: start..<(end ?? lines.count))
    }

    func hasSection(_ header: String) -> Bool {
        lines.contains { $0.filter { $0 != " " }.hasPrefix("[[\(header)]]") }
    }

    /// The line, from 1, on which a key or header stands in a section, or before all sections; the
    /// section's first line where it does not.
    func line(of key: String?, in section: Section?) -> Int {
        let whole = section?.lines ?? lines.indices
        guard let key else { return whole.lowerBound + 1 }
        let found = whole.first { index in
            let line = lines[index].drop { $0 == " " || $0 == "[" }
            return line.hasPrefix(key)
                && line.dropFirst(key.count).first.map { " =]".contains($0) } ?? true
        }
        return (found ?? whole.lowerBound) + 1
    }
}
