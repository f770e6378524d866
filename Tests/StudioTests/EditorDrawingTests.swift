import Foundation
import Script
import Testing

@testable import Studio

@Suite("Editor, drawn")
struct EditorDrawingTests {
    private static let script = """
        # Two languages, four voices: 一个小样。
        [Speaker A] Good evening, and welcome to The Long Way Home, the show about journeys that did \
        not go as planned. 今天晚上，我们有三位客人，三个迷路的故事。
        [Speaker B] 对，我的故事发生在冰岛。那是十二月，白天只有四个小时。我和姐姐开车去看北极光，导航突然坏了。

        # a comment between turns
        [Speaker C] It fell asleep on my shoe. [pause 0.6s] 👨‍👩‍👧 🇨🇳 “Best” day… of my career — really!
        [Speaker D] [laugh] 你好 \\[not a tag] e\u{301}t\u{e9}.
        [Speaker E] Who?
        """

    private var marks: [TurnMark] {
        [
            TurnMark(.playing, seconds: 12.34), TurnMark(.rendering),
            TurnMark(.ready, seconds: 3.2),
            TurnMark(.changed, seconds: 99.96), TurnMark(.failed),
        ]
    }

    private func drawn(
        _ size: Size, glyphs: Glyphs = .unicode, ambiguous: AmbiguousWidth = .narrow,
        wraps: Bool = true, prepare: (inout Editor) -> Void = { _ in }
    ) -> Screen {
        var editor = Editor(Self.script)
        editor.textWidth.ambiguous = ambiguous
        editor.wraps = wraps
        editor.setViewport(size)
        prepare(&editor)
        var screen = Screen(size, glyphs: glyphs, textWidth: editor.textWidth)
        let problems = ScriptReading(Array(Self.script.utf8)).problems.map { LintMark($0) }
        editor.draw(into: &screen, rect: screen.bounds, gutter: marks, lint: problems)
        return screen
    }

    @Test(
        "as text at several sizes",
        arguments: [
            "editor-80x24", "editor-120x40", "editor-40x12", "editor-24x8", "editor-12x6",
            "editor-60x14-ascii", "editor-60x14-wide", "editor-60x8-unfolded",
        ])
    func golden(name: String) throws {
        let parts = name.split(separator: "-")
        let numbers = parts[1].split(separator: "x").compactMap { Int($0) }
        let option = parts.count > 2 ? parts[2] : ""
        let screen = drawn(
            Size(columns: numbers[0], rows: numbers[1]),
            glyphs: option == "ascii" ? .ascii : .unicode,
            ambiguous: option == "wide" ? .wide : .narrow, wraps: option != "unfolded")
        expectWholeCharacters(screen)
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Goldens/\(name).txt")
        if ProcessInfo.processInfo.environment["PARLEY_RECORD"] == "1" {
            try screen.text.write(to: file, atomically: true, encoding: .utf8)
            Issue.record("recorded \(name); look at it, then run without PARLEY_RECORD")
        }
        let golden = try String(contentsOf: file, encoding: .utf8)
        #expect(screen.text == golden)
    }

    @Test("tags wear their speaker, problems are underlined, comments are comments")
    func roles() {
        let screen = drawn(Size(columns: 120, rows: 20))
        func styles(_ text: String) -> Set<Style> {
            for row in 0..<screen.size.rows {
                let cells = (0..<screen.size.columns).map { screen[$0, row] }
                let line = cells.map(\.text).joined()
                guard let range = line.range(of: text) else { continue }
                let before = line[..<range.lowerBound]
                var (column, passed) = (0, "")
                while passed.utf8.count < before.utf8.count {
                    passed += cells[column].text
                    column += 1
                }
                var found: Set<Style> = []
                var seen = ""
                while seen.utf8.count < text.utf8.count {
                    if !cells[column].text.isEmpty { found.insert(cells[column].style) }
                    seen += cells[column].text
                    column += 1
                }
                return found
            }
            return []
        }
        #expect(styles("[Speaker A]").map(\.role) == [.speaker(0)])
        #expect(styles("[Speaker D]").map(\.role) == [.speaker(3)])
        #expect(styles("[Speaker E]").map(\.role) == [.error])
        #expect(styles("[pause 0.6s]").map(\.role) == [.tag])
        #expect(styles("[not a tag").map(\.role) == [.text])
        #expect(styles("# a comment").map(\.role) == [.comment])
        #expect(styles("[laugh]").allSatisfy { $0.emphasis.contains(.underlined) })
        #expect(styles("十二月").map(\.role) == [.text])
    }

    @Test("selection, matches and the cursor's row have backgrounds")
    func backgrounds() {
        let screen = drawn(Size(columns: 80, rows: 24)) { editor in
            editor.apply(.find(SearchPattern("speaker")))
            editor.apply(.place(Position(line: 1, column: 12)))
            editor.apply(.place(Position(line: 1, column: 16), selecting: true))
        }
        // The gutter has 8 columns.
        #expect(screen[8 + 12, 1].style.background == .selection)
        #expect(screen[8 + 16, 1].style.background == .currentLine)
        #expect(screen[8 + 1, 1].style.background == .match)
        #expect(screen[8 + 1, 0].style.background == nil)
        #expect(screen.cursor == Point(column: 8 + 16, row: 1))
    }

    @Test("LineLooks gives each character its style, and the selected line end one of its own")
    func lineLooks() {
        var editor = Editor("[Speaker B] a [rate 1.2] b\nx")
        editor.apply(.selectAll)
        let problem = LintMark(
            position: Position(line: 0, column: 14), isError: true, message: "made up")
        let looks = LineLooks(editor, line: 0, laid: editor.layOut(0), problems: [problem])
        #expect(looks.selectsLineEnd)
        #expect(looks.styles.count == 26)
        #expect(looks.styles[0] == Style(.speaker(1), on: .selection, .bold))
        #expect(looks.styles[12] == Style(.text, on: .selection))
        #expect(looks.styles[14] == Style(.tag, on: .selection, .underlined))
        #expect(looks.styles[23].emphasis == .underlined)
        #expect(looks.styles[24].emphasis == [])
        #expect(!LineLooks(editor, line: 1, laid: editor.layOut(1), problems: []).selectsLineEnd)
    }

    @Test("scrolling keeps the cursor in sight, and rows around it")
    func scrolling() {
        let text = (0..<100).map { "line \($0)" }.joined(separator: "\n")
        var editor = Editor(text)
        editor.setViewport(Size(columns: 40, rows: 10))
        func top() -> String {
            var screen = Screen(Size(columns: 40, rows: 10))
            editor.draw(into: &screen, rect: screen.bounds)
            return String(screen.text.split(separator: "\n")[0]).trimmingCharacters(
                in: .whitespaces)
        }
        editor.apply(.goToLine(50))
        #expect(top() == "line 42")
        editor.apply(.move(.up))
        #expect(top() == "line 42")
        editor.apply(.goToLine(45))
        editor.apply(.move(.up))
        #expect(top() == "line 41")
        editor.apply(.move(.documentEnd))
        #expect(top() == "line 90")
        editor.apply(.scroll(rows: -20))
        #expect(top() == "line 70")
        editor.apply(.scroll(rows: 999))
        #expect(top() == "line 99")
        editor.apply(.move(.pageUp))
        #expect(editor.cursor.line == 91)
        editor.apply(.move(.documentStart))
        #expect(top() == "line 0")
    }

    @Test("the mouse finds the character under it, and the nearest place elsewhere")
    func mouse() {
        var editor = Editor("你好ab\nx\n")
        let rect = Rect(column: 5, row: 2, columns: 30, rows: 10)
        editor.setViewport(rect.size)
        func place(_ column: Int, _ row: Int) -> Position? {
            // The gutter has 3 columns.
            editor.position(at: Point(column: 5 + 3 + column, row: 2 + row), in: rect)
        }
        #expect(place(0, 0) == Position(line: 0, column: 0))
        #expect(place(1, 0) == Position(line: 0, column: 0))
        #expect(place(2, 0) == Position(line: 0, column: 1))
        #expect(place(5, 0) == Position(line: 0, column: 3))
        #expect(place(20, 0) == Position(line: 0, column: 4))
        #expect(place(-2, 1) == Position(line: 1, column: 0))
        #expect(place(0, 2) == Position(line: 2, column: 0))
        #expect(place(4, 7) == Position(line: 2, column: 0))
        #expect(editor.position(at: Point(column: 0, row: 0), in: rect) == nil)
    }

    @Test(
        "lengths of turns in at most four characters",
        arguments: [
            (nil, ""), (0, "0.0s"), (3.24, "3.2s"), (9.949, "9.9s"), (9.96, "10s"), (999.4, "999s"),
            (1000, "16m"), (-1, ""), (.infinity, ""), (1e12, "999m"),
        ] as [(Double?, String)])
    func lengths(seconds: Double?, expected: String) {
        #expect(TurnMark(.ready, seconds: seconds).lengthText == expected)
    }

    @Test("every state has its own narrow glyph, with Unicode and without")
    func glyphs() {
        let wide = TextWidth(ambiguous: .wide)
        for glyphs in [Glyphs.unicode, .ascii] {
            let all = TurnMark.State.allCases.map { TurnMark($0).glyph(glyphs) }
            #expect(Set(all).count == all.count)
            #expect(all.allSatisfy { wide.width(of: $0) == 1 })
            if glyphs == .ascii { #expect(all.allSatisfy { $0.isASCII }) }
        }
    }

    @Test("the benchmark presses every key and reports its cost")
    func benchmark() {
        var clock = 0.0
        let costs = EditorBenchmark(turnCount: 40).run(count: 6) {
            clock += 0.5
            return clock
        }
        #expect(costs.count >= 11)
        #expect(costs.allSatisfy { $0.median == 0.5 && $0.p95 == 0.5 && $0.longest == 0.5 })
        let problems = ScriptReading(Array(EditorBenchmark.script(turnCount: 40).utf8)).problems
        #expect(problems.isEmpty)
    }
}
