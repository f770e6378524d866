import Testing

@testable import Studio

@Suite("Editor, undo")
struct EditorUndoTests {
    private func states(_ editor: Editor) -> [String] {
        var editor = editor
        var states = [editor.document.text]
        while editor.canUndo {
            editor.apply(.undo)
            states.append(editor.document.text)
        }
        return states
    }

    private func typing(_ text: String) -> Editor {
        var editor = Editor()
        for character in text {
            editor.apply(character == "\n" ? .newline : .insert(String(character)))
        }
        return editor
    }

    @Test("typing is undone word by word, line ends apart")
    func words() {
        #expect(states(typing("one two ")) == ["one two ", "one ", ""])
        #expect(states(typing("one\ntwo")) == ["one\ntwo", "one\n", "one", ""])
        #expect(states(typing("你好，世界")) == ["你好，世界", "你好，", ""])
    }

    @Test("moving, or anything else between, begins a new step")
    func interruptions() {
        var editor = typing("ab")
        editor.apply(.move(.left))
        editor.apply(.insert("x"))
        #expect(states(editor) == ["axb", "ab", ""])
        editor.apply(.undo)
        editor.apply(.insert("y"))
        #expect(states(editor) == ["ayb", "ab", ""])
    }

    @Test("deleting by key goes back in one step, in either direction")
    func deleting() {
        var editor = typing("abcd")
        for _ in 0..<3 { editor.apply(.delete(.back)) }
        #expect(states(editor) == ["a", "abcd", ""])
        editor = typing("abcd")
        editor.apply(.move(.documentStart))
        for _ in 0..<3 { editor.apply(.delete(.forward)) }
        #expect(states(editor) == ["d", "abcd", ""])
    }

    @Test("a change after undo forgets what was undone; a refusal forgets nothing")
    func branches() {
        var editor = typing("a b")
        editor.apply(.undo)
        #expect(editor.canRedo)
        guard case .refused = editor.apply(.paste()) else {
            Issue.record("pasted nothing")
            return
        }
        editor.apply(.delete(.forward))
        #expect(editor.canRedo)
        editor.apply(.insert("c"))
        #expect(!editor.canRedo)
        guard case .refused = editor.apply(.redo) else {
            Issue.record("redid what was forgotten")
            return
        }
    }

    @Test("undo brings back cursor and selection")
    func caret() {
        var editor = editor("a<bc>d")
        editor.apply(.insert("x"))
        editor.apply(.move(.documentStart))
        editor.apply(.undo)
        #expect(marked(editor) == "a<bc>d")
        editor.apply(.redo)
        #expect(marked(editor) == "ax|d")
    }

    @Test("history has no limit")
    func unlimited() {
        var editor = Editor()
        for _ in 0..<1500 { editor.apply(.newline) }
        var count = 0
        while editor.canUndo {
            editor.apply(.undo)
            count += 1
        }
        #expect(count == 1500)
        #expect(editor.document.text.isEmpty)
    }

    @Test("UndoHistory joins only what continues, and gives every text its own revision")
    func history() {
        func typed(_ text: String, at offset: Int) -> Edit {
            Edit(start: TextPoint(line: 0, offset: offset), removed: "", inserted: text)
        }
        var history = UndoHistory()
        let caret = Caret()
        history.record([], kind: .typing, before: caret, after: caret)
        #expect(history.done.isEmpty && history.revision == 0)
        history.record([typed("a", at: 0)], kind: .typing, before: caret, after: caret)
        history.record([typed("b", at: 1)], kind: .typing, before: caret, after: caret)
        #expect(history.done.map(\.edits) == [[typed("ab", at: 0)]])
        let revision = history.revision
        // Elsewhere, so another step.
        history.record([typed("c", at: 0)], kind: .typing, before: caret, after: caret)
        history.seal()
        history.record([typed("d", at: 1)], kind: .typing, before: caret, after: caret)
        #expect(history.done.count == 3)
        _ = history.undo()
        _ = history.undo()
        #expect(history.revision == revision)
        #expect(history.undone.count == 2)
        _ = history.redo()
        #expect(history.revision != revision)
    }

    @Test("an edit and its inverse cancel, whatever lines they touch")
    func inverse() {
        var document = Document("one\ntwo\nthree")
        let edit = Edit(
            start: TextPoint(line: 0, offset: 1), removed: "ne\ntwo\nth", inserted: "你\n好")
        document.apply(edit)
        #expect(document.text == "o你\n好ree")
        document.apply(edit.inverse)
        #expect(document.text == "one\ntwo\nthree")
    }
}
