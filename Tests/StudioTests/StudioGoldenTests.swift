import Script
import Synthesis
import Testing

@testable import Studio

/// A picture worth keeping: how it comes about, and at which sizes.
struct Scene: CustomTestStringConvertible, Sendable {
    var name: String
    var sizes: [(Int, Int)] = [(80, 24)]
    var make: @Sendable (_ columns: Int, _ rows: Int) -> StudioRun

    var testDescription: String { name }

    static let allSizes = [(80, 24), (120, 40), (40, 12)]
}

@Suite("Screens of the studio")
struct StudioGoldenTests {
    @Test("look as recorded", arguments: scenes)
    func looks(_ scene: Scene) {
        for (columns, rows) in scene.sizes {
            let run = scene.make(columns, rows)
            let screen = view(run.state, in: run.state.size)
            expectGolden("\(scene.name)-\(columns)x\(rows)", screen.text)
        }
    }

    @Test("are ASCII where there is no UTF-8")
    func asciiOnly() {
        for scene in scenes where scene.name.hasPrefix("ascii") {
            for (columns, rows) in scene.sizes {
                let text = scene.make(columns, rows).screen
                #expect(text.utf8.allSatisfy { $0 < 0x80 }, "\(scene.name)")
            }
        }
    }

    @Test("never break at any size")
    func everySize() {
        let odd = [(1, 1), (16, 3), (20, 5), (39, 9), (59, 17), (119, 24), (200, 60)]
        for scene in scenes {
            var run = scene.make(80, 24)
            for (columns, rows) in odd {
                run.send(.input(.resized(Size(columns: columns, rows: rows))))
                let screen = view(run.state, in: run.state.size)
                #expect(screen.size == run.state.size)
            }
        }
    }
}

private let ascii: StudioSurroundings = {
    var surroundings = StudioSurroundings()
    surroundings.hasUTF8 = false
    return surroundings
}()

private let demo: StudioSurroundings = {
    var surroundings = StudioSurroundings()
    surroundings.isDemo = true
    return surroundings
}()

private let scenes: [Scene] = [
    Scene(name: "welcome", sizes: Scene.allSizes) { columns, rows in
        StudioRun(nil, columns: columns, rows: rows, settings: StudioSettings(), hasVoices: false)
    },
    Scene(name: "playing-english", sizes: Scene.allSizes) { columns, rows in
        var run = StudioRun(columns: columns, rows: rows)
        run.playSecondTurn()
        return run
    },
    Scene(name: "playing-chinese", sizes: Scene.allSizes) { columns, rows in
        var run = StudioRun(StudioRun.chinese, columns: columns, rows: rows)
        run.playSecondTurn()
        return run
    },
    Scene(name: "writing-chinese", sizes: Scene.allSizes) { columns, rows in
        var run = StudioRun(StudioRun.chinese, columns: columns, rows: rows)
        run.playSecondTurn()
        run.send(.player(.stopped))
        run.press("G", "i")
        run.type("[Speaker C] 你们好！[laugh]")
        run.send(.tick(seconds: 10))
        return run
    },
    Scene(name: "writing-english", sizes: Scene.allSizes) { columns, rows in
        var run = StudioRun(columns: columns, rows: rows)
        run.press("Down", "Down", "i", "Ctrl-N")
        run.type("And who are you?")
        run.send(.tick(seconds: 10))
        return run
    },
    Scene(name: "cast", sizes: Scene.allSizes) { columns, rows in
        var run = StudioRun(columns: columns, rows: rows)
        run.command("voice B 0.6*Leo+0.4*Ian:pitch=-1")
        run.command("voice C Vera:rate=1.1:pan=0.3")
        run.press("2", "b", "Down", "Down", "Down")
        run.send(.tick(seconds: 1))
        run.send(.tick(seconds: 60))
        return run
    },
    Scene(name: "voices") { columns, rows in
        var run = StudioRun(columns: columns, rows: rows)
        run.command("voice D Ian:pitch=-2")
        run.command("cast-speaker D")
        run.command("save-voice Grandpa")
        run.press("2", "d", "v", "Down")
        return run
    },
    Scene(name: "meters", sizes: Scene.allSizes) { columns, rows in
        var run = StudioRun(columns: columns, rows: rows)
        run.playSecondTurn()
        run.press("3")
        return run
    },
    Scene(name: "help", sizes: Scene.allSizes) { columns, rows in
        var run = StudioRun(columns: columns, rows: rows)
        run.press("?")
        return run
    },
    Scene(name: "command", sizes: Scene.allSizes) { columns, rows in
        var run = StudioRun(StudioRun.chinese, columns: columns, rows: rows)
        run.press(":")
        run.type("re")
        run.press("Tab")
        return run
    },
    Scene(name: "picker", sizes: [(80, 24), (40, 12)]) { columns, rows in
        var run = StudioRun(columns: columns, rows: rows)
        run.press("Ctrl-O")
        run.send(
            .folderListed(
                path: "shows/",
                entries: [
                    FolderEntry(name: "old", isFolder: true),
                    FolderEntry(name: "episode-1.txt", isFolder: false, byteCount: 3_412),
                    FolderEntry(name: "第二集.txt", isFolder: false, byteCount: 812),
                    FolderEntry(name: "story.txt", isFolder: false, byteCount: 1_204_000),
                ]))
        run.press("Down", "Down")
        return run
    },
    Scene(name: "unsaved", sizes: [(80, 24), (40, 12)]) { columns, rows in
        var run = StudioRun(columns: columns, rows: rows)
        run.press("i", "x", "Esc", "q")
        return run
    },
    Scene(name: "recovery") { columns, rows in
        var run = StudioRun(nil, columns: columns, rows: rows)
        run.send(
            .recoveryFound(
                Recovery(
                    path: "/home/ann/第三集.txt", text: StudioRun.chinese, ageInSeconds: 400,
                    identifier: "1")))
        return run
    },
    Scene(name: "themes") { columns, rows in
        var run = StudioRun(columns: columns, rows: rows)
        run.press("T")
        run.send(.themesListed(["dusk", "dawn", "contrast", "clear", "sixteen", "plain"]))
        run.press("Down")
        return run
    },
    Scene(name: "demo", sizes: Scene.allSizes) { columns, rows in
        var run = StudioRun(
            StudioRun.chinese, columns: columns, rows: rows, surroundings: demo)
        run.playSecondTurn()
        return run
    },
    Scene(name: "ascii-playing", sizes: Scene.allSizes) { columns, rows in
        var run = StudioRun(columns: columns, rows: rows, surroundings: ascii)
        run.playSecondTurn()
        return run
    },
    Scene(name: "ascii-cast") { columns, rows in
        var run = StudioRun(columns: columns, rows: rows, surroundings: ascii)
        run.command("voice B 0.6*Leo+0.4*Ian:pitch=-1")
        run.press("2", "b", "Down", "Down", "Down")
        return run
    },
    Scene(name: "ascii-demo") { columns, rows in
        var surroundings = demo
        surroundings.hasUTF8 = false
        var run = StudioRun(columns: columns, rows: rows, surroundings: surroundings)
        run.playSecondTurn()
        return run
    },
    Scene(name: "wide-ambiguous") { columns, rows in
        var run = StudioRun(StudioRun.chinese, columns: columns, rows: rows)
        run.command("set ambiguous-width 2")
        run.playSecondTurn()
        return run
    },
]
