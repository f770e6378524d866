import Script

extension StudioState {
    /// What `line`, typed after “:”, could become; the best first.
    func completions(of line: String) -> [Completion] {
        let (name, rest) = firstWord(line)
        guard line.contains(" "), let command = StudioCommand.named(name) else {
            return commandCompletions(of: name)
        }
        let stem = "\(name) "
        switch command.arguments {
        case .none: return []
        case .words(let words): return matching(words, rest, stem)
        case .theme: return matching(themes, rest, stem)
        case .savedVoice: return matching(settings.savedVoices.map(\.name), rest, stem)
        case .device: return matching(devices, rest, stem)
        case .speaker: return matching(Speaker.allCases.map(\.name), rest, stem)
        case .file: return matching(listedPaths, rest, stem)
        case .speakerAndVoice: return voiceCompletions(of: rest, stem: stem)
        case .setting: return settingCompletions(of: rest, stem: stem)
        }
    }

    private func commandCompletions(of name: String) -> [Completion] {
        let commands = StudioCommand.all.filter { !$0.isHidden }
        let beginning = commands.filter { command in
            ([command.name] + command.aliases).contains { $0.hasPrefix(name) }
        }
        let containing = commands.filter { command in
            !name.isEmpty && command.name.contains(name)
                && !beginning.contains { $0.name == command.name }
        }
        // What is typed in full comes first.
        let exact = beginning.filter { $0.name == name || $0.aliases.contains(name) }
        let others = beginning.filter { command in !exact.contains { $0.name == command.name } }
        return (exact + others + containing).map { command in
            let hasArguments = !command.usage.isEmpty
            return Completion(
                line: command.name + (hasArguments ? " " : ""),
                label: "\(command.name) \(command.usage)", detail: command.help)
        }
    }

    private func matching(_ words: [String], _ typed: String, _ stem: String) -> [Completion] {
        words.filter { $0.hasPrefix(typed) && $0 != typed }.map {
            Completion(line: stem + $0, label: $0, detail: "")
        }
    }

    private func voiceCompletions(of rest: String, stem: String) -> [Completion] {
        let (speaker, recipe) = firstWord(rest)
        guard rest.contains(" ") else {
            return Speaker.allCases.filter { $0.name.hasPrefix(speaker.uppercased()) }.map {
                let voice = cast.cast?.voices[$0.index].description ?? ""
                return Completion(line: "\(stem)\($0.name) ", label: $0.name, detail: voice)
            }
        }
        // A blend is completed at its last name.
        let head = recipe.lastIndex { "+*".contains($0) }.map { String(recipe[...$0]) } ?? ""
        return matching(
            browsedVoices.map(\.name), String(recipe.dropFirst(head.count)),
            "\(stem)\(speaker) \(head)")
    }

    private func settingCompletions(of rest: String, stem: String) -> [Completion] {
        let (name, value) = firstWord(rest)
        guard rest.contains(" "),
            let setting = StudioCommand.settingValues.first(where: { $0.name == name })
        else {
            return matching(StudioCommand.settingValues.map(\.name), name, stem).map {
                Completion(line: $0.line + " ", label: $0.label, detail: settingValue($0.label))
            }
        }
        return matching(name == "theme" ? themes : setting.values, value, "\(stem)\(name) ")
    }

    /// As it is now.
    private func settingValue(_ name: String) -> String {
        switch name {
        case "ambiguous-width": "\(settings.ambiguousWidth)"
        case "wrap": settings.wraps ? "on" : "off"
        case "follow": settings.follows ? "on" : "off"
        default: settings.theme
        }
    }

    /// Paths of the folder that was listed last.
    private var listedPaths: [String] {
        guard let listing else { return [] }
        return listing.entries.filter { !$0.name.hasPrefix(".") }.map { entry in
            listing.folder + entry.name + (entry.isFolder ? "/" : "")
        }
    }
}
