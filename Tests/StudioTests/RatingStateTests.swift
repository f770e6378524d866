import Listening
import Testing

@testable import Studio

@Suite struct RatingStateTests {
    @Test("from the volume over practice and a break to the end, every answer is stored once")
    func wholeSession() {
        var run = RatingRun(.acr)
        #expect(run.effects == [.loadLevel])
        run.press("Enter")
        #expect(run.state.stage == .introduction)
        run.press("Enter")
        #expect(run.lastEffects == [.stop, .load(index: 0)])
        run.load()
        #expect(run.lastEffects == [.play([0])], "it plays by itself")
        run.rate("3")
        #expect(run.state.stage == .practiceOver)
        run.press("Enter")
        run.load()
        run.rate("5")
        #expect(run.state.stage == .trial && run.state.index == 2)
        run.load()
        run.rate("4")
        guard case .rest = run.state.stage else {
            Issue.record("no break after a block: \(run.state.stage)")
            return
        }
        for _ in 0..<2 {
            if case .rest = run.state.stage { run.press("Enter") }
            run.load()
            run.rate("2")
        }
        #expect(run.state.stage == .finished)
        let stored = run.effects.compactMap {
            if case .store(let draft) = $0 { draft.answer } else { nil }
        }
        #expect(stored == [.score(3), .score(5), .score(4), .score(2), .score(2)])
        run.press("Enter")
        #expect(run.lastEffects == [.quit])
    }

    @Test(
        "nothing can be rated before everything has been heard to its end, and it says why",
        arguments: [Method.acr, .dcr, .ccr, .ab, .abx, .speaker])
    func hearingFirst(_ method: Method) {
        var run = RatingRun(method)
        run.begin()
        let count = run.state.currentTrial?.soundCount ?? 0
        for sound in 0..<count {
            run.press("1", "Enter")
            #expect(run.state.trial.answer == nil && run.draft == nil)
            #expect(run.screen.contains("to its end") || run.screen.contains("to their end"))
            run.tell(.heard(trial: 0, sound: sound, seconds: 9, share: 0.99))
            run.press("1")
            #expect(run.state.trial.answer == nil, "almost is not to the end")
            run.tell(.heardToEnd(trial: 0, sound: sound))
        }
        run.press("1", "Enter")
        #expect(run.draft != nil)
    }

    @Test("what is told of the trial before does not count for this one")
    func lateReports() {
        var run = RatingRun(.acr)
        run.begin()
        run.rate("3")
        run.press("Enter")
        run.load()
        run.tell(.heardToEnd(trial: 0, sound: 0))
        run.press("4")
        #expect(run.state.trial.answer == nil)
    }

    @Test("the next clip comes only when the answer is on the disk, and a refused answer stays")
    func storing() {
        var run = RatingRun(.acr)
        run.begin()
        run.hear()
        run.press("4", "Enter")
        #expect(run.state.index == 0)
        run.press("2", "Enter")
        #expect(run.effects.count { if case .store = $0 { true } else { false } } == 1)
        run.tell(.storeFailed(reason: "disk full"))
        #expect(run.screen.contains("disk full"))
        run.press("Enter")
        #expect(run.draft?.answer == .score(4) && run.lastEffects.count == 2)
        run.store()
        #expect(run.state.stage == .practiceOver)
    }

    @Test("latency counts from the end of the first hearing, replays from the second")
    func figures() {
        var run = RatingRun(.acr)
        run.begin()
        run.press("Space", "Space")
        run.hear()
        run.wait(2.5)
        run.press("Space")
        run.hear(seconds: 1)
        run.press("3", "Enter")
        #expect(run.draft?.replays == 1)
        #expect(run.draft.map { abs($0.latency - 3.5) < 1e-9 } == true)
    }

    @Test("a limit on hearing again is kept, and does not touch the first hearing")
    func replayLimit() {
        var run = RatingRun(.acr, replayLimit: 1)
        run.begin()
        run.press("Space", "Space", "Space", "Space")
        run.hear()
        run.press("Space")
        #expect(run.lastEffects == [.play([0])])
        run.hear()
        run.press("Space")
        #expect(run.lastEffects.isEmpty && run.screen.contains("1× at most"))
    }

    @Test("one step back shows the stored answer, and the changed one replaces it")
    func goingBack() {
        var run = RatingRun(.acr, practice: 0)
        run.begin()
        run.rate("2")
        run.load()
        run.press("b")
        #expect(run.state.index == 0 && run.state.trial.answer == .score(2))
        run.load()
        run.press("5", "Enter")
        #expect(run.draft?.isRevision == true && run.draft?.trialIndex == 0)
        run.store()
        #expect(run.state.index == 1 && run.state.trial.answer == nil)
        #expect(run.lastEffects == [.stop, .load(index: 1)])
        run.press("b", "b")
        #expect(run.screen.contains("one step back"))
        run.press("Escape")
        #expect(run.state.index == 1 && run.draft?.answer == .score(5))
    }

    @Test("whoever comes back goes on at the next trial, and may change the last answer")
    func comingBack() {
        let last = Rating(
            raterIndex: 0, trialIndex: 2, answer: .score(1), latency: 1, confirmedAt: .init())
        var run = RatingRun(.acr, next: 3, previous: last)
        run.press("Enter")
        #expect(run.screen.contains("Welcome back, Ann.") && run.screen.contains("2 of 4"))
        run.press("Enter")
        #expect(run.lastEffects == [.stop, .load(index: 3)])
        run.load()
        run.press("Backspace")
        #expect(run.state.index == 2 && run.state.trial.answer == .score(1))
        let done = RatingRun(.acr, next: 5)
        #expect(done.state.stage == .finished && done.effects.isEmpty)
    }

    @Test("comments are typed in any language, kept with Enter, dropped with Escape")
    func comments() {
        var run = RatingRun(.acr)
        run.begin()
        run.press("c", "好", "o", "k", "x", "Backspace", "Enter", "c", "!", "Escape")
        run.hear()
        run.press("3", "Enter")
        #expect(run.draft?.comment == "好ok")
    }

    @Test("CCR takes a minus before or after its digit", arguments: [["-", "2"], ["2", "-"]])
    func signs(_ keys: [String]) {
        var run = RatingRun(.ccr)
        run.begin()
        run.hear()
        for key in keys { run.press(key) }
        #expect(run.state.trial.answer == .comparison(-2))
        run.press("+")
        #expect(run.state.trial.answer == .comparison(2))
        run.press("0")
        #expect(run.state.trial.answer == .comparison(0))
    }

    @Test("arrows choose from the middle on and stop at the ends")
    func arrows() {
        var run = RatingRun(.acr)
        run.begin()
        run.hear()
        run.press("Down")
        #expect(run.state.trial.answer == .score(3))
        run.press("Up", "Up", "Up")
        #expect(run.state.trial.answer == .score(5))
        run.press("End", "Down")
        #expect(run.state.trial.answer == .score(1))
    }

    @Test("in AB and ABX one clip can be heard alone, once all have been heard")
    func oneAlone() {
        var run = RatingRun(.abx)
        run.begin()
        run.press("x")
        #expect(run.lastEffects.isEmpty)
        run.hear()
        run.press("x")
        #expect(run.lastEffects == [.play([2])])
        run.press("b", "2", "Enter")
        #expect(run.draft?.answer == .choice(.second) && run.draft?.replays == 2)
    }

    @Test("a trap that is only read needs no hearing")
    func readTrap() {
        var run = RatingRun(.acr, practice: 0) { sheet in
            sheet.trials[0].clips = []
            sheet.trials[0].kind = .trap(expected: .score(2))
            sheet.trials[0].instruction = BilingualText(english: "Press 2.", chinese: "请按 2。")
        }
        run.press("Enter", "Enter")
        #expect(run.screen.contains("Press 2."))
        run.press("2", "Enter")
        #expect(run.draft?.answer == .score(2))
    }

    @Test("a second question about the same clips asks at once, without hearing them again")
    func secondQuestion() {
        var run = RatingRun(.acr, practice: 0, count: 2) { sheet in
            sheet.trials[1].continuesClips = true
        }
        run.begin()
        run.rate("4")
        run.load()
        #expect(run.lastEffects.isEmpty)
        run.press("3", "Enter")
        #expect(run.draft?.trialIndex == 1)
    }

    @Test("a missing clip stops the session with its reason; Enter tries again, nothing is lost")
    func missingClip() {
        var run = RatingRun(.acr)
        run.press("Enter", "Enter")
        run.tell(.loadFailed(index: 0, reason: "clips/ab.wav: no such file"))
        #expect(run.screen.contains("clips/ab.wav"))
        run.press("Enter")
        #expect(run.lastEffects == [.stop, .load(index: 0)] && run.state.stage == .trial)
    }

    @Test("Ctrl-C, a signal and q with a yes leave; q with a no stays")
    func leaving() {
        for key in ["C-c", "C-q"] {
            var run = RatingRun(.acr)
            run.begin()
            run.press(key)
            #expect(run.lastEffects == [.stop, .quit])
        }
        var run = RatingRun(.acr)
        run.begin()
        run.press("q", "n")
        #expect(run.lastEffects.isEmpty && run.state.overlay == nil)
        run.press("q", "y")
        #expect(run.lastEffects == [.stop, .quit])
        run.tell(.askedToEnd)
        #expect(run.lastEffects == [.stop, .quit])
    }

    @Test("the level stays within bounds and goes to the player")
    func level() {
        var run = RatingRun(.acr)
        run.press("Space", "Up", "Down", "Down")
        #expect(run.effects.suffix(3) == [.gain(0), .gain(-1), .gain(-2)])
        for _ in 0..<60 { run.press("Down") }
        #expect(run.lastEffects == [.gain(-40)])
    }
}

@Suite struct RatingSliderTests {
    private func begun() -> RatingRun {
        var run = RatingRun(.mushra, practice: 0)
        run.begin()
        return run
    }

    @Test("MUSHRA begins in silence and switches versions in mid-play")
    func switching() {
        var run = begun()
        #expect(run.lastEffects.isEmpty)
        run.press("Right")
        #expect(run.lastEffects.isEmpty, "choosing does not play by itself")
        run.press("r")
        #expect(run.lastEffects == [.loop(0)])
        run.press("Right")
        #expect(run.lastEffects == [.loop(1)])
        run.press("D")
        #expect(run.lastEffects == [.loop(4)])
        run.press("Right")
        #expect(run.lastEffects == [.loop(0)], "behind the last comes the reference")
        run.press("Space")
        #expect(run.lastEffects == [.stop])
    }

    @Test("a slider moves once its version has been heard for three seconds; all must, to go on")
    func sliders() {
        var run = begun()
        run.press("r")
        run.tell(.heardToEnd(trial: 0, sound: 0))
        for version in 0..<4 {
            run.press("Right", "7")
            #expect(run.state.trial.sliders[version] == nil)
            #expect(run.screen.contains("at least 3 s"))
            run.press("Enter")
            #expect(run.draft == nil)
            run.tell(.heard(trial: 0, sound: version + 1, seconds: 3, share: 0.5))
            run.press("7", "Up", "PageDown")
            #expect(run.state.trial.sliders[version] == 61)
        }
        run.press("Home", "Enter")
        #expect(run.draft?.answer == .mushra([61, 61, 61, 100]))
    }

    @Test("the reference itself is not rated, and has to be heard to its end")
    func reference() {
        var run = begun()
        run.press("r", "5")
        #expect(run.screen.contains("reference is not rated"))
        run.press("Right")
        for version in 0..<4 {
            run.tell(.heard(trial: 0, sound: version + 1, seconds: 3, share: 0.5))
            run.press("5", "Right")
        }
        run.press("Enter")
        #expect(run.draft == nil && run.screen.contains("reference to its end"))
    }
}
