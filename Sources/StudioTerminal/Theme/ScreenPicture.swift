import Studio

/// A screen as a picture file: what the terminal shows, in the colours of a theme.
public struct ScreenPicture: Sendable {
    private let screen: Screen
    private let theme: Theme

    /// Of a cell, in pixels.
    private static let cellWidth = 8.4
    private static let cellHeight = 18.0

    public init(_ screen: Screen, theme: Theme) {
        self.screen = screen
        self.theme = theme
    }

    /// The picture as an SVG document, whatever fonts there are: each run of text is set to the
    /// width of its cells.
    public var svg: String {
        let width = Self.cellWidth * Double(screen.size.columns)
        let height = Self.cellHeight * Double(screen.size.rows)
        let ground = Self.hex(theme.pen(for: Style(), .direct).background) ?? Self.paper
        var parts = [
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.short(width)) \
            \(Self.short(height))" width="\(Self.short(width))" font-size="14" \
            font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Mono CJK SC', \
            monospace">
            """,
            "<rect width=\"100%\" height=\"100%\" fill=\"\(ground)\"/>",
        ]
        for row in 0..<screen.size.rows {
            let runs = runs(ofRow: row)
            parts += runs.compactMap { rectangle($0, row: row, ground: ground) }
            parts += runs.compactMap { text($0, row: row) }
        }
        return parts.joined(separator: "\n") + "\n</svg>\n"
    }

    /// Cells that follow one another and look alike.
    private struct Run {
        var column: Int
        var width: Int
        var text: String
        var pen: Pen
        var isASCII: Bool
    }

    private func runs(ofRow row: Int) -> [Run] {
        var runs: [Run] = []
        for column in 0..<screen.size.columns {
            let cell = screen[column, row]
            if cell.text.isEmpty, let last = runs.indices.last {
                // The right half of a wide glyph.
                runs[last].width += 1
                continue
            }
            let pen = theme.pen(for: cell.style, .direct)
            let isASCII = cell.text.utf8.allSatisfy { $0 < 0x80 }
            if let last = runs.last, last.pen == pen, last.isASCII == isASCII || cell.text == " " {
                runs[runs.count - 1].text += cell.text
                runs[runs.count - 1].width += 1
            } else {
                runs.append(
                    Run(column: column, width: 1, text: cell.text, pen: pen, isASCII: isASCII))
            }
        }
        return runs
    }

    private func rectangle(_ run: Run, row: Int, ground: String) -> String? {
        let colour = colours(of: run.pen).background
        guard colour != ground else { return nil }
        let x = Self.short(Self.cellWidth * Double(run.column))
        let width = Self.short(Self.cellWidth * Double(run.width))
        return "<rect x=\"\(x)\" y=\"\(Self.short(Self.cellHeight * Double(row)))\" "
            + "width=\"\(width)\" height=\"\(Self.short(Self.cellHeight))\" fill=\"\(colour)\"/>"
    }

    private func text(_ run: Run, row: Int) -> String? {
        let attributes = run.pen.attributes
        let words = run.text.reversed().drop { $0 == " " }.reversed()
        guard !words.isEmpty || attributes.contains(.underlined) else { return nil }
        let blanks = attributes.contains(.underlined) ? 0 : run.text.count - words.count
        let x = Self.short(Self.cellWidth * Double(run.column))
        let width = Self.short(Self.cellWidth * Double(run.width - blanks))
        var extra = ""
        if attributes.contains(.bold) { extra += " font-weight=\"bold\"" }
        if attributes.contains(.dim) { extra += " opacity=\"0.6\"" }
        if attributes.contains(.underlined) { extra += " text-decoration=\"underline\"" }
        let shown = attributes.contains(.underlined) ? run.text : String(words)
        return "<text x=\"\(x)\" y=\"\(Self.short(Self.cellHeight * Double(row) + 13.5))\" "
            + "textLength=\"\(width)\" lengthAdjust=\"spacingAndGlyphs\" "
            + "fill=\"\(colours(of: run.pen).foreground)\"\(extra) xml:space=\"preserve\">"
            + "\(Self.escaped(shown))</text>"
    }

    private func colours(of pen: Pen) -> (foreground: String, background: String) {
        let foreground = Self.hex(pen.foreground) ?? Self.ink
        let background = Self.hex(pen.background) ?? Self.paper
        return pen.attributes.contains(.reversed)
            ? (background, foreground) : (foreground, background)
    }

    // Where a theme leaves the colours to the terminal.
    private static let ink = "#d8d8d8"
    private static let paper = "#16181d"

    private static func hex(_ colour: PenColour?) -> String? {
        guard let colour else { return nil }
        let parts: [Int] =
            switch colour {
            case .direct(let red, let green, let blue): [red, green, blue]
            case .indexed(let index): ThemeColour.palette(index).map { Int($0) }
            }
        return "#" + parts.map { String($0 + 256, radix: 16).dropFirst() }.joined()
    }

    /// With at most one decimal.
    private static func short(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }

    private static func escaped(_ text: String) -> String {
        let names: [Character: String] = ["&": "&amp;", "<": "&lt;", ">": "&gt;"]
        return text.reduce(into: "") { $0 += names[$1] ?? String($1) }
    }
}
