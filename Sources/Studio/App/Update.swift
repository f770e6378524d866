import Script
import Synthesis

/// What to do before the first message.
public func startEffects(_ state: inout StudioState) -> [Effect] {
    var effects: [Effect] = [.loadTheme(name: state.settings.theme)]
    if let rect = Layout(state, state.size).script { state.editor.setViewport(rect.size) }
    if let output = state.settings.output { effects.append(.setOutput(output)) }
    if let path = state.surroundings.path {
        effects.append(.openFile(path: path))
    } else if state.demo != nil {
        effects.append(.openSample)
    } else {
        state.load("[Speaker A] ", path: nil, stamp: nil)
        state.mode = .write
        if !state.settings.hasSeenWelcome { state.overlay = .welcome }
        effects += state.readScriptNow()
    }
    return effects
}

/// Takes in what happened, and says what has to be done about it.
public func update(_ state: inout StudioState, _ message: Message) -> [Effect] {
    let version = state.editorVersion
    let turn = state.turnUnderCursor
    var effects = state.accept(message)
    if let rect = Layout(state, state.size).script { state.editor.setViewport(rect.size) }
    if state.editorVersion != version, state.file.recoveryVersion != state.editorVersion {
        effects += state.textChanged()
    }
    if let now = state.turnUnderCursor, now != turn, state.demo == nil {
        effects.append(.player(.want(turn: now)))
    }
    if let notice = state.notice, notice.ends == nil { effects += state.time(notice) }
    return effects
}

extension StudioState {
    fileprivate mutating func accept(_ message: Message) -> [Effect] {
        switch message {
        case .input(let event): return accept(event)
        case .tick(let seconds): return tick(seconds)
        case .scriptRead(let report): return accept(report)
        case .fileOpened, .fileSaved, .fileChangedOnDisk, .fileFailed, .folderListed,
            .recoveryFound, .recoverySaved:
            return acceptFile(message)
        case .player(let report): return accept(report)
        case .voicesLoaded(let voices): return accept(voices)
        case .renderProgress, .renderFinished, .renderFailed: acceptRender(message)
        case .resources(let use): meters.resources = use
        case .themesListed, .themeLoaded, .themeFailed: acceptTheme(message)
        case .castImported(let path, let voices): return acceptCast(voices, from: path)
        case .castExported(let path): report("The cast was written to \(path)")
        case .devicesListed(let names): devices = names
        case .streamStarted(let url):
            player.streamURL = url
            report("Listen at \(url)")
        case .notice(let text): say(text)
        case .quitRequested: return quitAtOnce()
        }
        return []
    }

    /// Nobody can be asked: what is in no file is kept for the next start, to the last key.
    private func quitAtOnce() -> [Effect] {
        var effects: [Effect] = [.saveSettings(settings)]
        if hasUnsavedChanges {
            effects.append(
                .saveRecovery(text: editorText, path: file.path, version: editorVersion))
        }
        return effects + [.quit(keepRecovery: true)]
    }

    /// A notice goes after some seconds, counted from the next tick.
    fileprivate mutating func time(_ notice: Notice) -> [Effect] {
        let seconds = notice.kind == .error ? 12.0 : 5.0
        self.notice?.ends = clock + seconds
        return [.wakeIn(seconds: seconds)]
    }

    fileprivate mutating func tick(_ seconds: Double) -> [Effect] {
        clock = seconds
        if let ends = notice?.ends, ends <= clock + 0.01 { notice = nil }
        var effects: [Effect] = []
        if let due = script.dueAt {
            script.isTimerSet = false
            if due <= clock + 0.01 { effects += keepAndRead() } else { effects += setTimer() }
        }
        return effects + tickDemo()
    }

    private mutating func acceptRender(_ message: Message) {
        switch message {
        case .renderProgress(let fraction): meters.job?.fractionDone = fraction
        case .renderFinished(let path, let seconds, let factor):
            meters.job = nil
            report("Rendered \(path): \(clockTime(seconds)) of sound, RTF \(decimal(factor, 3))")
        case .renderFailed(let message):
            meters.job = nil
            complain(message)
        default: break
        }
    }

    private mutating func acceptTheme(_ message: Message) {
        switch message {
        case .themesListed(let names):
            themes = names
            if case .themes(var choice) = overlay {
                choice.list.index = names.firstIndex(of: settings.theme) ?? 0
                overlay = .themes(choice)
            }
        case .themeLoaded(let name):
            // While themes are tried the old one stays chosen.
            if case .themes = overlay { break }
            settings.theme = name
        case .themeFailed(let message): complain(message)
        default: break
        }
    }

    private mutating func acceptCast(_ voices: [Speaker: Voice], from path: String) -> [Effect] {
        let names = cast.known.map(\.name)
        for voice in voices.values {
            for part in voice.blend where !names.contains(part.name) {
                complain(SynthesisError.unknownVoice(part.name, known: names).description)
                return []
            }
        }
        var effects: [Effect] = []
        for (speaker, voice) in voices.sorted(by: { $0.key < $1.key }) {
            effects = recast(speaker, as: voice) + effects
        }
        report("The cast was read from \(path)")
        // One order holds all changes.
        return Array(effects.prefix(1))
    }

    /// The model has been loaded.
    private mutating func accept(_ voices: [VoiceInfo]) -> [Effect] {
        guard !voices.isEmpty else { return [] }
        cast.known = voices
        cast.map = VoiceMap(embeddings: voices.map(\.embedding))
        var first = Cast(voiceNames: voices.map(\.name))
        for (speaker, recipe) in zip(Speaker.allCases, settings.cast) {
            guard let voice = try? Voice(parsing: recipe),
                voice.blend.allSatisfy({ part in voices.contains { $0.name == part.name } })
            else { continue }
            first.assign(voice, to: speaker)
        }
        cast.cast = first
        guard script.readVersion >= 0 else { return [] }
        script.isPlayerBehind = false
        return [.setScript(script.dialogue, first)] + startPending() + startRender()
            + startDemo()
    }
}
