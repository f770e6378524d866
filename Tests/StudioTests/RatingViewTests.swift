import Listening
import Testing

@testable import Studio

/// Rater's screens as plain text.
@Suite struct RatingViewTests {
    private static let goldenSizes = [(80, 24), (40, 12)]

    @Test("every stage and method looks as it did", arguments: scenes, goldenSizes)
    func goldens(_ scene: RatingScene, _ size: (Int, Int)) {
        let run = scene.make(size.0, size.1)
        expectGolden("rating-\(scene.name)-\(size.0)x\(size.1)", run.screen)
    }

    @Test("no screen of any size, language or method breaks or overflows")
    func sizes() {
        for method in Method.allCases {
            for language in ScreenLanguage.allCases {
                for (columns, rows) in [(1, 1), (24, 10), (30, 11), (60, 18), (200, 60)] {
                    var run = RatingRun(method, language: language, columns: columns, rows: rows)
                    run.begin()
                    run.hear()
                    run.press("3", "c")
                    #expect(
                        run.screen.split(separator: "\n", omittingEmptySubsequences: false)
                            .count == rows + 1)
                }
            }
        }
    }

    @Test("no name, file or length of a clip is ever on the screen")
    func blind() {
        for method in Method.allCases {
            var run = RatingRun(method)
            for trial in 0..<5 {
                if trial == 0 { run.begin() } else { run.load() }
                run.tell(.heard(trial: run.state.index, sound: 0, seconds: 4.25, share: 0.5))
                for clip in run.state.currentTrial?.clips ?? [] {
                    #expect(!run.screen.contains(clip.fileName) && !run.screen.contains(clip.id))
                }
                #expect(!run.screen.contains("4.2") && !run.screen.contains("0:04"))
                run.rate(method == .mushra ? "Right" : "1")
                run.press("Enter")
            }
        }
    }

    @Test("a repeated trial and a trap with a clip look like any other")
    func alike() {
        func screen(_ kind: Trial.Kind) -> String {
            var run = RatingRun(.acr, practice: 0) { $0.trials[0].kind = kind }
            run.begin()
            run.hear()
            return run.screen
        }
        let plain = screen(.rating)
        #expect(screen(.repeatOf(0)) == plain && screen(.trap(expected: .score(2))) == plain)
    }

    @Test("where the terminal has no Chinese the screen is English and ASCII")
    func ascii() {
        var run = RatingRun(.acr, language: .chinese, glyphs: .ascii) { $0.common.title = "Test" }
        for _ in 0..<3 {
            #expect(run.screen.unicodeScalars.allSatisfy(\.isASCII) && !run.screen.contains("??"))
            run.press("Enter")
        }
        run.load()
        run.hear()
        run.press("5")
        #expect(run.screen.unicodeScalars.allSatisfy(\.isASCII) && !run.screen.contains("??"))
    }
}

struct RatingScene: Sendable, CustomTestStringConvertible {
    var name: String
    var make: @Sendable (_ columns: Int, _ rows: Int) -> RatingRun

    var testDescription: String { name }
}

private func scene(
    _ name: String, _ method: Method, _ language: ScreenLanguage = .english,
    glyphs: Glyphs = .unicode, replayLimit: Int? = nil,
    _ steps: @escaping @Sendable (inout RatingRun) -> Void
) -> RatingScene {
    RatingScene(name: name) { columns, rows in
        var run = RatingRun(
            method, language: language, columns: columns, rows: rows, count: 12, blockLength: 6,
            replayLimit: replayLimit, glyphs: glyphs)
        steps(&run)
        return run
    }
}

/// The practice done, in the first trial that counts.
@Sendable private func rating(_ run: inout RatingRun, _ key: String) {
    run.begin()
    run.rate(key)
    run.press("Enter")
    run.load()
}

@Sendable private func slide(_ run: inout RatingRun) {
    run.begin()
    run.hear()
    run.press("r")
    run.tell(.heard(trial: 0, sound: 0, seconds: 2, share: 0.4))
    for (version, digit) in ["9", "2", "6"].enumerated() {
        run.press("Right", digit)
        run.tell(.heard(trial: 0, sound: version + 1, seconds: 1, share: 0.6))
    }
    run.press("Up", "Up", "Up")
}

private let scenes: [RatingScene] = [
    scene("level", .acr) { $0.press("Space", "Down", "Down") },
    scene("level-zh", .acr, .chinese) { $0.press("Space") },
    scene("introduction", .acr) { $0.press("Enter") },
    scene("introduction-zh", .mushra, .chinese) { $0.press("Enter") },
    scene("listening", .acr) { run in
        run.begin()
        run.tell(.heard(trial: 0, sound: 0, seconds: 2, share: 0.4))
        run.press("4")
    },
    scene("acr", .acr, replayLimit: 3) { run in
        rating(&run, "3")
        run.hear()
        run.press("4")
    },
    scene("acr-zh", .acr, .chinese) { run in
        rating(&run, "3")
        run.hear()
        run.press("4")
    },
    scene("acr-ascii", .acr, glyphs: .ascii) { run in
        rating(&run, "3")
        run.hear()
        run.press("4")
    },
    scene("dcr", .dcr) { run in
        rating(&run, "3")
        run.hear()
        run.press("2")
    },
    scene("ccr", .ccr) { run in
        rating(&run, "0")
        run.tell(.heardToEnd(trial: 1, sound: 0))
        run.tell(.heard(trial: 1, sound: 1, seconds: 1, share: 0.3))
    },
    scene("ccr-zh", .ccr, .chinese) { run in
        rating(&run, "0")
        run.hear()
        run.press("-", "2")
    },
    scene("ab", .ab) { run in
        rating(&run, "1")
        run.hear()
        run.press("1")
    },
    scene("abx", .abx) { run in
        rating(&run, "1")
        run.hear()
        run.press("2")
    },
    scene("speaker", .speaker) { run in
        rating(&run, "1")
        run.hear()
        run.press("3")
    },
    scene("mushra", .mushra) { slide(&$0) },
    scene("mushra-zh", .mushra, .chinese) { slide(&$0) },
    scene("mushra-ascii", .mushra, glyphs: .ascii) { slide(&$0) },
    scene("comment", .acr) { run in
        rating(&run, "3")
        run.hear()
        run.press("4", "c")
        for character in "a little metallic 有点金属声" { run.press(String(character)) }
    },
    scene("practice-over", .acr) { run in
        run.begin()
        run.rate("3")
    },
    scene("break", .acr) { run in
        rating(&run, "3")
        for _ in 0..<6 {
            run.rate("4")
            run.load()
        }
        run.wait(70)
        run.tell(.output(description: "ALSA default", isAudible: true))
    },
    scene("finished-zh", .acr, .chinese) { run in
        rating(&run, "3")
        for _ in 0..<13 {
            if case .rest = run.state.stage { run.press("Enter") }
            run.load()
            run.rate("4")
        }
    },
    scene("missing", .acr) { run in
        run.press("Enter", "Enter")
        run.tell(
            .loadFailed(
                index: 0,
                reason: "study/clips/6fd1.wav: No such file or directory. Put the study's clip "
                    + "back; “parley listen check” lists all that are missing."))
    },
    scene("help", .mushra) { run in
        run.begin()
        run.press("?")
    },
    scene("leaving", .acr) { run in
        run.begin()
        run.hear()
        run.press("q")
    },
]
