import Testing

@testable import Studio

/// An editor whose text has `|` where the cursor is; `<` and `>` around the selection instead.
func editor(_ marked: String, viewport: Size = Size(columns: 80, rows: 24)) -> Editor {
    var text = ""
    var (position, selection) = (Position(line: 0, column: 0), Position?.none)
    var cursor = position
    for character in marked {
        switch character {
        case "|": cursor = position
        case "<": selection = position
        case ">": cursor = position
        case "\n":
            text.append(character)
            position = Position(line: position.line + 1, column: 0)
        default:
            text.append(character)
            position.column += 1
        }
    }
    var editor = Editor(text)
    editor.setViewport(viewport)
    editor.apply(.place(selection ?? cursor))
    if selection != nil { editor.apply(.place(cursor, selecting: true)) }
    return editor
}

/// The same the other way round.
func marked(_ editor: Editor) -> String {
    var lines = (0..<editor.document.lineCount).map { Array(editor.document.text(ofLine: $0)) }
    if let selection = editor.selection {
        lines[selection.upperBound.line].insert(">", at: selection.upperBound.column)
        lines[selection.lowerBound.line].insert("<", at: selection.lowerBound.column)
    } else {
        lines[editor.cursor.line].insert("|", at: editor.cursor.column)
    }
    return lines.map { String($0) }.joined(separator: "\n")
}

@Suite("Editor")
struct EditorTests {
    @Test(
        "one command",
        arguments: [
            ("a|b", .insert("x"), "ax|b"),
            ("a<bc>d", .insert("你好"), "a你好|d"),
            ("a|b", .newline, "a\n|b"),
            ("a|b", .insert("x\r\ny\rz"), "ax\ny\nz|b"),
            ("ab|", .delete(.back), "a|"),
            ("|ab", .delete(.back), "|ab"),
            ("a\n|b", .delete(.back), "a|b"),
            ("a|\nb", .delete(.forward), "a|b"),
            ("ab|", .delete(.forward), "ab|"),
            ("你👨‍👩‍👧|好", .delete(.back), "你|好"),
            ("e\u{301}|x", .delete(.back), "|x"),
            ("|🇨🇳🇫🇷", .delete(.forward), "|🇫🇷"),
            ("one two| three", .delete(.wordBack), "one | three"),
            ("one |two three", .delete(.wordForward), "one |three"),
            ("今天天气|很好，对吗", .delete(.wordForward), "今天天气|好，对吗"),
            ("今天我们|想问", .delete(.wordBack), "今天|想问"),
            ("one two|\nx", .delete(.toLineStart), "|\nx"),
            ("one| two\nx", .delete(.toLineEnd), "one|\nx"),
            ("one|\nx", .delete(.toLineEnd), "one|x"),
            ("a\nb|b\nc", .delete(.line), "a\n|c"),
            ("a\nb|b", .delete(.line), "a|"),
            ("on|e", .delete(.line), "|"),
            ("a<b\nc>d", .delete(.back), "a|d"),
            ("a<b\nc>d", .delete(.wordForward), "a|d"),
            ("a<b\nc>d\ne", .delete(.line), "|e"),
            ("a<b>c", .move(.left), "a|bc"),
            ("a<b>c", .move(.right), "ab|c"),
            ("a|b", .move(.right, selecting: true), "a<b>"),
            ("a\n|b", .move(.left), "a|\nb"),
            ("a|\nb", .move(.right), "a\n|b"),
            ("one two|", .move(.wordLeft), "one |two"),
            ("one |two", .move(.wordLeft), "|one two"),
            ("|one, two", .move(.wordRight), "one|, two"),
            ("今天天气很好，|对吗", .move(.wordLeft), "今天天气很好|，对吗"),
            ("|今天天气很好", .move(.wordRight), "今天|天气很好"),
            ("公共汽车|", .move(.wordLeft), "公共|汽车"),
            ("one two|\nthree", .move(.wordRight), "one two\n|three"),
            ("one t|wo", .move(.lineStart), "|one two"),
            ("one t|wo", .move(.lineEnd), "one two|"),
            ("a\nb|\nc", .move(.documentStart), "|a\nb\nc"),
            ("a\nb|\nc", .move(.documentEnd), "a\nb\nc|"),
            ("你好|\nabcdef", .move(.down), "你好\nabcd|ef"),
            ("abc|def\n你好吗", .move(.down), "abcdef\n你|好吗"),
            ("ab|c", .move(.up), "|abc"),
            ("ab|c", .move(.down), "abc|"),
            ("a|b\ncd", .selectAll, "<ab\ncd>"),
            ("a|b\ncd", .selectLine(0), "<ab\n>cd"),
            ("one two| three", .selectWord(Position(line: 0, column: 5)), "one <two> three"),
            ("|你好，世界", .selectWord(Position(line: 0, column: 9)), "你好，<世界>"),
            ("a<b>c", .clearSelection, "ab|c"),
            ("|a\nb\nc", .goToLine(2), "a\n|b\nc"),
            ("|a\nb\nc", .goToLine(99), "a\nb\nc|"),
            ("a|", .place(Position(line: -3, column: 5)), "|a"),
            ("a|b", .paste("1\n2"), "a1\n2|b"),
        ] as [(String, EditorCommand, String)])
    func command(before: String, command: EditorCommand, after: String) {
        var editor = editor(before)
        editor.apply(command)
        #expect(marked(editor) == after)
    }

    @Test("moving up and down keeps its column of cells over short and wide lines")
    func goalColumn() {
        var editor = editor("abcdef|g\n你\n\n你好吗朋友\nabcdefgh")
        let expected = [(1, 1), (2, 0), (3, 3), (4, 6)]
        for (line, column) in expected {
            editor.apply(.move(.down))
            #expect(editor.cursor == Position(line: line, column: column))
        }
        editor.apply(.move(.left))
        editor.apply(.move(.up))
        #expect(editor.cursor == Position(line: 3, column: 2))
    }

    @Test("cut, copy and paste take the selection, or the line where there is none")
    func clipboard() {
        var editor = editor("one\ntw|o\nthree")
        #expect(editor.apply(.copy) == .copied("two\n"))
        editor.apply(.move(.documentEnd))
        editor.apply(.paste())
        #expect(marked(editor) == "one\ntwo\ntwo\n|three")
        editor.apply(.place(Position(line: 0, column: 1)))
        editor.apply(.place(Position(line: 0, column: 3), selecting: true))
        #expect(editor.apply(.cut) == .copied("ne"))
        editor.apply(.paste())
        editor.apply(.paste())
        #expect(editor.document.text == "onene\ntwo\ntwo\nthree")
        #expect(editor.clipboard == "ne")
        var empty = Editor()
        guard case .refused = empty.apply(.paste()) else {
            Issue.record("an empty clipboard was pasted")
            return
        }
    }

    @Test("line ends and a byte-order mark: one kind inside, the file's own when saved")
    func lineEnds() {
        let windows = Editor("\u{FEFF}a\r\nb\r\n")
        #expect(windows.document.text == "a\nb\n")
        #expect(windows.document.fileText.utf8.elementsEqual("a\r\nb\r\n".utf8))
        #expect(windows.document.lineCount == 3)
        #expect(Document("a\rb\nc").text == "a\nb\nc")
        #expect(Document("").lineCount == 1)
    }

    @Test("a mark typed after a letter joins it, and the cursor stays between characters")
    func combining() {
        var editor = editor("e|x")
        editor.apply(.insert("\u{301}"))
        #expect(editor.document.text(ofLine: 0).count == 2)
        #expect(editor.cursor.column == 1)
        editor.apply(.undo)
        #expect(marked(editor) == "e|x")
        var joined = Studio.Editor("a\n\u{301}b")
        joined.apply(.place(Position(line: 1, column: 0)))
        joined.apply(.delete(.back))
        #expect(joined.document.lineCount == 1)
        joined.apply(.undo)
        #expect(joined.document.text.utf8.elementsEqual("a\n\u{301}b".utf8))
    }

    @Test("a revision names the text: back by undo, it is the same")
    func revision() {
        var editor = editor("a|")
        let saved = editor.revision
        editor.apply(.insert("b"))
        let changed = editor.revision
        #expect(changed != saved)
        editor.apply(.insert("c"))
        #expect(editor.revision != changed)
        editor.apply(.undo)
        #expect(editor.revision == saved)
        editor.apply(.insert("z"))
        #expect(![saved, changed].contains(editor.revision))
    }

    @Test("columns of long lines are those of short ones", arguments: 0..<20)
    func longLines(seed: UInt64) {
        var chaos = EditorChaos(seed: seed)
        var text = chaos.text(longest: 20).replacing("\n", with: "é")
        while text.utf8.count < 400 {
            text += "长 line 👨‍👩‍👧" + chaos.text(longest: 9).replacing("\n", with: "")
        }
        let line = Line(text)
        #expect(line.length == text.count)
        var offset = 0
        for (column, character) in text.enumerated() {
            #expect(line.offset(ofColumn: column) == offset)
            #expect(line.column(ofOffset: offset) == column)
            if character.utf8.count > 1 { #expect(line.column(ofOffset: offset + 1) == column + 1) }
            offset += character.utf8.count
        }
        #expect(line.offset(ofColumn: Int.max) == offset)
        #expect(line.offset(ofColumn: -1) == 0)
        #expect(line.column(ofOffset: offset) == text.count)
    }
}
