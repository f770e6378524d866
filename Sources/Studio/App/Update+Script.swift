import Script

extension StudioState {
    /// Reads the text at once, where that is not being done.
    mutating func readScriptNow() -> [Effect] {
        guard script.readingVersion != editorVersion else { return [] }
        script.readingVersion = editorVersion
        return [
            .readScript(
                text: editorText, version: editorVersion, after: script.dialogue,
                afterVersion: script.readVersion)
        ]
    }

    /// The text was edited: read it and keep it safe when the typing pauses, or soon.
    mutating func textChanged() -> [Effect] {
        script.editedAt = clock
        let first = script.unreadSince ?? clock
        script.unreadSince = first
        script.dueAt = min(clock + ScriptProgress.pause, first + ScriptProgress.longestWait)
        return setTimer()
    }

    /// Whether keys come too fast for anything to be rendered between them.
    private var isTypingFast: Bool { clock - script.editedAt < ScriptProgress.pause - 0.02 }

    mutating func setTimer() -> [Effect] {
        guard let due = script.dueAt, !script.isTimerSet else { return [] }
        script.isTimerSet = true
        return [.wakeIn(seconds: max(due - clock, ScriptProgress.pause / 2))]
    }

    /// What is due some time after a change.
    mutating func keepAndRead() -> [Effect] {
        script.dueAt = nil
        script.unreadSince = nil
        var effects: [Effect] = []
        if script.readingVersion != nil {
            // One at a time: what was typed since then comes after it.
            script.dueAt = clock + ScriptProgress.pause
            effects += setTimer()
        } else if script.readVersion != editorVersion {
            effects += readScriptNow()
        } else {
            effects += tellPlayer()
        }
        if file.recoveryVersion != editorVersion {
            file.recoveryVersion = editorVersion
            effects.append(
                .saveRecovery(text: editorText, path: file.path, version: editorVersion))
        }
        return effects
    }

    /// A script has been read.
    mutating func accept(_ report: ScriptReport) -> [Effect] {
        if script.readingVersion == report.version { script.readingVersion = nil }
        guard report.version > script.readVersion else { return [] }
        let isFirst = script.readVersion < 0
        let hasChanged = script.accept(report)
        mapTurns()
        if isFirst || hasChanged { script.isPlayerBehind = true }
        var effects = tellPlayer()
        if report.version != editorVersion {
            if player.pending != nil || meters.wanted != nil { effects += readScriptNow() }
            return effects
        }
        return effects + startPending() + startRender() + startDemo()
    }

    /// Gives the player the dialogue that was read, unless somebody is just typing: half a word is
    /// not worth rendering.
    private mutating func tellPlayer() -> [Effect] {
        guard script.isPlayerBehind, let cast = cast.cast else { return [] }
        guard !isTypingFast || player.pending != nil || meters.wanted != nil else {
            guard script.dueAt == nil else { return [] }
            script.dueAt = script.editedAt + ScriptProgress.pause
            return setTimer()
        }
        script.isPlayerBehind = false
        return [.setScript(script.dialogue, cast)]
    }

    /// The problem to tell about: on the cursor's line, else none.
    var problemAtCursor: ScriptProblem? {
        script.problems.first { $0.line - 1 == cursorLine && !isUnfinished($0) }
    }

    /// What the gutter marks; nobody is told off for a sentence that is being written.
    var lintMarks: [LintMark] {
        let unfinished = script.problems.prefix(100).indices.filter { index in
            isUnfinished(script.problems[index])
        }
        guard !unfinished.isEmpty else { return script.lint }
        return script.lint.indices.filter { !unfinished.contains($0) }.map { script.lint[$0] }
    }

    private func isUnfinished(_ problem: ScriptProblem) -> Bool {
        guard mode == .write, problem.line - 1 == cursorLine else { return false }
        switch problem.kind {
        case .emptyTurn, .noTurns, .unclosedBracket, .nothingToSay: return true
        default: return false
        }
    }

    /// Goes to the next problem after the cursor, round the end.
    mutating func nextProblem() -> [Effect] {
        guard !script.problems.isEmpty else {
            say("No problems: everything can be spoken.")
            return []
        }
        let next = script.problems.first { $0.line - 1 > cursorLine } ?? script.problems[0]
        goTo(line: next.line - 1, column: next.column - 1)
        notice = nil
        return []
    }
}
