import Script
import Synthesis
import Testing

@testable import Studio

@Suite("Layout")
struct LayoutTests {
    @Test("tiles the screen without overlap at any size")
    func tiles() {
        for columns in stride(from: 16, through: 220, by: 17) {
            for rows in 3...60 {
                for pane in Pane.allCases {
                    var state = StudioRun(nil, columns: columns, rows: rows).state
                    state.pane = pane
                    let layout = Layout(state, Size(columns: columns, rows: rows))
                    let bands = [
                        layout.title, layout.main, layout.transport, layout.wave,
                        layout.metersLine, layout.status, layout.hints,
                    ]
                    #expect(bands.reduce(0) { $0 + $1.size.rows } == rows)
                    #expect(layout.main.size.rows > 0)
                }
                if rows > 12 { break }
            }
        }
    }

    @Test("shows script and transport at 40x12")
    func small() {
        let layout = Layout(StudioRun().state, Size(columns: 40, rows: 12))
        #expect(layout.script?.size.rows == 8 && layout.transport.size.rows == 1)
    }

    @Test("shows all panes side by side from 120 columns on")
    func wide() {
        let state = StudioRun(columns: 120, rows: 40).state
        let layout = Layout(state, state.size)
        #expect(layout.script != nil && layout.cast != nil && layout.meters != nil)
        let narrow = Layout(state, Size(columns: 119, rows: 40))
        #expect(narrow.script != nil && narrow.cast == nil && narrow.meters == nil)
    }

    @Test("keeps the split where both sides are legible", arguments: [0.0, 0.3, 0.5, 0.8, 1.0])
    func split(share: Double) {
        var settings = StudioSettings()
        settings.split = share
        let state = StudioRun(columns: 130, rows: 40, settings: settings).state
        let layout = Layout(state, state.size)
        #expect(layout.script!.size.columns >= 40 && layout.cast!.size.columns >= 40)
    }
}

@Suite("The mouse")
struct StudioMouseTests {
    @Test("puts the cursor where it clicks, and writes on a double click")
    func clicks() {
        var run = StudioRun()
        run.send(.input(.mouse(MouseEvent(.press, at: Point(column: 20, row: 3)))))
        #expect(run.state.cursorLine == 2 && run.state.mode == .listen)
        run.send(.input(.mouse(MouseEvent(.release, at: Point(column: 20, row: 3)))))
        run.send(.input(.mouse(MouseEvent(.doubleClick, at: Point(column: 22, row: 3)))))
        #expect(run.state.mode == .write && run.state.editor.selection != nil)
    }

    @Test("selects while it is dragged")
    func drags() {
        var run = StudioRun()
        run.send(.input(.mouse(MouseEvent(.press, at: Point(column: 20, row: 2)))))
        run.send(.input(.mouse(MouseEvent(.drag, at: Point(column: 25, row: 2)))))
        #expect(run.state.editor.selectedText.count == 5)
    }

    @Test("scrolls with its wheel without moving the cursor")
    func wheel() {
        var run = StudioRun(String(repeating: "[Speaker A] Hi.\n", count: 90))
        run.send(.input(.mouse(MouseEvent(.wheelDown, at: Point(column: 20, row: 3)))))
        #expect(run.state.cursorLine == 0)
    }

    @Test("opens panes at their tabs", arguments: Pane.allCases)
    func tabs(_ pane: Pane) {
        var run = StudioRun()
        run.press(pane == .cast ? "3" : "2")
        let tab = run.state.tabs.first { $0.pane == pane }!
        run.send(.input(.mouse(MouseEvent(.press, at: Point(column: tab.column, row: 0)))))
        #expect(run.state.pane == pane)
    }

    @Test("moves the border between the panes")
    func border() {
        var run = StudioRun(columns: 140, rows: 40)
        let split = Layout(run.state, run.state.size).split!
        run.send(.input(.mouse(MouseEvent(.press, at: Point(column: split, row: 10)))))
        run.send(.input(.mouse(MouseEvent(.drag, at: Point(column: 60, row: 10)))))
        run.send(.input(.mouse(MouseEvent(.release, at: Point(column: 60, row: 10)))))
        #expect(Layout(run.state, run.state.size).split == 60)
        #expect(run.effects.contains { if case .saveSettings = $0 { true } else { false } })
    }

    @Test("seeks on the bar, and plays beside it")
    func transport() {
        var run = StudioRun()
        run.playSecondTurn()
        let layout = Layout(run.state, run.state.size)
        let bar = run.state.transportBar(layout.transport)!
        run.effects = []
        let end = Point(column: bar.origin.column + bar.size.columns - 1, row: bar.origin.row)
        run.send(.input(.mouse(MouseEvent(.press, at: end))))
        #expect(run.orders.contains(.seek(bySeconds: 22.5 - 3.9)))
        run.send(.input(.mouse(MouseEvent(.press, at: Point(column: 1, row: bar.origin.row)))))
        #expect(run.orders.contains(.pause))
    }

    @Test("chooses speakers and settings of CastCells")
    func cast() {
        var run = StudioRun()
        run.press("2")
        let layout = Layout(run.state, run.state.size)
        let cells = CastCells(run.state, layout.cast!)
        run.send(
            .input(.mouse(MouseEvent(.press, at: Point(column: 5, row: cells.speakerRow(.c))))))
        #expect(run.state.cast.speaker == .c)
        run.send(
            .input(.mouse(MouseEvent(.press, at: Point(column: 5, row: cells.fieldRow(.gain)!)))))
        #expect(run.state.cast.field == .gain)
    }
}

@Suite("Numbers and words of the studio")
struct StudioWordsTests {
    @Test(
        "are written with their decimals",
        arguments: [
            (0.0118, 3, "0.012"), (1, 2, "1.00"), (-0.5, 1, "−0.5"), (-0.01, 1, "0.0"),
            (12.345, 0, "12"), (0.05, 2, "0.05"), (.nan, 1, "–"), (.infinity, 1, "–"),
        ])
    func decimals(value: Double, places: Int, text: String) {
        #expect(decimal(value, places) == text)
    }

    @Test(
        "tell times",
        arguments: [
            (0, "0:00"), (65, "1:05"), (3_750, "1:02:30"), (-3, "0:00"), (59.9, "0:59"),
        ])
    func times(seconds: Double, text: String) { #expect(clockTime(seconds) == text) }

    @Test("tell short times and sizes")
    func short() {
        #expect(shortTime(0.038) == "38 ms" && shortTime(1.23) == "1.2 s")
        #expect(shortTime(0.0002) == "<1 ms" && shortTime(0) == "0 ms")
        #expect(megabytes(84_400_000) == "84 MB")
        #expect(fileSize(812) == "812 B" && fileSize(3_412) == "3 kB")
        #expect(fileSize(1_204_000) == "1.2 MB")
        #expect(signed(2, 1) == "+2.0" && signed(-2, 1) == "−2.0")
        #expect(ago(1) == "1 second ago" && ago(400) == "6 minutes ago")
        #expect(ago(7_300) == "2 hours ago" && ago(200_000) == "2 days ago")
    }

    @Test("sum up a voice")
    func voices() throws {
        #expect(Voice(name: "Mei").summary == "Mei")
        let blend = try Voice(parsing: "0.6*Leo+0.4*Ian:pitch=-1:pan=0.3")
        #expect(blend.summary == "60 % Leo, 40 % Ian, −1.0 st, 30 % right")
    }

    @Test("stand large in BigDigits")
    func digits() {
        let rows = BigDigits.rows(of: "0.12", inUnicode: true)
        #expect(rows.count == 4 && Set(rows.map(\.count)).count == 1)
        let ascii = BigDigits.rows(of: "38–", inUnicode: false)
        #expect(ascii.count == 7 && ascii.allSatisfy { $0.allSatisfy { " #".contains($0) } })
    }

    @Test("name parts of paths")
    func paths() {
        #expect(fileName("/a/b.txt") == "b.txt" && folderPart("/a/b.txt") == "/a/")
        #expect(folderPart("b.txt").isEmpty && ScriptFile().name == "new script")
        #expect(Picker.above("a/b/") == "a/" && Picker.above("a/").isEmpty)
        #expect(Picker.above("") == "../" && Picker.above("../") == "../../")
        #expect(Picker.above("/") == "/" && Picker.above("/a/") == "/")
    }

    @Test("edit in a LineInput, character by character")
    func lineInput() {
        var line = LineInput("e")
        line.insert("\u{301}")
        #expect(line.text.count == 1 && line.cursor == 1)
        line.insert("a\nb")
        #expect(line.text.hasSuffix("a b"))
        line.edit("word-back")
        #expect(line.text.hasSuffix("a "))
        for what in ["start", "left", "back", "forward", "end", "right", "forward"] {
            line.edit(what)
        }
        #expect(line.text == "a " && line.cursor == 2)
    }

    @Test("hide what a Picker should not show")
    func picker() {
        var picker = Picker(folder: "a/")
        picker.entries = [
            FolderEntry(name: ".git", isFolder: true), FolderEntry(name: "B.txt", isFolder: false),
        ]
        #expect(picker.shown.map(\.name) == ["..", "B.txt"])
        picker.filter = LineInput("b")
        #expect(picker.shown.map(\.name) == ["B.txt"])
        picker.filter = LineInput(".g")
        #expect(picker.shown.map(\.name) == [".git"])
    }

    @Test("put loudness on a scale of decibels")
    func loudness() {
        #expect(Screen.loudness(0) == 0 && Screen.loudness(1) == 1)
        #expect(abs(Screen.loudness(0.5) - 0.875) < 1e-5)
        #expect(abs(Screen.loudness(0.0625) - 0.5) < 1e-5)
    }
}

@Suite("StudioState under random input")
struct StudioPropertyTests {
    @Test("never breaks, and never draws half a character", arguments: [1, 2, 3, 4] as [UInt64])
    func random(seed: UInt64) {
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let keys = KeyTable.bindings.flatMap(\.keys).filter {
            ![Key(.function(10)), Key(.character("q"), .control)].contains($0)
        }
        let texts = ["我", "a", "[", "]", "é", " ", "x", "[Speaker B] ", "\n", "👩‍👧"]
        var run = StudioRun(seed % 2 == 0 ? StudioRun.chinese : StudioRun.english)
        for step in 0..<400 {
            switch next(10) {
            case 0...5: run.send(.input(.key(keys[next(keys.count)])))
            case 6...7: run.send(.input(.paste(texts[next(texts.count)])))
            case 8: run.send(.tick(seconds: Double(step)))
            default:
                let size = Size(columns: 1 + next(150), rows: 1 + next(50))
                run.send(.input(.resized(size)))
            }
            guard step % 10 == 0 else { continue }
            let screen = view(run.state, in: run.state.size)
            for row in 0..<screen.size.rows {
                for column in 0..<screen.size.columns where screen[column, row].text.isEmpty {
                    let left = column > 0 ? screen[column - 1, row].text : ""
                    #expect(
                        screen.textWidth.width(of: left) == 2, "seed \(seed), step \(step)")
                }
            }
        }
    }
}
