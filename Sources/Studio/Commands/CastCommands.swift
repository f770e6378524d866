import Script
import Synthesis

extension StudioCommand {
    static let castCommands: [StudioCommand] = [
        StudioCommand(
            "voice", usage: "SPEAKER RECIPE",
            "cast a speaker, as in: voice B 0.6*Leo+0.4*Ian:pitch=-1",
            arguments: .speakerAndVoice
        ) { state, argument in state.setVoice(argument) },
        settingCommand("pitch", "SEMITONES", "raise or lower a speaker's pitch", .pitch),
        settingCommand("rate", "FACTOR", "how fast a speaker talks; 1 is as taught", .rate),
        settingCommand("brightness", "DB", "brighten a voice, in dB per octave", .brightness),
        settingCommand("gain", "DB", "make a speaker louder or softer", .gain),
        settingCommand("pan", "-1…1", "move a speaker to the left or right", .pan),
        StudioCommand(
            "audition", aliases: ["hear"], usage: "[SPEAKER]", "hear a speaker's voice",
            arguments: .speaker
        ) { state, argument in state.audition(argument) },
        StudioCommand(
            "save-voice", usage: "NAME", "save the chosen speaker's voice under a name"
        ) { state, argument in state.saveVoice(as: argument) },
        StudioCommand(
            "forget-voice", usage: "NAME", "forget a saved voice", arguments: .savedVoice
        ) { state, argument in
            state.settings.savedVoices.removeAll { $0.name == argument }
            state.say("“\(argument)” is no longer among the saved voices.")
            return [.saveSettings(state.settings)]
        },
        StudioCommand(
            "cast-export", usage: "FILE", "write the whole cast to a file", arguments: .file
        ) { state, argument in
            guard let cast = state.cast.cast, !argument.isEmpty else {
                state.warn("Name a file: cast-export cast.json")
                return []
            }
            return [.exportCast(path: argument, cast)]
        },
        StudioCommand(
            "cast-import", usage: "FILE", "read a cast from a file", arguments: .file
        ) { state, argument in
            guard !argument.isEmpty else {
                state.warn("Name a file: cast-import cast.json")
                return []
            }
            return [.importCast(path: argument)]
        },
        StudioCommand(
            "cast-speaker", usage: "SPEAKER", "choose the speaker whose voice is shown",
            arguments: .speaker
        ) { state, argument in
            guard let speaker = state.speaker(named: argument) else { return [] }
            state.cast.speaker = speaker
            return []
        },
        StudioCommand(
            "adjust", usage: "STEPS | reset", "change the chosen setting of the cast",
            arguments: .words(["+1", "-1", "+5", "-5", "reset"])
        ) { state, argument in state.adjust(argument) },
        StudioCommand("voices", "browse the voices for the chosen speaker") { state, _ in
            state.browseVoices()
        },
        StudioCommand("field", usage: "next | previous", "go to another setting", isHidden: true) {
            state, argument in
            let field = state.cast.field
            state.cast.field = (argument == "next" ? field.next : field.previous) ?? field
            return []
        },
    ]

    private static func settingCommand(
        _ name: String, _ unit: String, _ help: String, _ field: CastField
    ) -> StudioCommand {
        StudioCommand(name, usage: "SPEAKER \(unit)", help, arguments: .speaker) {
            state, argument in
            let (word, number) = firstWord(argument)
            guard let speaker = state.speaker(named: word) else { return [] }
            guard let value = Double(number), let range = field.scale?.range,
                range.contains(value), var voice = state.cast.cast?.voices[speaker.index]
            else {
                let range = field.scale?.range ?? 0...1
                state.complain(
                    "\(name): “\(number)” is not a number in "
                        + "\(decimal(range.lowerBound, 1))…\(decimal(range.upperBound, 1)).")
                return []
            }
            field.set(value, in: &voice)
            return state.recast(speaker, as: voice)
        }
    }
}

extension StudioState {
    /// Gives a speaker a voice; turns that sound differently now are rendered again.
    mutating func recast(_ speaker: Speaker, as voice: Voice) -> [Effect] {
        guard let before = cast.cast else { return [] }
        cast.set(voice, for: speaker)
        guard let cast = cast.cast, cast != before else { return [] }
        settings.cast = cast.voices.map(\.description)
        var (old, new) = (before.voices[speaker.index], voice)
        // Where a voice stands between the loudspeakers changes nothing that is rendered.
        (old.pan, new.pan) = (0, 0)
        for index in script.dialogue.turns.indices
        where old != new && script.dialogue.turns[index].speaker == speaker {
            script.sounds[index].isStale =
                script.sounds[index].isStale || script.sounds[index].seconds != nil
            script.sounds[index].sound = .waiting
        }
        script.isPlayerBehind = false
        return [.setScript(script.dialogue, cast)]
    }

    mutating func setVoice(_ argument: String) -> [Effect] {
        let (word, recipe) = firstWord(argument)
        guard let speaker = speaker(named: word) else { return [] }
        guard cast.cast != nil else {
            warn("The voices are still being loaded. Try again in a moment.")
            return []
        }
        do throws(SynthesisError) {
            let saved = settings.savedVoices.first { $0.name == recipe }?.recipe
            let voice = try Voice(parsing: saved ?? recipe)
            let names = cast.known.map(\.name)
            if let stranger = voice.blend.first(where: { !names.contains($0.name) }) {
                complain(SynthesisError.unknownVoice(stranger.name, known: names).description)
                return []
            }
            report("\(speaker) now speaks as \(voice.summary).")
            return recast(speaker, as: voice)
        } catch {
            complain(error.description)
            return []
        }
    }

    /// Complains where `name` is not a speaker.
    mutating func speaker(named name: String) -> Speaker? {
        if let speaker = Speaker(name: name) { return speaker }
        complain("“\(name)” is no speaker. Say A, B, C or D.")
        return nil
    }

    mutating func audition(_ argument: String) -> [Effect] {
        var voice = cast.voice
        if !argument.isEmpty {
            guard let speaker = speaker(named: argument) else { return [] }
            voice = cast.cast?.voices[speaker.index]
        }
        guard var voice else {
            warn("The voices are still being loaded. Try again in a moment.")
            return []
        }
        if case .voices(let list) = overlay, let chosen = browsedVoices[safe: list.index],
            let browsed = chosen.voice
        {
            voice = browsed
        }
        say("Hearing \(voice.summary)")
        return [.audition(voice, text: auditionText)]
    }

    /// What the cursor's turn says, or a sentence in both languages.
    var auditionText: String {
        if let turn = turnUnderCursor {
            let text = script.dialogue.turns[turn].text
            if text.count > 3 { return String(text.prefix(160)) }
        }
        return "This is how I sound. 这就是我的声音。"
    }

    mutating func saveVoice(as name: String) -> [Effect] {
        guard let voice = cast.voice, !name.isEmpty else {
            warn("Give the voice a name: save-voice Grandma")
            return []
        }
        guard !name.contains(where: { " *+:=,".contains($0) }) else {
            complain("A voice's name has no blanks and none of * + : = ,")
            return []
        }
        guard !cast.known.contains(where: { $0.name == name }) else {
            complain("“\(name)” is the name of a built-in voice. Take another.")
            return []
        }
        settings.savedVoices.removeAll { $0.name == name }
        settings.savedVoices.append(SavedVoice(name: name, recipe: voice.description))
        report("Saved as “\(name)”: \(voice)")
        return [.saveSettings(settings)]
    }

    /// Moves the chosen setting by steps, or back to what was taught.
    mutating func adjust(_ argument: String) -> [Effect] {
        guard var voice = cast.voice else { return [] }
        let field = cast.field
        if argument == "reset" {
            if field == .blend || field == .mix { voice.blend(with: nil) }
            if let scale = field.scale, field != .mix { field.set(scale.neutral, in: &voice) }
        } else if let steps = Int(argument) {
            switch field {
            case .voice:
                let now = voice.blend[0].name
                guard let name = cast.neighbour(of: now, by: steps) else { return [] }
                voice.blend[0].name = name
                if voice.blend.count > 1, voice.blend[1].name == name { voice.blend(with: nil) }
            case .blend: voice.blend(with: cast.blendNeighbour(of: voice, by: steps))
            case .mix where voice.blend.count < 2:
                say("Choose a voice to blend with first.")
                return []
            default:
                guard let scale = field.scale else { return [] }
                field.set(field.value(in: voice) + Double(steps) * scale.step, in: &voice)
            }
        }
        return recast(cast.speaker, as: voice)
    }

    mutating func browseVoices() -> [Effect] {
        guard let voice = cast.voice else {
            warn("The voices are still being loaded. Try again in a moment.")
            return []
        }
        let index = browsedVoices.firstIndex { $0.voice == voice || $0.name == voice.blend[0].name }
        overlay = .voices(ScrollList(index: index ?? 0))
        return []
    }

    /// The built-in voices, then those saved.
    var browsedVoices: [BrowsedVoice] {
        cast.known.map { BrowsedVoice(name: $0.name, voice: Voice(name: $0.name), isSaved: false) }
            + settings.savedVoices.map {
                BrowsedVoice(name: $0.name, voice: try? Voice(parsing: $0.recipe), isSaved: true)
            }
    }
}

/// A line of the voice browser.
struct BrowsedVoice: Equatable, Sendable {
    var name: String
    /// Nil for a saved recipe that cannot be read.
    var voice: Voice?
    var isSaved: Bool
}

extension CastState {
    /// The voice so many further in the list, which goes round.
    func neighbour(of name: String, by steps: Int) -> String? {
        let names = known.map(\.name)
        guard let index = names.firstIndex(of: name) else { return names.first }
        return names[(index + steps % names.count + names.count) % names.count]
    }

    /// The next voice to blend with; nil is none of them.
    func blendNeighbour(of voice: Voice, by steps: Int) -> String? {
        let others: [String?] = [nil] + known.map(\.name).filter { $0 != voice.blend[0].name }
        let now = voice.blend.count > 1 ? voice.blend[1].name : nil
        let index = others.firstIndex(of: now) ?? 0
        return others[(index + steps % others.count + others.count) % others.count]
    }
}

extension Array {
    /// Nil outside.
    subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
