extension StudioState {
    /// A key, a paste, the mouse, or a new size.
    mutating func accept(_ event: InputEvent) -> [Effect] {
        switch event {
        case .resized(let size):
            self.size = size
            return []
        case .key(let key): return accept(key)
        case .paste(let text): return paste(text)
        case .mouse(let event): return accept(event)
        }
    }

    /// Which part of the key table is asked, in order.
    var keyContexts: [KeyContext] {
        if prompt != nil { return [.prompt] }
        switch overlay {
        case .welcome: return [.dialog]
        case .help: return [.help]
        case .picker: return [.picker]
        case .themes, .devices: return [.list]
        case .voices: return [.voices]
        case .dialog: return [.dialog]
        case nil: break
        }
        return paneContexts
    }

    /// The same without prompts and overlays.
    var paneContexts: [KeyContext] {
        switch pane {
        case .script where mode == .write: return [.write, .anywhere]
        case .script: return [.listen, .steering, .anywhere]
        case .cast: return [.cast, .steering, .anywhere]
        case .meters: return [.meters, .steering, .anywhere]
        }
    }

    private mutating func accept(_ key: Key) -> [Effect] {
        if demo != nil { return [.quit(keepRecovery: false)] }
        if let effects = answerByLetter(key) { return effects }
        if let binding = KeyTable.binding(of: key, in: keyContexts) {
            // What was said before belongs to the key before.
            if prompt == nil, overlay == nil { notice = nil }
            return run(binding.command)
        }
        if case .character(let character) = key.code, key.modifiers.subtracting(.shift).isEmpty {
            return type(String(character), key: key)
        }
        return unknown(key)
    }

    /// A letter that answers a question.
    private mutating func answerByLetter(_ key: Key) -> [Effect]? {
        guard prompt == nil, case .dialog(let dialog) = overlay,
            case .character(let letter) = key.code, key.modifiers.subtracting(.shift).isEmpty
        else { return nil }
        let wanted = Character(letter.lowercased())
        guard let choice = dialog.choices.first(where: { $0.key == wanted }) else { return [] }
        return answer(dialog, with: choice.answer)
    }

    /// Text goes to whatever takes it.
    private mutating func type(_ text: String, key: Key?) -> [Effect] {
        if prompt != nil {
            prompt?.line.insert(text)
            return promptChanged()
        }
        if case .picker(var picker) = overlay {
            picker.filter.insert(text)
            picker.list.index = 0
            overlay = .picker(picker)
            return []
        }
        if overlay != nil { return [] }
        if pane == .script && mode == .write {
            notice = nil
            return edit(.insert(text))
        }
        return key.map { unknown($0) } ?? []
    }

    private mutating func unknown(_ key: Key) -> [Effect] {
        guard prompt == nil, overlay == nil else { return [] }
        let help = pane == .script ? "i writes, ? shows all keys." : "? shows all keys."
        say("\(key.name) does nothing here. \(help)")
        return []
    }

    private mutating func paste(_ text: String) -> [Effect] {
        if demo != nil { return [] }
        guard prompt == nil, overlay == nil else { return type(text, key: nil) }
        guard pane == .script else { return [] }
        // What is pasted is meant as text, in either mode.
        return edit(.paste(text))
    }
}
