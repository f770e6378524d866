extension Screen {
    /// What someone sees who has never been here.
    mutating func drawWelcome(_ state: StudioState, _ main: Rect) {
        let isSmall = main.size.columns < 66 || main.size.rows < 15
        let lines = isSmall ? Self.shortWelcome : Self.welcome
        let width = lines.map { textWidth.width(of: $0.0) + textWidth.width(of: $0.1) }.max() ?? 0
        let inner = openBox(
            "Welcome to Parley", width: width + (isSmall ? 6 : 8), height: lines.count + 4,
            in: main)
        for (offset, line) in lines.prefix(inner.size.rows).enumerated() {
            let row = inner.origin.row + offset + (inner.size.rows > lines.count ? 1 : 0)
            let column = put(
                plain(line.0), row: row, column: inner.origin.column + 1, style: Style(.key, .bold))
            put(
                plain(line.1), row: row, column: column,
                width: inner.origin.column + inner.size.columns - column)
        }
    }

    private static let shortWelcome: [(String, String)] = [
        ("", "Write it, cast it, hear it at once."),
        ("", "写下对话，马上就能听。"),
        ("Space ", "plays"), ("i ", "writes, Esc stops writing"), ("? ", "shows all keys"),
        ("Enter ", "opens a sample, Esc begins"),
    ]

    /// Keys and what they do; texts have no key.
    private static let welcome: [(String, String)] = [
        ("", "Write a dialogue, cast its speakers, hear it at once."),
        ("", "写下对话，选好声音，马上就能听。"),
        ("", ""),
        ("[Speaker A] ", "begins a turn; there are A, B, C and D."),
        ("", ""),
        ("Space       ", "plays from the cursor, and pauses"),
        ("i           ", "writes; Esc goes back to listening"),
        ("2           ", "is the cast: voices, blends, pitch, rate"),
        (":           ", "is the command line, ? shows all keys"),
        ("", ""),
        ("Enter       ", "opens a sample      Esc  starts writing"),
    ]
}
