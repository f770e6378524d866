import Script

extension StudioCommand {
    static let editCommands: [StudioCommand] = [
        StudioCommand(
            "move", usage: "WHERE", "move the cursor",
            arguments: .words(Movement.named.map(\.0))
        ) { state, argument in state.move(argument, selecting: false) },
        StudioCommand(
            "select", usage: "WHERE | turn | all", "select up to a place",
            arguments: .words(["turn", "all"] + Movement.named.map(\.0))
        ) { state, argument in
            switch argument {
            case "turn": state.edit(.selectTurn)
            case "all": state.edit(.selectAll)
            default: state.move(argument, selecting: true)
            }
        },
        StudioCommand("deselect", "drop the selection and the matches") { state, _ in
            state.notice = nil
            state.endSearch()
            return state.edit(.clearSelection)
        },
        StudioCommand("insert", usage: "line | TEXT", "put text at the cursor") {
            state, argument in
            state.edit(argument == "line" ? .newline : .insert(argument))
        },
        StudioCommand(
            "delete", usage: "WHAT", "delete text", arguments: .words(Deletion.named.map(\.0))
        ) { state, argument in
            guard let what = Deletion.named.first(where: { $0.0 == argument })?.1 else {
                let known = Deletion.named.map(\.0).joined(separator: ", ")
                state.complain("delete: “\(argument)” is none of \(known).")
                return []
            }
            return state.edit(.delete(what))
        },
        StudioCommand("undo", "undo") { state, _ in state.edit(.undo) },
        StudioCommand("redo", "redo") { state, _ in state.edit(.redo) },
        StudioCommand("cut", "cut the selection, or the line") { state, _ in state.edit(.cut) },
        StudioCommand("copy", "copy the selection, or the line") { state, _ in
            state.edit(.copy)
        },
        StudioCommand("paste", "paste what was cut or copied") { state, _ in
            state.edit(.paste())
        },
        StudioCommand("find", usage: "TEXT", "find a text") { state, argument in
            argument.isEmpty
                ? state.openPrompt(.find) : state.edit(.find(SearchPattern(argument)))
        },
        StudioCommand("find-next", "next match") { state, _ in state.edit(.findNext) },
        StudioCommand("find-previous", "match before") { state, _ in
            state.edit(.findPrevious)
        },
        StudioCommand(
            "replace", usage: "/OLD/NEW/", "replace every OLD; any mark may stand for /"
        ) { state, argument in state.replace(argument) },
        StudioCommand("goto", aliases: ["line"], usage: "LINE", "go to a line") {
            state, argument in
            guard let line = Int(argument) else {
                state.complain("goto: “\(argument)” is no number of a line.")
                return []
            }
            return state.edit(.goToLine(line))
        },
        StudioCommand("turn", usage: "NUMBER", "go to a turn") { state, argument in
            guard let number = Int(argument), state.editor.turns.indices.contains(number - 1)
            else {
                state.complain(
                    "There is no turn “\(argument)”; there are \(state.editor.turns.count).")
                return []
            }
            return state.edit(.goToTurn(number - 1))
        },
        StudioCommand(
            "new-turn", usage: "[SPEAKER]", "begin a turn, for the next speaker or another",
            arguments: .speaker
        ) { state, argument in
            var index: Int?
            if !argument.isEmpty {
                guard let speaker = state.speaker(named: argument) else { return [] }
                index = speaker.index
            }
            state.mode = .write
            state.pane = .script
            return state.edit(.newTurn(speaker: index))
        },
        StudioCommand(
            "move-turn", usage: "up | down", "move the turn", arguments: .words(["up", "down"])
        ) { state, argument in state.edit(argument == "up" ? .moveTurnUp : .moveTurnDown) },
        StudioCommand(
            "speaker", usage: "A | B | C | D | next", "give the turn to another speaker",
            arguments: .words(["A", "B", "C", "D", "next"])
        ) { state, argument in
            if argument == "next" {
                let now = state.editor.currentTurn.flatMap { state.editor.turns[$0].speaker }
                return state.edit(.setSpeaker(((now ?? -1) + 1) % Speaker.allCases.count))
            }
            guard let speaker = state.speaker(named: argument) else { return [] }
            return state.edit(.setSpeaker(speaker.index))
        },
        StudioCommand("next-problem", "go to the next problem in the script") { state, _ in
            state.nextProblem()
        },
    ]
}

extension StudioState {
    fileprivate mutating func move(_ name: String, selecting: Bool) -> [Effect] {
        guard let movement = Movement.named.first(where: { $0.0 == name })?.1 else {
            let known = Movement.named.map(\.0).joined(separator: ", ")
            complain("“\(name)” is nowhere. Say one of \(known).")
            return []
        }
        if player.isSounding && mode == .listen { player.followIsSuspended = true }
        return edit(.move(movement, selecting: selecting))
    }

    /// `/old/new/`, where the first character says what stands between.
    fileprivate mutating func replace(_ argument: String) -> [Effect] {
        guard let mark = argument.first, !mark.isLetter, !mark.isNumber else {
            complain("replace: write :replace /old/new/")
            return []
        }
        let parts = argument.dropFirst().split(separator: mark, omittingEmptySubsequences: false)
        guard let old = parts.first, !old.isEmpty, parts.count >= 2 else {
            complain("replace: write :replace /old/new/")
            return []
        }
        let cursor = editor.cursor
        editor.apply(.find(SearchPattern(String(old))))
        let effects = edit(.replaceAll(with: String(parts[1])))
        endSearch()
        editor.apply(.place(editor.document.clamped(cursor)))
        return effects
    }
}

extension Movement {
    /// As `:move` calls them.
    static let named: [(String, Movement)] = [
        ("left", .left), ("right", .right), ("up", .up), ("down", .down),
        ("word-left", .wordLeft), ("word-right", .wordRight), ("row-start", .rowStart),
        ("row-end", .rowEnd), ("line-start", .lineStart), ("line-end", .lineEnd),
        ("page-up", .pageUp), ("page-down", .pageDown), ("turn-up", .turnPrevious),
        ("turn-down", .turnNext), ("start", .documentStart), ("end", .documentEnd),
    ]
}

extension Deletion {
    /// As `:delete` calls them.
    static let named: [(String, Deletion)] = [
        ("back", .back), ("forward", .forward), ("word-back", .wordBack),
        ("word-forward", .wordForward), ("to-line-start", .toLineStart),
        ("to-line-end", .toLineEnd), ("line", .line), ("turn", .turn),
    ]
}
