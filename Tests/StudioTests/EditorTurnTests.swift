import Script
import Testing

@testable import Studio

@Suite("Editor, turns")
struct EditorTurnTests {
    @Test("the outline knows speaker, lines, words and hash of each turn")
    func outline() {
        let text = """
            # title
            [Speaker A] one
            more

            # note
            [Speaker B] [Speaker E] x [Speaker C] y
            """
        let turns = Editor(text).turns
        #expect(turns.map(\.speaker) == [0, 1, nil, 2])
        #expect(turns.map(\.firstLine) == [1, 5, 5, 5])
        #expect(turns.map(\.lastLine) == [2, 5, 5, 5])
        #expect(turns.map(\.hasText) == [true, false, true, true])
        let commented = Editor(text.replacing("note", with: "other")).turns
        #expect(commented.map(\.hash) == turns.map(\.hash))
        let changed = Editor(text.replacing("more", with: "less")).turns
        #expect(changed.map(\.hash)[1...] == turns.map(\.hash)[1...])
        #expect(changed[0].hash != turns[0].hash)
        #expect(Editor(#"[{"speaker": "A", "text": "x"}]"#).turns.isEmpty)
    }

    @Test(
        "a new turn on one key, of the speaker likely to be next",
        arguments: [
            ("|", "[Speaker A] |"),
            ("# note|", "# note\n[Speaker A] |"),
            ("[Speaker A] hi|", "[Speaker A] hi\n[Speaker B] |"),
            ("[Speaker A] h|i\n[Speaker B] x", "[Speaker A] hi\n[Speaker B] |\n[Speaker B] x"),
            (
                "[Speaker A] a\n[Speaker C] c|\n",
                "[Speaker A] a\n[Speaker C] c\n[Speaker A] |\n"
            ),
            (
                "[Speaker A] a\n[Speaker B] b\n[Speaker C] c\n[Speaker A] d|",
                "[Speaker A] a\n[Speaker B] b\n[Speaker C] c\n[Speaker A] d\n[Speaker B] |"
            ),
            ("[Speaker A] a\n[Speaker B] |", "[Speaker A] a\n[Speaker C] |"),
            ("[Speaker D] |", "[Speaker A] |"),
            ("Speaker 1: hi|", "Speaker 1: hi\nSpeaker 2: |"),
            ("Speaker 0: hi|", "Speaker 0: hi\nSpeaker 1: |"),
            ("说话人A：你好|", "说话人A：你好\n说话人B：|"),
            ("**Host 1:** a|", "**Host 1:** a\n**Host 2:** |"),
            ("[speaker a] x|", "[speaker a] x\n[speaker b] |"),
            ("A: hi\nB: x|", "A: hi\nB: x\nA: |"),
            ("[S1] hi|", "[S1] hi\n[S2] |"),
            ("[1] hi|", "[1] hi\n[2] |"),
            (
                "<Person1>hi|</Person1>",
                "<Person1>hi</Person1>\n<Person2>|</Person2>"
            ),
            ("【Speaker A】hi|\n【Speaker B】x", "【Speaker A】hi\n【Speaker B】|\n【Speaker B】x"),
        ])
    func newTurn(before: String, after: String) {
        var editor = editor(before.replacing("<P", with: "‹P").replacing("</", with: "‹/"))
        if before.contains("Person") {
            editor = Editor("<Person1>hi</Person1>")
            editor.apply(.place(Position(line: 0, column: 11)))
            editor.apply(.newTurn())
            #expect(editor.document.text == after.replacing("|", with: ""))
            #expect(editor.cursor == Position(line: 1, column: 9))
            return
        }
        editor.apply(.newTurn())
        #expect(marked(editor) == after)
    }

    @Test(
        "changing the speaker of a turn",
        arguments: [
            ("[Speaker A] hi|", 2, "[Speaker C] hi|"),
            ("[Spe|aker A] hi", 2, "[Spe|aker C] hi"),
            ("[Speaker E] h|i", 0, "[Speaker A] h|i"),
            ("[说话人A]你|好", 1, "[说话人B]你|好"),
            ("[说话人A]你|好\n[说话人B]x", 1, "[说话人B]你|好\n[说话人B]x"),
            ("Speaker 10: hi|", 0, "Speaker 1: hi|"),
            ("[S1]hi|", 3, "[S4]hi|"),
            ("[Speaker A]: hi\nmo|re", 1, "[Speaker B]: hi\nmo|re"),
        ])
    func setSpeaker(before: String, speaker: Int, after: String) {
        var editor = editor(before)
        editor.apply(.setSpeaker(speaker))
        #expect(marked(editor) == after)
        editor.apply(.undo)
        #expect(marked(editor) == before)
    }

    @Test("both marks of an element change")
    func setSpeakerOfElement() {
        var editor = Editor("<Person1>hi</Person1>\n<Person2>x</Person2>")
        editor.apply(.setSpeaker(1))
        #expect(editor.document.text == "<Person2>hi</Person2>\n<Person2>x</Person2>")
        editor.apply(.undo)
        #expect(editor.document.text == "<Person1>hi</Person1>\n<Person2>x</Person2>")
    }

    @Test(
        "moving a turn swaps it with its neighbour, comments and blank lines staying",
        arguments: [
            ("[Speaker A] a|\n[Speaker B] b", .moveTurnDown, "[Speaker B] b\n[Speaker A] a|"),
            ("[Speaker A] a\n[Speaker B] |b", .moveTurnUp, "[Speaker B] |b\n[Speaker A] a"),
            (
                "# t\n[Speaker A] a\nm|ore\n\n# c\n[Speaker B] b\n\n[Speaker C] c\n", .moveTurnDown,
                "# t\n[Speaker B] b\n\n# c\n[Speaker A] a\nm|ore\n\n[Speaker C] c\n"
            ),
            ("[Speaker A] a [Speaker B] b|", .moveTurnUp, "[Speaker B] b| [Speaker A] a"),
            ("[Speaker A] a|", .moveTurnDown, "[Speaker A] a|"),
            ("[Speaker A] a|", .moveTurnUp, "[Speaker A] a|"),
            (
                "[Speaker A] a\n\n|\n[Speaker B] b", .moveTurnDown,
                "[Speaker B] b\n\n\n[Speaker A] a|"
            ),
        ] as [(String, EditorCommand, String)])
    func moveTurn(before: String, command: EditorCommand, after: String) {
        var editor = editor(before)
        editor.apply(command)
        #expect(marked(editor) == after)
        editor.apply(.undo)
        #expect(marked(editor) == before)
    }

    @Test("moving down and up again changes nothing", arguments: 0..<40)
    func moveThereAndBack(seed: UInt64) {
        var chaos = EditorChaos(seed: seed &+ 4000)
        var editor = Editor(chaos.text(longest: 25))
        editor.apply(.goToTurn(chaos.number(0...5)))
        let text = editor.document
        let cursor = editor.cursor
        guard editor.apply(.moveTurnDown) == .done else { return }
        // Formats with marks only at line starts may gain or lose marks where turns share a line.
        guard editor.turns.count == TurnOutline(text).regions.count else { return }
        editor.apply(.moveTurnUp)
        #expect(editor.document == text, "seed \(seed)")
        #expect(editor.cursor == cursor, "seed \(seed)")
    }

    @Test("going from turn to turn, and taking turns away")
    func turnMovements() {
        var editor = editor("|# t\n[Speaker A] a\n[Speaker B] b\nmore\n[Speaker C]c")
        let stops = [(1, 12), (2, 12), (4, 11), (4, 12)]
        for (line, column) in stops {
            editor.apply(.move(.turnNext))
            #expect(editor.cursor == Position(line: line, column: column))
        }
        for (line, column) in [(4, 11), (2, 12), (1, 12), (0, 0)] {
            editor.apply(.move(.turnPrevious))
            #expect(editor.cursor == Position(line: line, column: column))
        }
        #expect(editor.currentTurn == nil)
        guard case .refused = editor.apply(.delete(.turn)) else {
            Issue.record("deleted a turn where there is none")
            return
        }
        editor.apply(.goToTurn(1))
        #expect(editor.currentTurn == 1)
        editor.apply(.selectTurn)
        #expect(editor.selectedText == "[Speaker B] b\nmore")
        editor.apply(.clearSelection)
        editor.apply(.delete(.turn))
        #expect(editor.document.text == "# t\n[Speaker A] a\n[Speaker C]c")
    }

    @Test("turns of a dialogue are found again in the text, unspoken ones left out")
    func turnIndices() {
        let text = "[Speaker A] a\n[Speaker B]\n[Speaker E] x\n你[Speaker C] c"
        let editor = Editor(text)
        let dialogue = ScriptReading(Array(text.utf8)).dialogue
        #expect(dialogue.turns.count == 2)
        #expect(editor.turnIndices(of: dialogue) == [0, 3])
        let indented = "x\n  B: b\nC: c"
        let reading = ScriptReading(Array(indented.utf8))
        #expect(Editor(indented).turnIndices(of: reading.dialogue) == [0, 1])
    }
}
