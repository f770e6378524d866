import Listening

extension RatingState {
    mutating func take(_ event: InputEvent) -> [RatingEffect] {
        switch event {
        case .resized: return [.redraw]
        case .paste(let text):
            if case .comment(let comment) = overlay {
                let line = text.map { $0.isNewline ? " " : $0 }
                overlay = .comment(String((comment + String(line)).prefix(Self.commentLimit)))
            }
            return []
        case .mouse: return []
        case .key(let key): return take(key)
        }
    }

    /// Characters of a comment.
    private static let commentLimit = 500

    private mutating func take(_ key: Key) -> [RatingEffect] {
        if key.modifiers.contains(.control), case .character(let letter) = key.code {
            switch letter {
            // Nothing is lost by leaving at once: what was confirmed is stored.
            case "c", "q": return [.stop, .quit]
            case "l": return [.redraw]
            case "z": return [.stop, .suspend]
            case "u":
                if case .comment = overlay { overlay = .comment("") }
                return []
            default: return []
            }
        }
        if let overlay { return take(key, over: overlay) }
        switch key.code {
        case .character("?"), .function(1):
            overlay = .help
            return []
        case .character("q"):
            guard stage != .finished else { return [.stop, .quit] }
            overlay = .leaving
            return []
        default: break
        }
        switch stage {
        case .level: return takeAtLevel(key)
        case .introduction, .practiceOver, .rest: return takeBetween(key)
        case .trial: return takeInTrial(key)
        case .finished:
            if key.code == .enter { return [.quit] }
            return isBack(key) ? goBack() : []
        case .trouble(let trouble): return take(key, trouble)
        }
    }

    private mutating func take(_ key: Key, over shown: Overlay) -> [RatingEffect] {
        switch shown {
        case .help:
            overlay = nil
        case .leaving:
            overlay = nil
            if key.code == .character("y") || key.code == .enter { return [.stop, .quit] }
        case .comment(let text):
            switch key.code {
            case .enter:
                trial.comment = text
                overlay = nil
            case .escape: overlay = nil
            case .backspace: overlay = .comment(String(text.dropLast()))
            case .character(let character):
                overlay = .comment(String((text + String(character)).prefix(Self.commentLimit)))
            default: break
            }
        }
        return []
    }

    private mutating func takeAtLevel(_ key: Key) -> [RatingEffect] {
        switch key.code {
        case .character(" "):
            trial.isSounding.toggle()
            return trial.isSounding ? [.loop(0)] : [.stop]
        case .up, .right, .character("+"), .character("="): return changeLevel(by: 1)
        case .down, .left, .character("-"): return changeLevel(by: -1)
        case .enter:
            trial.isSounding = false
            stage = .introduction
            return [.stop]
        default: return []
        }
    }

    private mutating func changeLevel(by decibels: Double) -> [RatingEffect] {
        level = min(max(level + decibels, -40), 0)
        return [.gain(level)]
    }

    private mutating func takeBetween(_ key: Key) -> [RatingEffect] {
        if key.code == .enter || key.code == .character(" ") {
            notice = ""
            return showTrial()
        }
        return isBack(key) && stage != .introduction ? goBack() : []
    }

    private mutating func take(_ key: Key, _ trouble: Trouble) -> [RatingEffect] {
        guard key.code == .enter else { return [] }
        notice = ""
        switch trouble.remedy {
        case .load: return showTrial()
        case .play:
            stage = .trial
            trial.isLoaded = false
            return [.reopenOutput, .load(index: index)]
        case .store:
            stage = .trial
            return confirm()
        }
    }

    private func isBack(_ key: Key) -> Bool {
        key.code == .character("b") || key.code == .backspace
    }
}

// MARK: - In a trial

extension RatingState {
    private mutating func takeInTrial(_ key: Key) -> [RatingEffect] {
        guard !isStoring else { return [] }
        switch key.code {
        case .character(" "): return playOrStop()
        case .enter: return confirm()
        case .character("c"):
            overlay = .comment(trial.comment)
            return []
        case .escape:
            if trial.isRevision { return endRevision() }
            return stopPlaying()
        default: break
        }
        let hasSliders = sheet.method == .mushra && !trial.sliders.isEmpty
        // In a paired test the letters name the clips.
        if hasSliders || sheet.method == .ab || sheet.method == .abx {
            if let effects = takeLetter(key, hasSliders: hasSliders) { return effects }
        }
        if isBack(key) { return goBack() }
        return hasSliders ? takeAtSliders(key) : takeAtChoices(key)
    }

    /// A clip's own letter; nil where the key is none.
    private mutating func takeLetter(_ key: Key, hasSliders: Bool) -> [RatingEffect]? {
        guard case .character(let character) = key.code, let current = currentTrial else {
            return nil
        }
        if hasSliders {
            if character == "r" { return loop(nil) }
            // Small letters are for what all screens have: b goes back, c comments.
            let names = current.clips.indices.map { SessionSheet.letter($0) }
            return names.firstIndex(of: String(character)).map { loop($0) }
        }
        let names = sheet.soundNames(of: current).map { $0.lowercased() }
        guard names.count > 1, let index = names.firstIndex(of: String(character)) else {
            return nil
        }
        return startPlaying(only: index)
    }

    private mutating func takeAtChoices(_ key: Key) -> [RatingEffect] {
        guard let current = currentTrial else { return [] }
        let choices = sheet.choices(of: current)
        let chosen = choices.firstIndex { $0.answer == trial.answer }
        var wanted: Answer?
        switch key.code {
        case .up, .left:
            wanted = choices[safe: chosen.map { max($0 - 1, 0) } ?? choices.count / 2]?.answer
        case .down, .right:
            let next = chosen.map { min($0 + 1, choices.count - 1) } ?? choices.count / 2
            wanted = choices[safe: next]?.answer
        case .home: wanted = choices.first?.answer
        case .end: wanted = choices.last?.answer
        case .character(let character):
            guard let answer = answer(for: character, choices) else { return [] }
            wanted = answer
        default: return []
        }
        if let reason = whyNoRating() {
            notice = reason
        } else {
            trial.answer = wanted
            notice = ""
        }
        return []
    }

    /// The answer that a digit stands for; in CCR a minus sign may come before or after it.
    private mutating func answer(for character: Character, _ choices: [RatingChoice]) -> Answer? {
        if sheet.method == .ccr {
            if character == "-" || character == "−" || character == "+" {
                if case .comparison(let value)? = trial.answer, value != 0 {
                    return .comparison(character == "+" ? abs(value) : -abs(value))
                }
                trial.hasMinus = character != "+"
                return nil
            }
            guard let digit = character.wholeNumberValue, digit <= 3 else { return nil }
            defer { trial.hasMinus = false }
            return .comparison(trial.hasMinus ? -digit : digit)
        }
        return choices.first { $0.mark == String(character) }?.answer
    }

    // MARK: Sliders

    private mutating func takeAtSliders(_ key: Key) -> [RatingEffect] {
        let last = trial.sliders.count - 1
        let isFast = key.modifiers.contains(.shift)
        switch key.code {
        case .left:
            guard let slider = trial.slider else { return select(last) }
            return select(slider == 0 ? nil : slider - 1)
        case .right, .tab:
            guard let slider = trial.slider else { return select(0) }
            return select(slider == last ? nil : slider + 1)
        case .up: return move(by: isFast ? 10 : 1)
        case .down: return move(by: isFast ? -10 : -1)
        case .pageUp: return move(by: 10)
        case .pageDown: return move(by: -10)
        case .home: return move(to: 100)
        case .end: return move(to: 0)
        case .character("+"), .character("="): return move(by: 1)
        case .character("-"): return move(by: -1)
        case .character(let character):
            guard let digit = character.wholeNumberValue else { return [] }
            return move(to: digit * 10)
        default: return []
        }
    }

    /// Goes to a slider; if sound is on, it switches to it at once.
    private mutating func select(_ slider: Int?) -> [RatingEffect] {
        trial.slider = slider
        notice = ""
        return trial.isSounding ? loop(slider) : []
    }

    private mutating func move(by points: Int) -> [RatingEffect] {
        guard let slider = trial.slider, trial.sliders.indices.contains(slider) else {
            return move(to: 0)
        }
        return move(to: (trial.sliders[slider] ?? 50) + points)
    }

    private mutating func move(to value: Int) -> [RatingEffect] {
        guard let current = currentTrial else { return [] }
        guard let slider = trial.slider, trial.sliders.indices.contains(slider) else {
            notice = say(
                "The reference is not rated. Choose a version.",
                "参考音不需评分，请选择一个版本。")
            return []
        }
        guard isVersionHeard(slider, of: current) else {
            let name = SessionSheet.letter(slider)
            notice = say("Hear at least 3 s of \(name) first.", "请先听 \(name) 至少 3 秒。")
            return []
        }
        trial.sliders[slider] = min(max(value, 0), 100)
        notice = ""
        return []
    }
}
