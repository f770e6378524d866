import Listening

/// What a rater's session wants done when it begins.
public func startEffects(_ state: inout RatingState) -> [RatingEffect] {
    state.stage == .finished ? [] : [.loadLevel]
}

/// Changes the session by what happened; gives what is to be done.
public func update(_ state: inout RatingState, _ message: RatingMessage) -> [RatingEffect] {
    switch message {
    case .tick(let seconds):
        state.now = seconds
        return []
    case .input(let event): return state.take(event)
    case .loaded(let index): return state.take(loaded: index)
    case .loadFailed(let index, let reason):
        if index < 0 {
            state.notice = reason
        } else if index == state.index, state.stage == .trial {
            state.stage = .trouble(.init(text: reason, remedy: .load))
        }
        return []
    // What is told of an earlier trial comes too late to count.
    case .heard(state.index, let sound, let seconds, let share):
        state.note(heard: sound, seconds: seconds, share: share)
        return []
    case .heardToEnd(state.index, let sound):
        state.note(heardToEnd: sound)
        return []
    case .playingEnded(state.index):
        state.trial.isSounding = false
        state.trial.playing = nil
        return []
    case .heard, .heardToEnd, .playingEnded: return []
    case .playingFailed(let reason):
        state.trial.isSounding = false
        state.trial.playing = nil
        if state.stage == .level {
            state.notice = reason
            return [.reopenOutput, .loadLevel]
        }
        state.stage = .trouble(.init(text: reason, remedy: .play))
        return []
    case .stored(let rating): return state.take(stored: rating)
    case .storeFailed(let reason):
        state.isStoring = false
        state.stage = .trouble(.init(text: reason, remedy: .store))
        return []
    case .output(let description, let isAudible):
        state.output = description
        state.isAudible = isAudible
        return []
    case .askedToEnd: return [.stop, .quit]
    }
}

// MARK: - Going from trial to trial

extension RatingState {
    /// Shows the trial at hand and has its clips read.
    mutating func showTrial() -> [RatingEffect] {
        guard let current = currentTrial else {
            stage = .finished
            return [.stop]
        }
        stage = .trial
        trial.isLoaded = current.soundCount == 0
        return current.soundCount == 0 ? [.stop] : [.stop, .load(index: index)]
    }

    fileprivate mutating func take(loaded loadedIndex: Int) -> [RatingEffect] {
        if loadedIndex < 0 { return [] }
        guard loadedIndex == index, stage == .trial, !trial.isLoaded else { return [] }
        trial.isLoaded = true
        // In MUSHRA the rater begins where he likes, and nobody has to hear twice.
        let isHeard = trial.firstHeardAt != nil || trial.isRevision
        return sheet.method == .mushra || isHeard ? [] : startPlaying()
    }

    fileprivate mutating func take(stored rating: Rating) -> [RatingEffect] {
        isStoring = false
        previous = rating
        notice = ""
        if trial.isRevision { return endRevision() }
        guard let old = currentTrial else { return [] }
        index += 1
        guard let next = currentTrial else {
            trial = TrialState()
            stage = .finished
            return [.stop]
        }
        trial = TrialState(next)
        if next.continuesClips { trial.noteHeard(next, at: now) }
        if old.kind == .training, next.kind != .training {
            stage = .practiceOver
            return [.stop]
        }
        if old.block != next.block, old.kind != .training {
            stage = .rest(since: now)
            return [.stop]
        }
        return showTrial()
    }

    /// Back to the answer that was stored last, to change it.
    mutating func goBack() -> [RatingEffect] {
        guard !trial.isRevision else {
            notice = say("Only one step back.", "只能退回一步。")
            return []
        }
        guard let previous, previous.trialIndex == index - 1 else {
            notice = say("There is nothing to go back to.", "前面没有可以修改的评分。")
            return []
        }
        waiting = trial
        index -= 1
        guard let current = currentTrial else { return [] }
        trial = TrialState(current, revising: previous)
        trial.firstHeardAt = now
        notice = say("Your last answer: change it, or Esc.", "上一个评分：可修改，Esc 返回。")
        return showTrial()
    }

    /// Forward again to where `goBack` was pressed.
    mutating func endRevision() -> [RatingEffect] {
        index += 1
        trial = waiting ?? currentTrial.map { TrialState($0) } ?? TrialState()
        trial.isSounding = false
        trial.playing = nil
        waiting = nil
        return showTrial()
    }

    /// Has the answer stored, if there is one and it may be given.
    mutating func confirm() -> [RatingEffect] {
        guard !isStoring else { return [] }
        if let reason = whyNoRating() {
            notice = reason
            return []
        }
        guard let answer = completeAnswer else {
            notice =
                sheet.method == .mushra
                ? say("Move every slider first.", "请先移动每个滑块。")
                : say("Choose an answer first.", "请先选择一个答案。")
            return []
        }
        isStoring = true
        let latency = trial.firstHeardAt.map { max(now - $0, 0) } ?? 0
        return [
            .stop,
            .store(
                RatingDraft(
                    trialIndex: index, answer: answer, comment: trial.comment,
                    replays: trial.replays, latency: latency, isRevision: trial.isRevision)),
        ]
    }

    /// The answer, where it is whole.
    private var completeAnswer: Answer? {
        guard sheet.method == .mushra, !trial.sliders.isEmpty else { return trial.answer }
        let values = trial.sliders.compactMap(\.self)
        return values.count == trial.sliders.count ? .mushra(values) : nil
    }
}
