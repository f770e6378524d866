import Script

extension StudioState {
    /// Names the text for all time: grows with every change, also by opening another file.
    var editorVersion: Int { versionBase + editor.version }

    /// As it is written to a file.
    var editorText: String { editor.document.fileText }

    /// Whether there is nothing in it that anybody wrote.
    var editorIsEmpty: Bool {
        let text = trimmed(editor.document.text)
        return text.isEmpty || text == "[Speaker A]"
    }

    /// From 0.
    var cursorLine: Int { editor.cursor.line }

    /// Replaces the whole text, as a file that has been opened.
    mutating func load(_ text: String, path: String?, stamp: FileStamp?) {
        versionBase = editorVersion + 1
        let size = editor.viewport
        editor = Editor(text)
        editor.setViewport(size)
        applyEditorSettings()
        file = ScriptFile()
        file.path = path
        file.stamp = stamp
        file.savedRevision = editor.revision
        file.recoveryVersion = editorVersion
        if path == nil { editor.apply(.move(.documentEnd)) }
    }

    mutating func applyEditorSettings() {
        editor.wraps = settings.wraps
        editor.textWidth = textWidth
    }

    /// Carries out an order to the editor and tells what came of it.
    mutating func edit(_ command: EditorCommand) -> [Effect] {
        let outcome = editor.apply(command)
        switch outcome {
        case .done: break
        case .refused(let reason): say(reason)
        case .found(let number, let count): say("Match \(number) of \(count)")
        case .notFound: warn("Not found.")
        case .replaced(let count): report("Replaced \(counted(count, "match", "matches")).")
        case .copied(let text): return [.copyToClipboard(text)]
        }
        return []
    }

    /// Shows matches while they are typed.
    mutating func search(_ text: String) {
        editor.apply(.find(text.isEmpty ? nil : SearchPattern(text)))
    }

    mutating func endSearch() { editor.apply(.find(nil)) }

    mutating func goTo(line: Int, column: Int = 0) {
        editor.apply(.place(Position(line: line, column: max(column, 0))))
    }

    /// Where turns of the dialogue stand among those of the editor.
    mutating func mapTurns() {
        script.regions = editor.turnIndices(of: script.dialogue)
        script.hashes = editor.turns.map(\.hash)
    }

    /// The turn of the dialogue that the cursor is in.
    var turnUnderCursor: Int? {
        let cursor = editor.cursor
        return script.turn(atLine: cursor.line + 1, column: cursor.column + 1)
    }

    /// What the gutter shows, by turn of the editor.
    var turnMarks: [TurnMark] {
        let turns = editor.turns
        var marks = Array(repeating: TurnMark(), count: turns.count)
        for (index, region) in script.regions.enumerated() {
            guard let region, marks.indices.contains(region), script.sounds.indices.contains(index)
            else { continue }
            let isEdited =
                script.hashes.count != turns.count || script.hashes[region] != turns[region].hash
            marks[region] = mark(ofTurn: index, isEdited: isEdited)
        }
        return marks
    }

    private func mark(ofTurn index: Int, isEdited: Bool) -> TurnMark {
        let status = script.sounds[index]
        if player.isSounding, player.playhead?.turn == index {
            return TurnMark(.playing, seconds: status.seconds)
        }
        switch status.sound {
        case .ready(let seconds): return TurnMark(isEdited ? .changed : .ready, seconds: seconds)
        case .rendering: return TurnMark(.rendering)
        case .failed: return TurnMark(.failed)
        case .waiting: return TurnMark(status.isStale ? .changed : .notRendered)
        }
    }
}
