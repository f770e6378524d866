import Script
import Testing

@testable import Studio

/// Makes up texts and commands from a seed.
struct EditorChaos {
    var random: SplitMix

    init(seed: UInt64) { random = SplitMix(seed: seed) }

    static let parts = [
        "[Speaker A] ", "[Speaker B] ", "[Speaker E]", "[说话人C]", "[pause 0.5s]", "# note", "\\[",
        "Speaker 1: ", "A: ", "[S0]", "[S2]", "<Person1>", "</Person1>", "hello ", "world", "  ",
        "今天天气很好，", "我们去公园吧。", "“引号”…", "é", "e\u{301}", "\u{301}", "👨‍👩‍👧", "🇨🇳", "🇫🇷", "\t",
        "\u{7}", "한국어", "\u{1100}\u{1161}", "\n", "\n", "\n\n", "a", "B", "1", ".", " ",
    ]

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    mutating func text(longest: Int) -> String {
        (0..<number(0...longest)).map { _ in Self.parts.randomElement(using: &random) ?? "" }
            .joined()
    }

    mutating func position(in editor: Editor) -> Position {
        Position(line: number(-1...editor.document.lineCount), column: number(-1...30))
    }

    mutating func command(for editor: Editor) -> EditorCommand {
        let movement = Movement.allCases.randomElement(using: &random) ?? .left
        let deletion = Deletion.allCases.randomElement(using: &random) ?? .back
        switch number(0...29) {
        case 0...3: return .move(movement, selecting: number(0...2) == 0)
        case 4...9: return .insert(Self.parts.randomElement(using: &random) ?? "")
        case 10, 11: return .newline
        case 12...15: return .delete(deletion)
        case 16: return .cut
        case 17: return .copy
        case 18: return .paste()
        case 19: return .paste(text(longest: 4) + (number(0...3) == 0 ? "\r\nx" : ""))
        case 20: return .place(position(in: editor), selecting: number(0...1) == 0)
        case 21: return .selectWord(position(in: editor))
        case 22: return [.selectTurn, .selectAll, .selectLine(number(0...9))][number(0...2)]
        case 23: return .find(SearchPattern(["o", "天", "e", "H"][number(0...3)]))
        case 24: return [.findNext, .findPrevious, .replace(with: "换")][number(0...2)]
        case 25: return number(0...9) == 0 ? .replaceAll(with: "x\ny") : .replaceAll(with: "é")
        case 26: return .newTurn(speaker: number(0...1) == 0 ? nil : number(0...3))
        case 27: return number(0...1) == 0 ? .moveTurnUp : .moveTurnDown
        case 28: return .setSpeaker(number(-1...4))
        default:
            return [.scroll(rows: number(-9...9)), .goToLine(number(0...9)), .goToTurn(2)][
                number(0...2)]
        }
    }
}

@Suite("Editor, any sequence of commands")
struct EditorPropertyTests {
    @Test("undo gives the original byte for byte, redo the final", arguments: 0..<60)
    func undoRestores(seed: UInt64) {
        var chaos = EditorChaos(seed: seed)
        var editor = Editor(chaos.text(longest: 20))
        let original = editor.document
        let revision = editor.revision
        for _ in 0..<60 { editor.apply(chaos.command(for: editor)) }
        // Undo and redo in the middle, too.
        for _ in 0..<chaos.number(0...8) { editor.apply(.undo) }
        for _ in 0..<chaos.number(0...8) { editor.apply(.redo) }
        for _ in 0..<10 { editor.apply(chaos.command(for: editor)) }
        let final = editor.document
        let finalRevision = editor.revision
        while editor.canUndo { editor.apply(.undo) }
        #expect(editor.document == original, "seed \(seed)")
        #expect(editor.revision == revision)
        while editor.canRedo { editor.apply(.redo) }
        #expect(editor.document == final, "seed \(seed)")
        #expect(editor.revision == finalRevision)
        #expect(editor.outline.regions == TurnOutline(editor.document).regions, "seed \(seed)")
    }

    @Test(
        "the cursor is always at a character, and the outline that of the whole", arguments: 0..<60)
    func invariants(seed: UInt64) {
        var chaos = EditorChaos(seed: seed &+ 1000)
        var editor = Editor(chaos.text(longest: 20))
        for step in 0..<60 {
            let command = chaos.command(for: editor)
            editor.apply(command)
            let document = editor.document
            let trace = "seed \(seed), step \(step): \(command)"
            #expect(document.clamped(editor.cursor) == editor.cursor, "\(trace)")
            #expect(document.position(at: document.point(at: editor.cursor)) == editor.cursor)
            if let selection = editor.selection {
                #expect(document.clamped(selection.lowerBound) == selection.lowerBound, "\(trace)")
                #expect(document.clamped(selection.upperBound) == selection.upperBound, "\(trace)")
            }
            let fresh = Document(document.text)
            #expect(fresh == document, "\(trace)")
            #expect(fresh.format == document.format, "\(trace)")
            #expect(editor.outline.regions == TurnOutline(fresh).regions, "\(trace)")
            #expect(editor.outline.countsFromZero == TurnOutline(fresh).countsFromZero, "\(trace)")
        }
    }

    @Test(
        "no cell is half a wide character and the cursor is in sight, at any width",
        arguments: 1...40)
    func drawing(columns: Int) {
        var chaos = EditorChaos(seed: UInt64(columns) &+ 2000)
        var editor = Editor(chaos.text(longest: 30))
        for step in 0..<40 {
            editor.textWidth.ambiguous = step % 3 == 0 ? .wide : .narrow
            editor.wraps = step % 4 != 3
            let size = Size(columns: columns, rows: chaos.number(1...14))
            editor.setViewport(size)
            let command = chaos.command(for: editor)
            editor.apply(command)
            var screen = Screen(
                Size(columns: size.columns + 4, rows: size.rows + 2), textWidth: editor.textWidth)
            screen.fill(screen.bounds, with: "界")
            let rect = Rect(column: 2, row: 1, columns: size.columns, rows: size.rows)
            editor.draw(into: &screen, rect: rect)
            let trace = "columns \(columns), step \(step): \(command)"
            expectWholeCharacters(screen)
            if case .scroll = command { continue }
            guard let cursor = screen.cursor else {
                Issue.record("\(trace): the cursor is not drawn")
                continue
            }
            #expect(rect.contains(cursor), "\(trace)")
            let place = editor.position(at: cursor, in: rect)
            // Spaces that hang over the edge share the last cell.
            let line = editor.document.text(ofLine: editor.cursor.line)
            if columns == 1 || line.contains(" ") { continue }
            #expect(place == editor.cursor, "\(trace)")
        }
    }

    @Test("the turns are those that reading the script finds", arguments: 0..<60)
    func agreesWithReading(seed: UInt64) {
        var chaos = EditorChaos(seed: seed &+ 3000)
        var editor = Editor(chaos.text(longest: 20))
        for _ in 0..<20 { editor.apply(chaos.command(for: editor)) }
        let reading = ScriptReading(Array(editor.document.text.utf8))
        #expect(reading.format == editor.format)
        guard reading.format != .json else { return }
        let indices = editor.turnIndices(of: reading.dialogue)
        #expect(!indices.contains(nil), "seed \(seed): \(editor.document.text)")
        #expect(indices.compactMap { $0 } == Set(indices.compactMap { $0 }).sorted())
    }
}
