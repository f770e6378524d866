import Script
import Synthesis
import Testing

@testable import Studio

@Suite("StudioState, event by event")
struct StudioEventTests {
    // MARK: Script

    @Test("reads what was typed after a pause, once")
    func reading() {
        var state = StudioRun().state
        var effects = update(&state, .input(.key(Key(.character("i")))))
        effects += update(&state, .input(.key(Key(.character("x")))))
        #expect(effects.contains(.wakeIn(seconds: ScriptProgress.pause)))
        effects = update(&state, .input(.key(Key(.character("y")))))
        #expect(!effects.contains { if case .wakeIn = $0 { true } else { false } })
        effects = update(&state, .tick(seconds: 0.1))
        #expect(!effects.contains { if case .readScript = $0 { true } else { false } })
        effects = update(&state, .tick(seconds: 0.3))
        #expect(effects.contains { if case .readScript = $0 { true } else { false } })
        #expect(effects.contains { if case .saveRecovery = $0 { true } else { false } })
    }

    @Test("keeps the text safe within a second of the last key, however fast the typing")
    func recoveryWhileTyping() {
        var run = StudioRun()
        run.press("i")
        var saved = -1
        for step in 0..<50 {
            run.type("x")
            run.send(.tick(seconds: Double(step) * 0.05))
            for case .saveRecovery(let text, _, let version) in run.effects {
                saved = max(saved, version)
                #expect(text.hasPrefix("x"))
            }
        }
        run.send(.tick(seconds: 3.4))
        for case .saveRecovery(_, _, let version) in run.effects { saved = max(saved, version) }
        #expect(saved == run.state.editorVersion)
        #expect(run.effects.filter { if case .saveRecovery = $0 { true } else { false } }.count > 3)
    }

    @Test("does not start reading twice at once")
    func oneReading() {
        var state = StudioRun().state
        _ = update(&state, .input(.paste("[Speaker A] One.\n")))
        let first = update(&state, .tick(seconds: 1))
        #expect(first.contains { if case .readScript = $0 { true } else { false } })
        _ = update(&state, .input(.paste("[Speaker A] Two.\n")))
        let second = update(&state, .tick(seconds: 2))
        #expect(!second.contains { if case .readScript = $0 { true } else { false } })
    }

    @Test("ignores a reading that is older than what is known")
    func oldReading() {
        var run = StudioRun()
        let before = run.state.script.dialogue
        run.send(.scriptRead(ScriptReport(reading: "", version: -5)))
        #expect(run.state.script.dialogue == before)
    }

    @Test("sends the player only dialogues that differ")
    func sameDialogue() {
        var run = StudioRun()
        run.press("i")
        run.type("# ")
        run.send(.tick(seconds: 1))
        #expect(!run.effects.contains { if case .setScript = $0 { true } else { false } })
        run.press("Ctrl-Down")
        run.press("End")
        run.type(" More.")
        run.send(.tick(seconds: 2))
        #expect(run.effects.contains { if case .setScript = $0 { true } else { false } })
    }

    @Test("tells nobody off for a turn that is being written")
    func unfinished() {
        var run = StudioRun("[Speaker A] Hi.\n")
        run.press("G", "o")
        run.send(.tick(seconds: 1))
        #expect(!run.state.script.problems.isEmpty)
        #expect(run.state.problemAtCursor == nil && run.state.lintMarks.isEmpty)
        run.press("Esc")
        #expect(run.state.problemAtCursor != nil && !run.state.lintMarks.isEmpty)
    }

    @Test("keeps the sounds of turns that stay, wherever they go")
    func soundsStay() {
        var run = StudioRun("[Speaker A] One.\n[Speaker B] Two.\n[Speaker A] Three.\n")
        for index in 0..<3 {
            run.send(.player(.turnState(index: index, .ready(seconds: Double(index + 1)))))
        }
        run.send(.input(.paste("[Speaker D] New.\n")))
        run.send(.tick(seconds: 1))
        #expect(run.state.script.sounds.map(\.seconds) == [nil, 1, 2, 3])
    }

    @Test("marks a turn as changed from the first key")
    func changedMark() {
        var run = StudioRun("[Speaker A] One.\n[Speaker B] Two.\n")
        run.send(.player(.turnState(index: 0, .ready(seconds: 1))))
        #expect(run.state.turnMarks.map(\.state) == [.ready, .notRendered])
        run.press("i", "End")
        run.type("!")
        #expect(run.state.turnMarks.map(\.state) == [.changed, .notRendered])
        run.send(.tick(seconds: 1))
        #expect(run.state.turnMarks.map(\.state) == [.changed, .notRendered])
        run.send(.player(.turnState(index: 0, .rendering)))
        #expect(run.state.turnMarks.map(\.state) == [.rendering, .notRendered])
    }

    // MARK: Player

    @Test("plays once the voices have come")
    func waitsForVoices() {
        var run = StudioRun(hasVoices: false)
        run.press("Space")
        #expect(run.orders.isEmpty && run.notice.contains("being loaded"))
        run.send(.voicesLoaded(StudioRun.voices))
        #expect(run.orders.contains(.play(.from(turn: 0))))
    }

    @Test("plays what was just typed, not what was read before")
    func readsBeforePlaying() {
        var run = StudioRun("[Speaker A] One.\n")
        run.press("G", "o")
        run.type("Two.")
        run.effects = []
        run.press("F6")
        let scripts = run.effects.indices.filter {
            if case .setScript = run.effects[$0] { true } else { false }
        }
        let plays = run.effects.firstIndex(of: .player(.play(.only(turn: 1))))
        #expect(scripts.count == 1 && plays != nil && scripts[0] < plays!)
    }

    @Test("follows the sound while listening only")
    func follows() {
        var run = StudioRun()
        run.playSecondTurn()
        #expect(run.state.cursorLine == 2)
        run.press("i")
        run.send(
            .player(.position(Playhead(turn: 3, turnSeconds: 0, seconds: 9, totalSeconds: 22))))
        #expect(run.state.cursorLine == 2)
        run.press("Esc")
        run.send(
            .player(.position(Playhead(turn: 3, turnSeconds: 1, seconds: 9, totalSeconds: 22))))
        #expect(run.state.cursorLine == 4)
        run.press("Up", "Up")
        run.send(
            .player(.position(Playhead(turn: 4, turnSeconds: 0, seconds: 9, totalSeconds: 22))))
        #expect(run.state.cursorLine == 2)
    }

    @Test("falls still when the player stops")
    func stops() {
        var run = StudioRun()
        run.playSecondTurn()
        run.send(.player(.stopped))
        #expect(run.state.player.transport == .stopped && run.state.player.peak == 0)
        run.send(
            .player(.position(Playhead(turn: 4, turnSeconds: 0, seconds: 9, totalSeconds: 22))))
        #expect(run.state.player.playhead == nil)
    }

    @Test("does not take the end of the last play for the end of the next")
    func lateStop() {
        var run = StudioRun()
        run.playSecondTurn()
        run.press("Enter")
        run.send(.player(.stopped))
        #expect(run.state.player.transport == .starting)
    }

    @Test("ignores events of turns that are gone")
    func goneTurns() {
        var run = StudioRun("[Speaker A] One.\n")
        run.send(.player(.turnState(index: 7, .ready(seconds: 1))))
        run.send(.player(.waveform(index: 7, peaks: [1])))
        run.send(.player(.loudness(index: -1, lufs: -20)))
        run.send(.player(.position(Playhead(turn: 9, turnSeconds: 0, seconds: 0, totalSeconds: 0))))
        #expect(run.state.script.sounds.count == 1)
        _ = run.screen
    }

    @Test("grows a waveform while it sounds")
    func waveform() {
        var run = StudioRun()
        run.send(.player(.turnState(index: 0, .ready(seconds: 2))))
        run.press("Space")
        for step in 0..<40 {
            run.send(.player(.level(peak: 0.5, rms: 0.2)))
            run.send(
                .player(
                    .position(
                        Playhead(
                            turn: 0, turnSeconds: Double(step) * 0.05, seconds: 0,
                            totalSeconds: 2))))
        }
        #expect(run.state.script.sounds[0].waveform.allSatisfy { $0 == 0.5 })
        #expect(run.state.script.sounds[0].waveform.count == 40)
    }

    @Test("keeps a bounded history")
    func bounded() {
        var run = StudioRun()
        var meters = RenderMeters()
        for turn in 1...200 {
            meters.lastTurn = 0.01
            meters.renderedTurnCount = turn
            run.send(.player(.meters(meters)))
            run.send(.player(.spectrum([0.5])))
            run.send(.player(.spectrum([0.5])))
        }
        #expect(run.state.meters.history.count == MeterState.historyLimit)
        #expect(run.state.player.spectra.count == PlayerState.spectrumLimit)
    }

    @Test("says where no sound is, and what to do")
    func silent() {
        var run = StudioRun()
        run.send(.player(.output(description: "no sound card", isAudible: false)))
        #expect(run.notice.contains(":stream 7070"))
        run.send(.player(.problem("sound device “x”: was unplugged.")))
        #expect(run.notice.contains("unplugged"))
    }

    @Test("an answer to a key is not replaced by word that there is no sound")
    func silentAfterAnswer() {
        var run = StudioRun()
        run.send(.notice("There is no shell here to go back to."))
        run.send(.player(.output(description: "no sound card", isAudible: false)))
        #expect(run.notice.contains("no shell"))
    }

    @Test("does not wait for a sound that cannot begin")
    func cannotBegin() {
        var run = StudioRun()
        run.press("Space")
        run.send(.player(.problem("sound device “x”: busy.")))
        #expect(run.state.player.transport == .stopped)
    }

    // MARK: Files

    @Test("begins to write in a file that is not there yet")
    func newFile() {
        var run = StudioRun()
        run.send(.fileOpened(path: "new.txt", text: "[Speaker A] ", stamp: StudioRun.stamp))
        #expect(run.state.mode == .write && run.state.editor.cursor.column == 12)
        #expect(!run.state.hasUnsavedChanges)
    }

    @Test("does not push aside a question when the file changes on disk")
    func oneQuestion() {
        var run = StudioRun()
        run.press("i", "x", "Esc", "q")
        run.send(.fileChangedOnDisk(path: "shows/story.txt"))
        #expect(run.state.overlay == .dialog(Dialog(.unsaved(then: .quit))))
    }

    @Test("proposes to reload where nothing would be lost")
    func reload() {
        var run = StudioRun()
        run.send(.fileChangedOnDisk(path: "shows/story.txt"))
        run.press("Enter")
        #expect(run.effects.contains(.openFile(path: "shows/story.txt")))
    }

    @Test("saves and then does what waited for it")
    func saveThenQuit() {
        var run = StudioRun()
        run.press("i", "x", "Esc", "q", "s")
        run.effects = []
        run.send(.fileSaved(path: "shows/story.txt", stamp: StudioRun.stamp))
        #expect(run.effects.contains(.quit(keepRecovery: false)))
        #expect(!run.state.hasUnsavedChanges)
    }

    @Test("asks again about what was typed while it saved")
    func typedWhileSaving() {
        var run = StudioRun()
        run.press("i", "x", "Esc")
        run.command("wq")
        run.press("i", "y")
        run.send(.fileSaved(path: "shows/story.txt", stamp: StudioRun.stamp))
        #expect(run.state.hasUnsavedChanges && run.state.overlay != nil)
        #expect(!run.effects.contains(.quit(keepRecovery: false)))
    }

    @Test("loses nothing when a file cannot be written")
    func saveFails() {
        var run = StudioRun()
        run.press("i", "x", "Esc", "q", "s")
        run.send(.fileFailed(message: "story.txt: the disk is full. Free some space."))
        #expect(run.notice.contains("disk is full") && run.state.hasUnsavedChanges)
        run.send(.fileSaved(path: "shows/story.txt", stamp: StudioRun.stamp))
        #expect(!run.effects.contains(.quit(keepRecovery: false)))
    }

    @Test(
        "asks what to do with a file that others changed",
        arguments: [
            (
                "o",
                Effect.saveFile(
                    path: "shows/story.txt", text: "x" + StudioRun.english, expected: .anything)
            ),
            ("r", Effect.openFile(path: "shows/story.txt")),
        ])
    func changed(key: String, effect: Effect) {
        var run = StudioRun()
        run.press("i", "x", "Esc", "Ctrl-S")
        run.send(.fileChangedOnDisk(path: "shows/story.txt"))
        guard case .dialog(let dialog) = run.state.overlay else {
            Issue.record("no question")
            return
        }
        #expect(dialog.question == Dialog.Question.changedOnDisk(path: "shows/story.txt"))
        run.press(key)
        #expect(run.effects.contains(effect))
    }

    @Test("asks before it writes over another file")
    func exists() {
        var run = StudioRun()
        run.command("w other.txt")
        run.send(.fileChangedOnDisk(path: "other.txt"))
        guard case .dialog(let dialog) = run.state.overlay, case .exists = dialog.question else {
            Issue.record("no question")
            return
        }
        run.press("Enter")
        #expect(run.state.prompt?.line.text == "write ")
    }

    @Test("offers a recovered text, and keeps it unsaved")
    func recovers() {
        var run = StudioRun(nil)
        let lost = Recovery(
            path: "a.txt", text: "[Speaker A] 救回来了。\n", ageInSeconds: 3, identifier: "7")
        run.send(.recoveryFound(lost))
        run.press("r")
        #expect(run.text == lost.text && run.state.hasUnsavedChanges && run.state.path == "a.txt")
        #expect(run.effects.contains(.discardRecovery(identifier: "7")))
        #expect(run.effects.contains { if case .saveRecovery = $0 { true } else { false } })
    }

    @Test("discards a recovered text only when told to")
    func discards() {
        let lost = Recovery(path: nil, text: "x", ageInSeconds: 3, identifier: "7")
        for (key, discards) in [("d", true), ("l", false), ("Esc", false)] {
            var run = StudioRun(nil)
            run.send(.recoveryFound(lost))
            run.press(key)
            #expect(run.effects.contains(.discardRecovery(identifier: "7")) == discards)
            #expect(run.text == "[Speaker A] ")
        }
    }

    @Test("keeps the recovery file when a signal ends it")
    func signal() {
        var run = StudioRun()
        run.press("i", "x")
        run.send(.quitRequested)
        #expect(run.effects.contains(.quit(keepRecovery: true)))
    }

    @Test("never gives two texts the same version")
    func versions() {
        var run = StudioRun()
        let first = run.state.editorVersion
        run.send(.fileOpened(path: "b.txt", text: "[Speaker A] B.", stamp: StudioRun.stamp))
        #expect(run.state.editorVersion > first)
        #expect(run.state.script.readVersion == run.state.editorVersion)
    }

    @Test("stops the sound of a script that is put away")
    func openWhilePlaying() {
        var run = StudioRun()
        run.playSecondTurn()
        run.send(.fileOpened(path: "b.txt", text: "[Speaker A] B.", stamp: StudioRun.stamp))
        #expect(run.orders.contains(.stop) && run.state.player.playhead == nil)
    }

    // MARK: Everything else

    @Test("takes in a render to a file")
    func render() {
        var run = StudioRun()
        run.command("render out.wav")
        run.send(.renderProgress(fractionDone: 0.4))
        #expect(run.screen.contains("40 %"))
        run.send(.renderFinished(path: "out.wav", audioSeconds: 61, realTimeFactor: 0.0102))
        #expect(run.notice == "Rendered out.wav: 1:01 of sound, RTF 0.010")
        #expect(run.state.meters.job == nil)
    }

    @Test("renders to a file once the voices are there, if it was asked before")
    func renderBeforeVoices() {
        var run = StudioRun(hasVoices: false)
        run.command("render out.wav")
        #expect(run.state.meters.job == nil)
        run.send(.voicesLoaded(StudioRun.voices))
        #expect(run.state.meters.job?.path == "out.wav")
    }

    @Test("tries themes and restores the one before")
    func themes() {
        var run = StudioRun()
        run.press("T")
        run.send(.themesListed(["dawn", "dusk", "plain"]))
        run.press("Down")
        #expect(run.effects.contains(.loadTheme(name: "plain")))
        run.send(.themeLoaded(name: "plain"))
        #expect(run.state.settings.theme == "dusk")
        run.press("Enter")
        #expect(run.state.settings.theme == "plain")
    }

    @Test("imports a cast as far as its voices are known")
    func importsCast() throws {
        var run = StudioRun()
        run.send(.castImported(path: "c.json", [.b: Voice(name: "Vera"), .c: Voice(name: "Mei")]))
        #expect(run.state.cast.cast?.voices.map(\.description) == ["Mei", "Vera", "Mei", "Ian"])
        run.send(.castImported(path: "c.json", [.a: Voice(name: "Zoe")]))
        #expect(run.notice.contains("Zoe"))
    }

    @Test("casts as the settings say, where the model has the voices")
    func castFromSettings() {
        var settings = StudioSettings()
        settings.cast = ["Vera:pitch=1", "Nobody", "garbage:::", "0.5*Mei+0.5*Ian"]
        let run = StudioRun(settings: settings)
        #expect(
            run.state.cast.cast?.voices.map(\.description) == [
                "Vera:pitch=1.0", "Leo", "Vera", "0.5*Mei+0.5*Ian",
            ])
    }

    @Test("lets a notice go after some seconds")
    func noticeGoes() {
        var run = StudioRun()
        run.send(.tick(seconds: 100))
        run.send(.notice("Copied."))
        run.send(.tick(seconds: 104))
        #expect(run.notice == "Copied.")
        run.send(.tick(seconds: 105))
        #expect(run.notice.isEmpty)
    }

    @Test("shows the whole of a long message")
    func longMessage() {
        var run = StudioRun()
        run.send(.fileFailed(message: String(repeating: "word ", count: 20) + "Mend it so."))
        #expect(run.screen.contains("Mend it so.") && !run.screen.contains("RTF"))
    }

    @Test("shows the demo over and over, until a key")
    func demo() {
        var surroundings = StudioSurroundings()
        surroundings.isDemo = true
        var run = StudioRun(surroundings: surroundings)
        #expect(run.state.demo == Demo(round: 1) && run.state.frameInterval != nil)
        run.send(.player(.position(Playhead(turn: 0, turnSeconds: 0, seconds: 0, totalSeconds: 9))))
        run.send(.player(.stopped))
        run.send(.tick(seconds: 1))
        #expect(run.orders.isEmpty)
        run.send(.tick(seconds: Demo.pause + 1))
        #expect(run.orders == [.play(.all)] && run.state.demo?.round == 2)
        run.press("x")
        #expect(run.effects.contains(.quit(keepRecovery: false)))
    }

    @Test("begins the demo whichever comes last, the script or the voices")
    func demoWaits() {
        var surroundings = StudioSurroundings()
        surroundings.isDemo = true
        var run = StudioRun(surroundings: surroundings, hasVoices: false)
        #expect(run.state.demo?.round == 0)
        run.send(.voicesLoaded(StudioRun.voices))
        #expect(run.orders == [.play(.all)] && run.state.demo?.round == 1)
    }

    @Test("asks for nothing and moves nothing while idle")
    func idle() {
        var run = StudioRun()
        run.send(.tick(seconds: 50))
        run.effects = []
        for second in 51..<90 { run.send(.tick(seconds: Double(second))) }
        #expect(run.effects.isEmpty && run.state.frameInterval == nil)
    }

    // MARK: Output

    @Test("offers the sound cards that work, and what works without any")
    func outputs() {
        var run = StudioRun()
        run.command("output")
        run.send(.devicesListed(["default"]))
        let screen = run.screen
        for offer in ["default", "stream 7070", "command …", "silent"] {
            #expect(screen.contains(offer), "\(offer)")
        }
        run.effects = []
        run.press("Enter")
        #expect(run.effects.contains(.setOutput(.device("default"))))
        run.command("output")
        run.press("Down", "Down", "Enter")
        #expect(run.effects.contains(.startStream(port: 7070, host: "127.0.0.1")))
        run.command("output")
        run.press("Down", "Down", "Down", "Enter")
        #expect(run.state.prompt?.line.text == "output command ")
        run.press("Esc")
        run.command("output")
        run.press("Up", "Down", "Enter")
        #expect(run.effects.contains(.setOutput(.silent)))
    }

    @Test("says once that a device went away, and the play head goes on")
    func unplugged() {
        var run = StudioRun()
        run.playSecondTurn()
        run.send(.player(.output(description: "silent", isAudible: false)))
        run.send(.player(.problem("sound device “default”: was unplugged.")))
        #expect(run.notice.contains("unplugged") && run.state.player.transport == .playing)
        let head = Playhead(turn: 1, turnSeconds: 2, seconds: 4.5, totalSeconds: 22.5)
        run.send(.player(.position(head)))
        #expect(run.screen.contains("0:04"))
    }

    @Test("keeps a picture of the screen")
    func picture() {
        var run = StudioRun()
        run.command("picture shot.svg")
        #expect(run.effects.contains(.savePicture(path: "shot.svg")))
        run.command("picture shot.png")
        #expect(run.effects.isEmpty || !run.notice.isEmpty)
        #expect(run.notice.contains(".svg or .txt"))
    }

    @Test("shows the map of the voices in ten rows and more on a wide screen")
    func wideMap() throws {
        var run = StudioRun(columns: 120, rows: 40)
        run.press("c")
        let layout = Layout(run.state, run.state.size)
        let cells = CastCells(run.state, try #require(layout.cast))
        #expect((cells.map?.size.rows ?? 0) >= 10)
    }
}
