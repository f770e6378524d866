extension StudioCommand {
    /// What keys do inside prompts, lists and questions.
    static let keyCommands: [StudioCommand] = [
        StudioCommand("prompt", usage: "[COMMAND]", "open the command line", isHidden: true) {
            state, argument in
            argument == "find"
                ? state.openPrompt(.find)
                : state.openPrompt(.command, text: argument.isEmpty ? "" : argument + " ")
        },
        StudioCommand("prompt-accept", "do what was typed", isHidden: true) { state, _ in
            state.acceptPrompt()
        },
        StudioCommand("prompt-close", "close the command line", isHidden: true) { state, _ in
            if state.prompt?.purpose == .find { state.endSearch() }
            if let origin = state.prompt?.origin { state.editor.apply(.place(origin)) }
            state.prompt = nil
            return []
        },
        StudioCommand("prompt-complete", "complete what is typed", isHidden: true) {
            state, argument in
            state.chooseCompletion(by: argument == "next" ? 1 : -1)
        },
        StudioCommand("prompt-history", "an earlier command", isHidden: true) { state, argument in
            state.recallCommand(by: argument.hasPrefix("-") ? 1 : -1)
        },
        StudioCommand("prompt-edit", "edit the command line", isHidden: true) { state, argument in
            if argument == "back", state.prompt?.line.text.isEmpty == true {
                return state.run("prompt-close")
            }
            state.prompt?.line.edit(argument)
            return state.promptChanged()
        },
        StudioCommand("picker-back", "delete, or the folder above", isHidden: true) { state, _ in
            guard case .picker(var picker) = state.overlay else { return [] }
            if picker.filter.text.isEmpty { return state.enter(Picker.above(picker.folder)) }
            picker.filter.edit("back")
            picker.list.index = 0
            state.overlay = .picker(picker)
            return []
        },
        StudioCommand("picker-complete", "take the name", isHidden: true) { state, _ in
            guard case .picker(var picker) = state.overlay,
                let entry = picker.shown[safe: picker.list.index]
            else { return [] }
            if entry.isFolder { return state.enter(picker.path(of: entry)) }
            picker.filter = LineInput(entry.name)
            picker.list.index = 0
            state.overlay = .picker(picker)
            return []
        },
        StudioCommand("list", "move in a list", isHidden: true) { state, argument in
            switch argument {
            case "accept": state.acceptOverlay()
            case "close": state.closeOverlay()
            case "delete": state.deleteFromOverlay()
            default: state.moveInOverlay(argument)
            }
        },
    ]
}

// MARK: - The command line

extension StudioState {
    mutating func acceptPrompt() -> [Effect] {
        guard let prompt else { return [] }
        self.prompt = nil
        switch prompt.purpose {
        case .command:
            let line = trimmed(prompt.line.text)
            if !line.isEmpty {
                commandHistory.removeAll { $0 == line }
                commandHistory.append(line)
            }
            return run(line)
        case .find:
            let text = prompt.line.text
            return text.isEmpty ? [] : edit(.find(SearchPattern(text)))
        }
    }

    mutating func promptChanged() -> [Effect] {
        prompt?.typed = nil
        prompt?.chosen = nil
        prompt?.historyStep = 0
        if let prompt, prompt.purpose == .find { search(prompt.line.text) }
        return completePrompt()
    }

    /// Finds what could be typed; names of files come from outside.
    mutating func completePrompt() -> [Effect] {
        guard let prompt, prompt.purpose == .command else { return [] }
        let line = prompt.line.beforeCursor
        let found = completions(of: line)
        self.prompt?.completions = found
        let (name, path) = firstWord(line)
        guard StudioCommand.named(name)?.arguments == .file, line.contains(" ") else { return [] }
        let folder = folderPart(path)
        return folder == listing?.folder ? [] : [.listFolder(path: folder)]
    }

    mutating func chooseCompletion(by step: Int) -> [Effect] {
        guard var prompt, !prompt.completions.isEmpty else { return [] }
        let count = prompt.completions.count
        if prompt.typed == nil { prompt.typed = prompt.line.text }
        // The place after the last is what was typed.
        let now = prompt.chosen ?? count
        let next = (now + step + count + 1) % (count + 1)
        prompt.chosen = next == count ? nil : next
        let text = next == count ? prompt.typed ?? "" : prompt.completions[next].line
        prompt.line = LineInput(text)
        self.prompt = prompt
        // A single completion is final: what can follow it is shown at once.
        return count == 1 ? promptChanged() : []
    }

    mutating func recallCommand(by step: Int) -> [Effect] {
        guard var prompt, prompt.purpose == .command else { return [] }
        let wanted = prompt.historyStep + step
        guard (0...commandHistory.count).contains(wanted) else { return [] }
        if prompt.historyStep == 0 { prompt.typed = prompt.line.text }
        prompt.historyStep = wanted
        prompt.line = LineInput(
            wanted == 0
                ? prompt.typed ?? "" : commandHistory[commandHistory.count - wanted])
        prompt.chosen = nil
        self.prompt = prompt
        return completePrompt()
    }
}

// MARK: - Lists and questions

extension StudioState {
    mutating func moveInOverlay(_ what: String) -> [Effect] {
        func moved(_ list: ScrollList, count: Int, page: Int = 10) -> ScrollList {
            var list = list
            let steps = [
                "next": 1, "previous": -1, "page-down": page, "page-up": -page,
                "first": -count, "last": count,
            ]
            list.move(by: steps[what] ?? 0, count: count)
            return list
        }
        switch overlay {
        case .help(let list):
            overlay = .help(moved(list, count: helpLineCount, page: helpPage))
        case .picker(var picker):
            picker.list = moved(picker.list, count: picker.shown.count)
            overlay = .picker(picker)
        case .devices(let list): overlay = .devices(moved(list, count: outputOffers.count))
        case .voices(let list): overlay = .voices(moved(list, count: browsedVoices.count))
        case .dialog(var dialog):
            dialog.list = moved(dialog.list, count: dialog.choices.count)
            overlay = .dialog(dialog)
        case .themes(var choice):
            let before = choice.list.index
            choice.list = moved(choice.list, count: themes.count)
            overlay = .themes(choice)
            if choice.list.index != before, let name = themes[safe: choice.list.index] {
                return [.loadTheme(name: name)]
            }
        case .welcome, nil: break
        }
        return []
    }

    mutating func acceptOverlay() -> [Effect] {
        switch overlay {
        case .picker(let picker): return accept(picker)
        case .themes(let choice):
            overlay = nil
            guard let name = themes[safe: choice.list.index] else { return [] }
            settings.theme = name
            return [.loadTheme(name: name), .saveSettings(settings)]
        case .devices(let list):
            overlay = nil
            guard let offer = outputOffers[safe: list.index] else { return [] }
            return offer.isUnfinished ? openPrompt(.command, text: offer.line) : run(offer.line)
        case .voices(let list):
            overlay = nil
            guard let voice = browsedVoices[safe: list.index]?.voice else { return [] }
            report("\(cast.speaker) now speaks as \(voice.summary).")
            return recast(cast.speaker, as: voice)
        case .dialog(let dialog):
            guard let choice = dialog.choices[safe: dialog.list.index] else { return [] }
            return answer(dialog, with: choice.answer)
        case .welcome: return answerWelcome(opening: true)
        case .help, nil: return closeOverlay()
        }
    }

    mutating func closeOverlay() -> [Effect] {
        let closed = overlay
        overlay = nil
        switch closed {
        case .themes(let choice): return [.loadTheme(name: choice.before)]
        case .dialog(let dialog): return answer(dialog, with: .cancel)
        case .welcome: return answerWelcome(opening: false)
        default: return []
        }
    }

    mutating func deleteFromOverlay() -> [Effect] {
        guard case .voices(var list) = overlay, let voice = browsedVoices[safe: list.index],
            voice.isSaved
        else {
            say("Only voices you have saved can be forgotten.")
            return []
        }
        let effects = run("forget-voice \(voice.name)")
        list.move(by: 0, count: browsedVoices.count)
        overlay = .voices(list)
        return effects
    }

    /// Goes into a folder of the picker, or takes a file.
    private mutating func accept(_ picker: Picker) -> [Effect] {
        guard let entry = picker.shown[safe: picker.list.index] else {
            // A path typed in full is as good as one chosen.
            let text = picker.filter.text
            guard !text.isEmpty else { return [] }
            overlay = nil
            let isWhole = text.hasPrefix("/") || text.hasPrefix("~")
            return whenSafe(.open(path: isWhole ? text : picker.folder + text))
        }
        if entry.isFolder { return enter(picker.path(of: entry)) }
        overlay = nil
        return whenSafe(.open(path: picker.path(of: entry)))
    }

    mutating func enter(_ folder: String) -> [Effect] {
        overlay = .picker(Picker(folder: folder))
        return [.listFolder(path: folder)]
    }

    /// Ends the welcome for good.
    mutating func answerWelcome(opening: Bool) -> [Effect] {
        overlay = nil
        settings.hasSeenWelcome = true
        if !opening && editorIsEmpty { mode = .write }
        return [.saveSettings(settings)] + (opening ? [.openSample] : [])
    }

    /// What the list of outputs offers: the sound cards that work, and what works without one.
    var outputOffers: [OutputOffer] {
        devices.map { OutputOffer(text: $0, detail: "sound card", line: "output device \($0)") } + [
            OutputOffer(text: "silent", detail: "the play head goes on", line: "output silent"),
            OutputOffer(
                text: "stream 7070", detail: "to a browser or player", line: "stream 7070"),
            OutputOffer(
                text: "command …", detail: "PCM to its input", line: "output command ",
                isUnfinished: true),
        ]
    }
}

/// A line of the list of outputs.
struct OutputOffer: Equatable, Sendable {
    var text: String
    var detail: String
    /// What it is when typed.
    var line: String
    /// Whether something has to be typed behind it.
    var isUnfinished = false
}
