import Testing

@testable import Studio

@Suite("Screen")
struct ScreenTests {
    private func screen(_ columns: Int, _ rows: Int = 1) -> Screen {
        Screen(Size(columns: columns, rows: rows))
    }

    @Test("put writes text, clips at the edges and says where it ended")
    func putClips() {
        var screen = screen(6, 2)
        #expect(screen.put("hello world", row: 0, column: 2) == 6)
        #expect(screen.put("abc", row: 1, column: -1) == 2)
        screen.put("nowhere", row: 2, column: 0)
        screen.put("nowhere", row: -1, column: 0)
        #expect(screen.text == "  hell\nbc\n")
    }

    @Test("put keeps to its width")
    func putKeepsToWidth() {
        var screen = screen(10)
        screen.put("..........", row: 0, column: 0)
        #expect(screen.put("你好吗", row: 0, column: 1, width: 5) == 6)
        #expect(screen.text == ".你好 ....\n")
    }

    @Test(
        "overwriting half of a wide character blanks the other half",
        arguments: [(0, "x 好"), (1, " x好"), (2, "你x"), (3, "你 x")])
    func overwriteHalf(column: Int, expected: String) {
        var screen = screen(4)
        screen.put("你好", row: 0, column: 0)
        screen.put("x", row: 0, column: column)
        #expect(screen.text == expected + "\n")
        expectWholeCharacters(screen)
    }

    @Test("a wide character over the edge becomes a blank")
    func wideAtEdges() {
        var screen = screen(3)
        screen.put("xxx", row: 0, column: 0)
        screen.put("你好", row: 0, column: -1)
        #expect(screen[0, 0].text == " ")
        #expect(screen.text == " 好\n")
        screen.put("你", row: 0, column: 2)
        #expect(screen.text == "\n")
    }

    @Test("a box is round in Unicode and plain in ASCII or where ambiguous characters are wide")
    func box() {
        let rect = Rect(column: 0, row: 0, columns: 12, rows: 3)
        var round = screen(12, 3)
        round.box(rect, title: "剧本")
        #expect(round.text == "╭─ 剧本 ───╮\n│          │\n╰──────────╯\n")
        var plain = Screen(Size(columns: 12, rows: 3), glyphs: .ascii)
        plain.box(rect, title: "a script of length")
        #expect(plain.text == "+- a scri? +\n|          |\n+----------+\n")
        var wide = Screen(
            Size(columns: 12, rows: 3), textWidth: TextWidth(ambiguous: .wide))
        wide.box(rect)
        #expect(wide.text.hasPrefix("+----------+"))
        var tiny = screen(1, 1)
        tiny.box(tiny.bounds)
        #expect(tiny.text == "\n")
    }

    @Test("fill with a wide character leaves no half")
    func fillWide() {
        var screen = screen(5, 2)
        screen.fill(Rect(column: -3, row: -1, columns: 9, rows: 9), with: "好")
        #expect(screen.text == "好好\n好好\n")
        expectWholeCharacters(screen)
    }

    @Test("without Unicode, other characters are question marks of their width")
    func asciiGlyphs() {
        var screen = Screen(Size(columns: 12, rows: 1), glyphs: .ascii)
        screen.put("a你e\u{301}b", row: 0, column: 0)
        #expect(screen.text == "a???b\n")
        #expect(screen.glyph("▸", ">") == ">")
    }

    @Test("restyle changes the look and nothing else")
    func restyle() {
        var screen = screen(4)
        screen.put("你好", row: 0, column: 0)
        screen.restyle(Rect(column: 2, row: -2, columns: 99, rows: 99)) {
            $0.background = .selection
        }
        #expect(screen.text == "你好\n")
        #expect(screen[1, 0].style.background == nil)
        #expect(screen[3, 0].style.background == .selection)
    }

    @Test("any writing at any place leaves only whole characters", arguments: 1...12)
    func wholeCharactersAlways(columns: Int) {
        var random = SplitMix(seed: UInt64(columns))
        let texts = ["你好", "a你b", "👨‍👩‍👧x", "🇨🇳🇫🇷", "e\u{301}", "\u{301}", "한국", "\t\u{7}", "１２", "“…”"]
        for ambiguous in AmbiguousWidth.allCases {
            var screen = Screen(
                Size(columns: columns, rows: 3), textWidth: TextWidth(ambiguous: ambiguous))
            for _ in 0..<300 {
                let column = Int.random(in: -4...columns + 1, using: &random)
                let row = Int.random(in: -1...3, using: &random)
                let width =
                    Bool.random(using: &random) ? Int.random(in: 0...5, using: &random) : nil
                let text = texts.randomElement(using: &random) ?? ""
                screen.put(text, row: row, column: column, width: width)
                expectWholeCharacters(screen)
            }
        }
    }
}

/// Every wide cell is followed by its empty half, and every empty one follows a wide one.
func expectWholeCharacters(
    _ screen: Screen, sourceLocation: SourceLocation = #_sourceLocation
) {
    for row in 0..<screen.size.rows {
        var column = 0
        while column < screen.size.columns {
            let text = screen[column, row].text
            let scalars = text.unicodeScalars
            let width = scalars.first.map { screen.textWidth.width(of: $0) } ?? 0
            let isWhole =
                (1...2).contains(width) && column + width <= screen.size.columns
                && (width == 1 || screen[column + 1, row].text.isEmpty)
                && scalars.dropFirst().allSatisfy { screen.textWidth.width(of: $0) == 0 }
            guard isWhole else {
                Issue.record(
                    "row \(row), column \(column): “\(text)” is not a whole character",
                    sourceLocation: sourceLocation)
                return
            }
            column += width
        }
    }
}

/// A small random source whose sequence a seed fixes.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
