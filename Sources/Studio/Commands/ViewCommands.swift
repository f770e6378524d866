extension StudioCommand {
    static let viewCommands: [StudioCommand] = [
        StudioCommand(
            "pane", usage: "script | cast | meters", "go to a pane",
            arguments: .words(Pane.allCases.map(\.rawValue))
        ) { state, argument in state.show(pane: argument) },
        StudioCommand(
            "mode", usage: "listen | write", "letters are commands, or text",
            arguments: .words(["listen", "write"])
        ) { state, argument in
            guard let mode = Mode(rawValue: argument) else {
                state.complain("“\(argument)” is no mode. Say listen or write.")
                return []
            }
            state.pane = .script
            state.mode = mode
            return []
        },
        StudioCommand(
            "theme", usage: "[NAME]", "change the colours, or choose among them",
            arguments: .theme
        ) { state, argument in
            if argument.isEmpty {
                state.overlay = .themes(ThemeChoice(before: state.settings.theme))
                return [.listThemes]
            }
            return [.loadTheme(name: argument)]
        },
        StudioCommand(
            "set", usage: "SETTING VALUE", "change how the studio behaves", arguments: .setting
        ) { state, argument in state.set(argument) },
        StudioCommand("help", aliases: ["keys"], "show all keys and commands") { state, _ in
            state.overlay = .help(ScrollList())
            return []
        },
        StudioCommand("welcome", "show the welcome again") { state, _ in
            state.overlay = .welcome
            return []
        },
        StudioCommand(
            "picture", usage: "FILE", "keep what the screen shows, as .svg or .txt",
            arguments: .file
        ) { state, argument in
            guard argument.hasSuffix(".svg") || argument.hasSuffix(".txt") else {
                state.complain("picture: give a name that ends in .svg or .txt")
                return []
            }
            return [.savePicture(path: argument)]
        },
        StudioCommand("redraw", "draw the screen anew") { _, _ in [.redraw] },
        StudioCommand("suspend", "leave the studio in the background; fg brings it back") {
            _, _ in [.suspend]
        },
    ]

    /// Names and values of `:set`.
    static let settingValues: [(name: String, values: [String])] = [
        ("ambiguous-width", ["1", "2"]), ("wrap", ["on", "off"]), ("follow", ["on", "off"]),
        ("theme", []),
    ]
}

extension StudioState {
    mutating func show(pane name: String) -> [Effect] {
        let panes = Pane.allCases
        let here = panes.firstIndex(of: pane) ?? 0
        let before = pane
        switch name {
        case "next": pane = panes[(here + 1) % panes.count]
        case "previous": pane = panes[(here + panes.count - 1) % panes.count]
        default:
            guard let wanted = Pane(rawValue: name) else {
                complain("“\(name)” is no pane. Say script, cast or meters.")
                return []
            }
            pane = wanted
        }
        if pane != .script { mode = .listen }
        if pane == .cast && before != .cast {
            // The cast opens at who speaks under the cursor.
            if let turn = turnUnderCursor {
                cast.speaker = script.dialogue.turns[turn].speaker
            }
        }
        return before == .cast && pane != .cast ? [.saveSettings(settings)] : []
    }

    mutating func set(_ argument: String) -> [Effect] {
        let (name, value) = firstWord(argument)
        switch (name, value) {
        case ("ambiguous-width", "1"), ("ambiguous-width", "2"):
            settings.ambiguousWidth = value == "2" ? 2 : 1
        case ("wrap", "on"), ("wrap", "off"): settings.wraps = value == "on"
        case ("follow", "on"), ("follow", "off"): settings.follows = value == "on"
        case ("theme", _): return run("theme \(value)")
        default:
            let known = StudioCommand.settingValues.map { setting in
                setting.values.isEmpty
                    ? setting.name : "\(setting.name) \(setting.values.joined(separator: "|"))"
            }
            complain("set: “\(argument)”. Say one of \(known.joined(separator: ", ")).")
            return []
        }
        applyEditorSettings()
        report("\(name) is \(value).")
        return [.saveSettings(settings)]
    }

    mutating func openPrompt(_ purpose: Prompt.Purpose, text: String = "") -> [Effect] {
        prompt = Prompt(purpose, text: text)
        if purpose == .find { prompt?.origin = editor.cursor }
        return completePrompt()
    }
}
