import Script
import Synthesis
import Testing

@testable import Studio

@Suite("What is known of a script") struct ScriptProgressTests {
    private func dialogue(_ words: [Int]) -> Dialogue {
        Dialogue(
            turns: words.enumerated().map { index, word in
                Turn(
                    speaker: Speaker.allCases[word % 2], pieces: [.text("word \(word)")],
                    line: index + 1)
            })
    }

    private func report(
        _ words: [Int], version: Int, after earlier: ([Int], Int)
    ) -> ScriptReport {
        let text = words.map { "[Speaker \(["A", "B"][$0 % 2])] word \($0)" }
            .joined(separator: "\n")
        return ScriptReport(
            reading: text, version: version, after: (dialogue(earlier.0), earlier.1))
    }

    @Test("compares from both ends, and finds the middle that differs")
    func likeness() {
        let cases: [([Int], [Int], Int, Int)] = [
            ([1, 2, 3], [1, 2, 3], 3, 0), ([1, 2, 3], [1, 9, 3], 1, 1), ([], [1, 2], 0, 0),
            ([1, 2], [], 0, 0), ([1, 1, 1], [1, 1], 2, 0), ([1, 2, 3], [0, 1, 2, 3], 0, 3),
            ([1, 2, 3], [1, 3], 1, 1), ([1, 2, 3, 4], [4, 3, 2, 1], 0, 0),
        ]
        for (old, new, head, tail) in cases {
            let found = ScriptReport.Likeness(of: dialogue(new), to: dialogue(old), version: 4)
            #expect([found.head, found.tail, found.version] == [head, tail, 4], "\(old) \(new)")
        }
    }

    @Test("keeps what is known of every turn that stays, whatever changed, and whoever compared")
    func statuses() {
        var random = SplitMix(seed: 7)
        for _ in 0..<300 {
            var old = (0..<Int.random(in: 0...8, using: &random)).map { $0 + 10 }
            var progress = ScriptProgress()
            progress.accept(report(old, version: 1, after: ([], -1)))
            for index in old.indices {
                progress.sounds[index].sound = .ready(seconds: Double(old[index]))
            }
            var new = old
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let place = Int.random(in: 0...new.count, using: &random)
                switch Int.random(in: 0...2, using: &random) {
                case 0: new.insert(Int.random(in: 30...60, using: &random), at: place)
                case 1 where place < new.count: new.remove(at: place)
                default:
                    if place < new.count { new[place] = Int.random(in: 30...60, using: &random) }
                }
            }
            // Half of them compared with something older: then it is done anew.
            let isFresh = Bool.random(using: &random)
            if !isFresh { old = [99] }
            let changed = progress.accept(
                report(new, version: 2, after: (old, isFresh ? 1 : 0)))
            #expect(progress.sounds.count == new.count && progress.dialogue == dialogue(new))
            for (word, status) in zip(new, progress.sounds) where word < 30 {
                #expect(status.seconds == Double(word), "\(new)")
            }
            for (word, status) in zip(new, progress.sounds) where word >= 30 {
                #expect(status.sound == .waiting)
            }
            if isFresh { #expect(changed == (new != old)) }
        }
    }

    @Test("of a turn edited in place the old picture stays until it is rendered again")
    func picture() {
        var run = StudioRun("[Speaker A] One.\n[Speaker B] Two.\n")
        run.send(.player(.turnState(index: 0, .ready(seconds: 1))))
        run.send(.player(.waveform(index: 0, peaks: [0.2, 0.4])))
        let before = run.screen
        run.press("i", "End")
        run.type("!")
        run.send(.tick(seconds: 1))
        let status = run.state.script.sounds[0]
        #expect(status.waveform == [0.2, 0.4] && status.isStale && status.sound == .waiting)
        func wave(_ screen: String) -> Substring {
            screen.split(separator: "\n", omittingEmptySubsequences: false)[20]
        }
        #expect(wave(run.screen) == wave(before))
        run.send(.player(.turnState(index: 0, .ready(seconds: 1))))
        run.send(.player(.waveform(index: 0, peaks: [0.9])))
        #expect(run.state.script.sounds[0].waveform == [0.9] && !run.state.script.sounds[0].isStale)
    }

    @Test("nothing is rendered while keys come fast, and soon after the last of them")
    func typing() {
        func isForPlayer(_ effect: Effect) -> Bool {
            if case .setScript = effect { true } else { false }
        }
        var run = StudioRun("[Speaker A] One.\n")
        run.press("i", "End")
        run.effects = []
        var seconds = 10.0
        for _ in 0..<30 {
            run.send(.tick(seconds: seconds))
            run.type("x")
            seconds += 0.1
        }
        // It was read meanwhile, for the marks, and kept safe.
        #expect(run.state.script.readVersion > 20)
        #expect(!run.effects.contains(where: isForPlayer))
        run.send(.tick(seconds: seconds - 0.1 + ScriptProgress.pause))
        #expect(run.effects.contains(where: isForPlayer))
        run.effects = []
        run.send(.tick(seconds: seconds + 5))
        #expect(!run.effects.contains(where: isForPlayer))
        // Who wants to hear it does not wait for a pause.
        run.type("y")
        run.press("F6")
        #expect(run.effects.contains(where: isForPlayer))
    }

    @Test("moving a voice between the loudspeakers leaves what is rendered as it is")
    func pan() {
        var run = StudioRun()
        run.playSecondTurn()
        run.command("pan A -0.5")
        #expect(run.effects.contains { if case .setScript = $0 { true } else { false } })
        #expect(run.state.script.sounds.allSatisfy { $0.seconds != nil && !$0.isStale })
        run.command("pitch A 2")
        #expect(run.state.script.sounds[0].sound == .waiting && run.state.script.sounds[0].isStale)
    }
}
