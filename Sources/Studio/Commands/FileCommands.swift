extension StudioCommand {
    static let fileCommands: [StudioCommand] = [
        StudioCommand(
            "write", aliases: ["w", "save"], usage: "[FILE]", "save, or save as FILE",
            arguments: .file
        ) { state, argument in state.save(as: argument) },
        StudioCommand(
            "write!", aliases: ["w!"], usage: "[FILE]", "save over whatever is there",
            arguments: .file
        ) { state, argument in state.save(as: argument, overwriting: true) },
        StudioCommand(
            "open", aliases: ["o", "edit"], usage: "[FILE]", "open a script, or choose one",
            arguments: .file
        ) { state, argument in
            if !argument.isEmpty { return state.whenSafe(.open(path: argument)) }
            let folder = state.file.path.map(folderPart) ?? ""
            state.overlay = .picker(Picker(folder: folder))
            return [.listFolder(path: folder)]
        },
        StudioCommand("new", "begin a new script") { state, _ in state.whenSafe(.newScript) },
        StudioCommand("sample", "open the sample of the first run") { state, _ in
            state.hasUnsavedChanges && !state.editorIsEmpty
                ? state.refuseToLoseChanges() : [.openSample]
        },
        StudioCommand("reload", usage: "", "read the file again, losing changes") { state, _ in
            guard let path = state.file.path else {
                state.warn("This script has no file yet. Save it with :write NAME")
                return []
            }
            return [.openFile(path: path)]
        },
        StudioCommand("quit", aliases: ["q"], "leave the studio") { state, _ in
            state.whenSafe(.quit)
        },
        StudioCommand("quit!", aliases: ["q!"], "leave, and lose the changes") { _, _ in
            [.discardRecovery(identifier: nil), .quit(keepRecovery: false)]
        },
        StudioCommand("write-quit", aliases: ["wq", "x"], "save and leave") { state, _ in
            state.file.afterSave = .quit
            return state.save(as: "")
        },
    ]
}

extension StudioState {
    /// Saves to the file the script came from, or to another.
    mutating func save(as argument: String, overwriting: Bool = false) -> [Effect] {
        guard let path = argument.isEmpty ? file.path : argument else {
            say("Under which name shall it be saved?")
            return openPrompt(.command, text: "write ")
        }
        let expected: ExpectedFile
        if overwriting {
            expected = .anything
        } else if path == file.path, let stamp = file.stamp {
            expected = .unchanged(stamp)
        } else {
            expected = .absent
        }
        file.savingRevision = editor.revision
        return [.saveFile(path: path, text: editorText, expected: expected)]
    }

    /// Does `action` at once where nothing is unsaved, else asks.
    mutating func whenSafe(_ action: Deferred) -> [Effect] {
        guard hasUnsavedChanges && !(file.path == nil && editorIsEmpty) else {
            return perform(action)
        }
        overlay = .dialog(Dialog(.unsaved(then: action)))
        return []
    }

    mutating func perform(_ action: Deferred) -> [Effect] {
        switch action {
        case .quit:
            return [
                .saveSettings(settings), .discardRecovery(identifier: nil),
                .quit(keepRecovery: false),
            ]
        case .open(let path): return [.openFile(path: path)]
        case .newScript:
            load("[Speaker A] ", path: nil, stamp: nil)
            mode = .write
            return [.discardRecovery(identifier: nil)] + readScriptNow()
        }
    }

    mutating func refuseToLoseChanges() -> [Effect] {
        warn("There are unsaved changes. Save them first, with Ctrl-S.")
        return []
    }
}
