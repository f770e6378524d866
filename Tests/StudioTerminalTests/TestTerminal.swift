@testable import Studio

/// A terminal that knows the few sequences the painter sends.
struct TestTerminal {
    private let columns: Int
    private let rows: Int
    private(set) var glyphs: [String]
    private var column = 0
    private var row = 0

    init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
        glyphs = Array(repeating: " ", count: columns * rows)
    }

    mutating func take(_ bytes: [UInt8]) {
        var rest = Substring(String(decoding: bytes, as: UTF8.self))
        while let character = rest.first {
            rest.removeFirst()
            if character == "\u{1B}" {
                rest.removeFirst()
                let parameters = rest.prefix { !$0.isLetter }
                rest = rest.dropFirst(parameters.count)
                if let final = rest.popFirst() { obey(String(parameters), final) }
            } else {
                put(String(character))
            }
        }
    }

    private mutating func obey(_ parameters: String, _ final: Character) {
        let numbers = parameters.split(separator: ";").map { Int($0) ?? 0 }
        switch final {
        case "H":
            row = (numbers.first ?? 1) - 1
            column = (numbers.count > 1 ? numbers[1] : 1) - 1
        case "C": column += numbers.first ?? 1
        case "D": column -= numbers.first ?? 1
        case "J": glyphs = glyphs.map { _ in " " }
        case "K": for index in column..<columns { glyphs[row * columns + index] = " " }
        default: break
        }
    }

    private mutating func put(_ glyph: String) {
        let start = row * columns + column
        let isWide = TestScreen.isWide(glyph)
        guard column < columns, start < glyphs.count else { return }
        // Writing into half of a wide glyph destroys the other half.
        if glyphs[start].isEmpty { glyphs[start - 1] = " " }
        let next = start + (isWide ? 2 : 1)
        if isWide { glyphs[start + 1] = "" }
        glyphs[start] = glyph
        if next < glyphs.count, next % columns != 0, glyphs[next].isEmpty { glyphs[next] = " " }
        column += isWide ? 2 : 1
    }
}

/// Screens to draw.
enum TestScreen {
    static func isWide(_ glyph: String) -> Bool {
        glyph.unicodeScalars.contains {
            (0x3000..<0xA000).contains($0.value) || $0.value >= 0x1F000
        }
    }

    private static func set(_ screen: inout Screen, _ column: Int, _ row: Int, _ cell: Cell) {
        screen.cells[row * screen.size.columns + column] = cell
    }

    static func glyphs(of screen: Screen) -> [String] { screen.cells.map(\.text) }

    static func lines(_ lines: [String]) -> Screen {
        let rows = lines.map {
            $0.flatMap { isWide(String($0)) ? [String($0), ""] : [String($0)] }
        }
        var screen = Screen(Size(columns: rows.map(\.count).max() ?? 0, rows: rows.count))
        for (row, glyphs) in rows.enumerated() {
            for (column, glyph) in glyphs.enumerated() { set(&screen, column, row, Cell(glyph)) }
        }
        return screen
    }

    static func random(columns: Int, rows: Int, seed: UInt64) -> Screen {
        var generator = TestGenerator(state: seed &* 7919 &+ 17)
        var screen = Screen(Size(columns: columns, rows: rows))
        let glyphs = ["a", "b", " ", " ", " ", " ", "é", "中", "文", "—", "👩‍🚀", "│"]
        let styles = [
            Style(), Style(), Style(.title), Style(.error), Style(.text, on: .selection),
            Style(.speaker(1)), Style(.statusBar), Style(.text, on: nil, .underlined),
        ]
        for row in 0..<rows {
            var column = 0
            var style = Style()
            while column < columns {
                if Int.random(in: 0..<4, using: &generator) == 0 {
                    style = styles.randomElement(using: &generator) ?? style
                }
                let glyph = glyphs.randomElement(using: &generator) ?? " "
                let width = isWide(glyph) ? 2 : 1
                guard column + width <= columns else { break }
                set(&screen, column, row, Cell(glyph, style))
                if width == 2 { set(&screen, column + 1, row, Cell("", style)) }
                column += width
            }
        }
        screen.cursor = Point(column: columns / 2, row: rows / 2)
        return screen
    }
}

struct TestGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
}
