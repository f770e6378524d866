import Script
import Synthesis
import Testing

@testable import Studio

@Suite("StudioState, key by key")
struct StudioReducerTests {
    @Test("moves between panes and modes", arguments: panesRows)
    func panes(_ row: ReducerCase) { row.check() }

    @Test("plays", arguments: playingRows)
    func playing(_ row: ReducerCase) { row.check() }

    @Test("edits", arguments: editingRows)
    func editing(_ row: ReducerCase) { row.check() }

    @Test("casts", arguments: castingRows)
    func casting(_ row: ReducerCase) { row.check() }

    @Test("opens, saves and leaves", arguments: filesRows)
    func files(_ row: ReducerCase) { row.check() }

    @Test("listens to commands", arguments: commandsRows)
    func commands(_ row: ReducerCase) { row.check() }

    @Test("works through lists and prompts", arguments: listsRows)
    func lists(_ row: ReducerCase) { row.check() }
}

private typealias Row = ReducerCase

private let panesRows: [ReducerCase] = [
    Row(expect: .pane(.script), .mode(.listen), .unchanged, .noOverlay),
    Row("2", expect: .pane(.cast)),
    Row("3", expect: .pane(.meters)),
    Row("2", "1", expect: .pane(.script)),
    Row("F3", expect: .pane(.cast)),
    Row("F4", expect: .pane(.meters)),
    Row("F4", "F2", expect: .pane(.script)),
    Row("c", expect: .pane(.cast)),
    Row("m", expect: .pane(.meters)),
    Row("Tab", expect: .pane(.cast)),
    Row("Tab", "Tab", expect: .pane(.meters)),
    Row("Tab", "Tab", "Tab", expect: .pane(.script)),
    Row("BackTab", expect: .pane(.meters)),
    Row("2", "Esc", expect: .pane(.script)),
    Row("3", "Esc", expect: .pane(.script)),
    Row("i", expect: .mode(.write), .pane(.script)),
    Row("Insert", expect: .mode(.write)),
    Row("i", "Esc", expect: .mode(.listen)),
    Row("i", "F3", expect: .pane(.cast), .mode(.listen)),
    Row("i", "‹q?:›", expect: .text("q?:"), .mode(.write), .noPrompt, .noOverlay),
    Row("?", expect: .overlay("help")),
    Row("F1", expect: .overlay("help")),
    Row("i", "F1", expect: .overlay("help"), .mode(.write)),
    Row("?", "Esc", expect: .noOverlay),
    Row("?", "q", expect: .noOverlay, .noEffect),
    Row("z", expect: .says("z does nothing here")),
    Row("2", "z", expect: .says("z does nothing here")),
    Row("z", "Down", expect: .saysNothing),
    Row(":", expect: .prompt("")),
    Row(":", "Esc", expect: .noPrompt),
    Row(":", "Backspace", expect: .noPrompt),
    Row("i", "Alt-:", expect: .prompt("")),
    Row("Ctrl-L", expect: .effect(.redraw)),
    Row("Ctrl-Z", expect: .effect(.suspend)),
    Row("i", "Ctrl-Z", expect: .effect(.suspend)),
    Row(":pane nowhere", expect: .says("is no pane"), .pane(.script)),
    Row(":mode write", expect: .mode(.write)),
    Row(":mode sing", expect: .says("is no mode"), .mode(.listen)),
    Row(":pane meters", expect: .pane(.meters)),
    Row("F", expect: .says("stays where it is"), .holds { !$0.settings.follows }),
    Row("F", "F", expect: .says("follows the sound"), .holds { $0.settings.follows }),
    Row(":welcome", expect: .overlay("welcome")),
    Row(":welcome", "Esc", expect: .noOverlay),
    Row(":welcome", "Enter", expect: .noOverlay, .effect(.openSample)),
]

private let playingRows: [ReducerCase] = [
    Row("Space", expect: .order(.play(.from(turn: 0))), .transport(.starting)),
    Row("Down", "Space", expect: .order(.play(.from(turn: 0)))),
    Row("Down", "Down", "Space", expect: .order(.play(.from(turn: 1)))),
    Row("Space", "Space", expect: .order(.pause), .transport(.paused)),
    Row("Space", "Space", "Space", expect: .order(.resume), .transport(.playing)),
    Row("Down", "Enter", expect: .order(.play(.only(turn: 0)))),
    Row("G", "Enter", expect: .order(.play(.only(turn: 4)))),
    Row("G", "A", expect: .order(.play(.all))),
    Row("F5", expect: .order(.play(.from(turn: 0)))),
    Row("F6", expect: .order(.play(.only(turn: 0)))),
    Row("F7", expect: .order(.play(.all))),
    Row("Space", "F8", expect: .order(.stop), .transport(.stopped)),
    Row("Space", "S", expect: .order(.stop), .transport(.stopped)),
    Row("i", "Ctrl-P", expect: .order(.play(.from(turn: 0))), .mode(.write)),
    Row("i", "Ctrl-T", expect: .order(.play(.only(turn: 0))), .mode(.write)),
    Row("2", "p", expect: .order(.play(.from(turn: 0))), .pane(.cast)),
    Row("3", "Space", expect: .order(.play(.from(turn: 0))), .pane(.meters)),
    Row(".", expect: .order(.seek(bySeconds: 1))),
    Row(",", expect: .order(.seek(bySeconds: -1))),
    Row(">", expect: .order(.seek(bySeconds: 5))),
    Row("<", expect: .order(.seek(bySeconds: -5))),
    Row("]", expect: .order(.seek(toTurn: 1))),
    Row("[", expect: .order(.seek(toTurn: 0))),
    Row(":seek turn 3", expect: .order(.seek(toTurn: 2))),
    Row(":seek turn 99", expect: .order(.seek(toTurn: 4))),
    Row(":seek -2.5", expect: .order(.seek(bySeconds: -2.5))),
    Row(":seek soon", expect: .noOrder, .says("is no time")),
    Row("L", expect: .says("no turn to repeat"), .noOrder),
    Row("Down", "L", expect: .order(.loop(turn: 0)), .holds { $0.player.loopedTurn == 0 }),
    Row("Down", "L", "L", expect: .order(.loop(turn: nil)), .holds { $0.player.loopedTurn == nil }),
    Row("Down", "Down", expect: .order(.want(turn: 1))),
    Row("G", expect: .order(.want(turn: 4))),
    Row(":play 3", expect: .order(.play(.from(turn: 2)))),
    Row(":play 9", expect: .noOrder, .says("no turn “9”")),
    Row(":play zero", expect: .noOrder, .says("no turn “zero”")),
    Row(":play-turn 5", expect: .order(.play(.only(turn: 4)))),
    Row(":play-turn 0", expect: .noOrder, .says("no turn")),
    Row(":pause", expect: .noOrder),
    Row("Space", ":pause", expect: .order(.pause)),
    Row(
        "Space", script: "# nothing\n", expect: .noOrder, .says("nothing to play"),
        .transport(.stopped)),
    Row("Space", "Down", expect: .holds { $0.player.followIsSuspended }),
    Row(
        "Space", "Down", "F", expect: .holds { !$0.player.followIsSuspended && $0.settings.follows }
    ),
    Row("Down", expect: .holds { !$0.player.followIsSuspended }),
    Row(":stream 7070", expect: .effect(.startStream(port: 7070, host: "127.0.0.1"))),
    Row(":stream 7070 0.0.0.0", expect: .effect(.startStream(port: 7070, host: "0.0.0.0"))),
    Row(":stream", expect: .says("is no port")),
    Row(":stream 70000", expect: .says("is no port")),
    Row(":output silent", expect: .effect(.setOutput(.silent))),
    Row(":output device hw:1", expect: .effect(.setOutput(.device("hw:1")))),
    Row(":output command ssh me aplay -", expect: .effect(.setOutput(.command("ssh me aplay -")))),
    Row(":output device", expect: .says("output:")),
    Row(":output", expect: .overlay("devices"), .effect(.listDevices)),
    Row(":output", "Enter", expect: .effect(.setOutput(.silent)), .noOverlay),
    Row(":output", "Esc", expect: .noOverlay),
    Row(":cancel", expect: .says("No render")),
    Row("Ctrl-C", expect: .says("No render")),
    Row("F9", expect: .prompt("render ")),
    Row(":render", expect: .prompt("render ")),
    Row(":render out.wav", expect: .holds { $0.meters.job?.path == "out.wav" }),
    Row(":render out.wav", ":render two.wav", expect: .says("A render is running")),
    Row(
        ":render out.wav", "Ctrl-C", expect: .effect(.cancelRender), .holds { $0.meters.job == nil }
    ),
    Row(
        ":render x.wav", script: "[Speaker A] Hi. [laugh]", expect: .says("unknown tag"),
        .holds { $0.meters.job == nil }),
]

private let editingRows: [ReducerCase] = [
    Row("i", "‹x›", expect: .text("x# Two")),
    Row("i", "‹我›", expect: .text("我# Two")),
    Row("i", "x", "Ctrl-U", expect: .unchanged),
    Row("i", "x", "Ctrl-U", "Ctrl-Y", expect: .text("x# Two")),
    Row("i", "x", "Esc", "u", expect: .unchanged),
    Row("i", "x", "Esc", "u", "U", expect: .text("x# Two")),
    Row("i", "Enter", expect: .text("\n# Two")),
    Row("i", "Delete", expect: .noText("# Two")),
    Row("i", "Ctrl-D", expect: .noText("# Two")),
    Row("i", "x", "Backspace", expect: .noText("x# Two")),
    Row("i", "End", "‹!›", expect: .text("lighthouse.!")),
    Row("i", "Ctrl-E", "Ctrl-W", expect: .noText("lighthouse.")),
    Row("i", "Ctrl-K", expect: .noText("lighthouse")),
    Row(
        "i", "Shift-Right", "Shift-Right", "Delete", expect: .text("Two speakers"), .noText("# Two")
    ),
    Row("i", "Alt-a", "Delete", expect: .holds { $0.editorIsEmpty }),
    Row("i", "Shift-End", "Ctrl-X", expect: .noText("lighthouse")),
    Row("i", "Shift-End", "Ctrl-X", "Ctrl-V", expect: .text("lighthouse")),
    Row("i", "Shift-Right", "Ctrl-C", expect: .effect(.copyToClipboard("#"))),
    Row("j", expect: .line(1)),
    Row("j", "j", "k", expect: .line(1)),
    Row("Down", "Down", "Down", expect: .line(3)),
    Row("G", expect: .line(6)),
    Row("G", "g", expect: .line(0)),
    Row("i", "Down", expect: .line(1)),
    Row("i", "Ctrl-Down", "Ctrl-Down", expect: .line(2)),
    Row("i", "Ctrl-End", "Ctrl-Up", expect: .line(5)),
    Row("i", "Ctrl-End", "Ctrl-Home", expect: .line(0)),
    Row("Down", "o", expect: .mode(.write), .line(2), .text("[Speaker B] \n[Speaker B] I'm")),
    Row("Down", "o", "‹Hm.›", expect: .text("[Speaker B] Hm.\n")),
    Row("Down", "i", "Ctrl-N", expect: .line(2)),
    Row("Down", "i", "Alt-Enter", expect: .line(2)),
    Row("Down", "s", expect: .text("[Speaker B] Here's")),
    Row("Down", "s", "s", expect: .text("[Speaker C] Here's")),
    Row("Down", "s", "s", "s", "s", expect: .text("[Speaker A] Here's")),
    Row("Down", "i", "Tab", expect: .text("[Speaker B] Here's")),
    Row("Down", "i", "Alt-4", expect: .text("[Speaker D] Here's")),
    Row("Down", "i", "Alt-1", expect: .text("[Speaker A] Here's")),
    Row("Down", "J", expect: .text("Go on.\n[Speaker A] Here's")),
    Row("Down", "J", "K", expect: .text("people.\n[Speaker B] I'm")),
    Row("Down", "Down", "Alt-Up", expect: .text("Go on.\n[Speaker A] Here's")),
    Row("Down", "i", "Alt-Down", expect: .text("Go on.\n[Speaker A] Here's")),
    Row(":speaker C", expect: .holds { !$0.notice!.text.isEmpty }),
    Row("Down", ":speaker C", expect: .text("[Speaker C] Here's")),
    Row(":speaker X", expect: .says("is no speaker"), .unchanged),
    Row("Down", ":new-turn D", expect: .text("[Speaker D] \n[Speaker B] I'm"), .mode(.write)),
    Row(":new-turn X", expect: .says("is no speaker"), .unchanged),
    Row("/", "‹night›", "Enter", expect: .line(3), .noPrompt),
    Row("/", "‹misses›", "Enter", "n", expect: .holds { $0.cursorLine >= 3 }),
    Row("/", "‹Nowhere›", "Enter", expect: .says("Not found")),
    Row("/", "‹night›", "Esc", expect: .line(0), .noPrompt),
    Row("/", "Enter", expect: .noPrompt, .saysNothing),
    Row("n", expect: .says("Nothing is being looked for")),
    Row(":find side", expect: .line(2), .says("Match 1 of 1")),
    Row(":find nowhere", expect: .says("Not found")),
    Row(":replace /night/day/", expect: .text("a day"), .noText("night"), .says("Replaced 2")),
    Row(":replace /night/day/", "u", expect: .unchanged),
    Row(":replace |misses|keeps|", expect: .text("He keeps a morning")),
    Row(":replace night day", expect: .says("replace: write"), .unchanged),
    Row(":replace //x/", expect: .says("replace: write"), .unchanged),
    Row(":goto 4", expect: .line(3)),
    Row(":4", expect: .line(3)),
    Row(":goto x", expect: .says("is no number"), .line(0)),
    Row(":turn 3", expect: .line(3)),
    Row(":turn 0", expect: .says("There is no turn"), .line(0)),
    Row("Down", ":delete turn", expect: .noText("Here's a story")),
    Row(":delete world", expect: .says("is none of"), .unchanged),
    Row(":move nowhere", expect: .says("is nowhere"), .line(0)),
    Row(":select all", expect: .holds { $0.editor.selection != nil }),
    Row(":select all", "Esc", expect: .holds { $0.editor.selection == nil }),
    Row("Down", "i", "Alt-t", "Esc", expect: .holds { $0.mode == .listen }),
    Row("e", expect: .says("No problems")),
    Row("e", script: "[Speaker A] Hi.\n[Speaker B] Ho. [laugh]\n", expect: .line(1)),
    Row("G", "e", script: "[Speaker A] Hi [x].\n[Speaker B] Ho.\n", expect: .line(0)),
    Row(":set wrap off", expect: .holds { !$0.editor.wraps && !$0.settings.wraps }),
    Row(":set ambiguous-width 2", expect: .holds { $0.textWidth.ambiguous == .wide }),
    Row(":set ambiguous-width 3", expect: .says("Say one of")),
    Row(":set", expect: .says("Say one of")),
    Row(":set follow off", expect: .holds { !$0.settings.follows }),
    Row(":set theme dawn", expect: .effect(.loadTheme(name: "dawn"))),
]

private let castingRows: [ReducerCase] = [
    Row("2", expect: .field(.voice), .speaker(.a)),
    Row("Down", "Down", "2", expect: .speaker(.b)),
    Row("2", "c", expect: .speaker(.c)),
    Row("2", "d", expect: .speaker(.d)),
    Row("2", "d", "a", expect: .speaker(.a)),
    Row("2", "b", expect: .speaker(.b)),
    Row("2", "Down", expect: .field(.blend)),
    Row("2", "j", "j", "k", expect: .field(.blend)),
    Row("2", "Up", expect: .field(.voice)),
    Row("2", "Right", expect: .voice(.a, "Leo")),
    Row("2", "Left", expect: .voice(.a, "Ian")),
    Row("2", "Right", "Right", "Right", "Right", expect: .voice(.a, "Mei")),
    Row("2", "Down", "Right", expect: .voice(.a, "0.5*Mei+0.5*Leo")),
    Row("2", "Down", "Right", "Left", expect: .voice(.a, "Mei")),
    Row("2", "Down", "Right", "Backspace", expect: .voice(.a, "Mei")),
    Row("2", "Down", "Right", "Down", "Right", expect: .voice(.a, "0.45*Mei+0.55*Leo")),
    Row("2", "Down", "Right", "Down", "L", "L", "L", expect: .voice(.a, "0.01*Mei+0.99*Leo")),
    Row("2", "Down", "Down", "Right", expect: .says("blend with first"), .voice(.a, "Mei")),
    Row("2", "j", "j", "j", expect: .field(.pitch)),
    Row("2", "j", "j", "j", "l", expect: .voice(.a, "Mei:pitch=0.5")),
    Row("2", "j", "j", "j", "h", "h", expect: .voice(.a, "Mei:pitch=-1.0")),
    Row("2", "j", "j", "j", "L", expect: .voice(.a, "Mei:pitch=2.5")),
    Row("2", "j", "j", "j", "H", expect: .voice(.a, "Mei:pitch=-2.5")),
    Row("2", "j", "j", "j", "Shift-Right", expect: .voice(.a, "Mei:pitch=2.5")),
    Row("2", "j", "j", "j", "L", "0", expect: .voice(.a, "Mei")),
    Row("2", "j", "j", "j", "j", "l", expect: .voice(.a, "Mei:rate=1.05")),
    Row("2", "j", "j", "j", "j", "j", "l", expect: .voice(.a, "Mei:brightness=0.5")),
    Row("2", "j", "j", "j", "j", "j", "j", "h", expect: .voice(.a, "Mei:gain=-1.0")),
    Row("2", "j", "j", "j", "j", "j", "j", "j", "h", expect: .voice(.a, "Mei:pan=-0.1")),
    Row("2", "j", "j", "j", "j", "j", "j", "j", "j", "j", expect: .field(.pan)),
    Row(":voice B Vera", expect: .voice(.b, "Vera"), .says("now speaks as Vera")),
    Row(":voice b Vera", expect: .voice(.b, "Vera")),
    Row(":voice B 0.6*Leo+0.4*Ian:pitch=-1", expect: .voice(.b, "0.6*Leo+0.4*Ian:pitch=-1.0")),
    Row(":voice B Nobody", expect: .voice(.b, "Leo"), .says("Nobody")),
    Row(":voice Z Leo", expect: .says("is no speaker")),
    Row(":voice B", expect: .voice(.b, "Leo")),
    Row(":voice B Leo:pitch=99", expect: .voice(.b, "Leo"), .says("pitch")),
    Row(":pitch A 2", expect: .voice(.a, "Mei:pitch=2.0")),
    Row(":pitch A 13", expect: .voice(.a, "Mei"), .says("is not a number in")),
    Row(":pitch A high", expect: .voice(.a, "Mei"), .says("is not a number in")),
    Row(":rate C 1.2", expect: .voice(.c, "Vera:rate=1.2")),
    Row(":brightness D -3", expect: .voice(.d, "Ian:brightness=-3.0")),
    Row(":gain D -3", expect: .voice(.d, "Ian:gain=-3.0")),
    Row(":pan D 0.5", expect: .voice(.d, "Ian:pan=0.5")),
    Row(
        "2", "Space",
        expect: .effect(
            .audition(Voice(name: "Mei"), text: "This is how I sound. 这就是我的声音。"))),
    Row(
        "Down", "2", "Space",
        expect: .effect(
            .audition(Voice(name: "Mei"), text: "Here's a story I can't stop telling people."))),
    Row(
        ":audition B",
        expect: .effect(
            .audition(Voice(name: "Leo"), text: "This is how I sound. 这就是我的声音。"))),
    Row(":audition X", expect: .says("is no speaker")),
    Row("2", "Enter", expect: .overlay("voices")),
    Row("2", "v", "Down", "Enter", expect: .voice(.a, "Leo"), .noOverlay),
    Row("2", "v", "Down", "Esc", expect: .voice(.a, "Mei"), .noOverlay),
    Row(
        "2", "v", "Down", "Space", expect: .overlay("voices"),
        .effect(
            .audition(Voice(name: "Leo"), text: "This is how I sound. 这就是我的声音。"))),
    Row("2", "v", "Delete", expect: .says("Only voices you have saved")),
    Row("2", "w", expect: .prompt("save-voice ")),
    Row(
        ":save-voice Aunt", expect: .says("Saved as “Aunt”"),
        .holds { $0.settings.savedVoices == [SavedVoice(name: "Aunt", recipe: "Mei")] }),
    Row(":save-voice Mei", expect: .says("built-in"), .holds { $0.settings.savedVoices.isEmpty }),
    Row(":save-voice a+b", expect: .says("no blanks"), .holds { $0.settings.savedVoices.isEmpty }),
    Row(":save-voice", expect: .says("Give the voice a name")),
    Row(":pitch A 3", ":save-voice High", ":voice D High", expect: .voice(.d, "Mei:pitch=3.0")),
    Row(
        ":save-voice Aunt", ":forget-voice Aunt", expect: .holds { $0.settings.savedVoices.isEmpty }
    ),
    Row(":save-voice Aunt", "2", "v", "G", expect: .overlay("voices")),
    Row("2", "x", expect: .prompt("cast-export ")),
    Row("2", "r", expect: .prompt("cast-import ")),
    Row(":cast-export", expect: .says("Name a file")),
    Row(":cast-import", expect: .says("Name a file")),
    Row(":cast-import a.json", expect: .effect(.importCast(path: "a.json"))),
    Row("2", "Right", expect: .holds { $0.settings.cast.first == "Leo" }),
]

private let filesRows: [ReducerCase] = [
    Row("q", expect: .effect(.quit(keepRecovery: false))),
    Row("Ctrl-Q", expect: .effect(.quit(keepRecovery: false))),
    Row("F10", expect: .effect(.quit(keepRecovery: false))),
    Row(":q", expect: .effect(.quit(keepRecovery: false))),
    Row("i", "x", "Ctrl-Q", expect: .overlay("dialog")),
    Row("i", "x", "Esc", "q", "c", expect: .noOverlay),
    Row("i", "x", "Esc", "q", "Esc", expect: .noOverlay, .mode(.listen)),
    Row(
        "i", "x", "Esc", "q", "d", expect: .effect(.quit(keepRecovery: false)),
        .effect(.discardRecovery(identifier: nil))),
    Row("i", "x", "Esc", "q", "D", expect: .effect(.quit(keepRecovery: false))),
    Row("i", "x", "Esc", "q", "z", expect: .overlay("dialog")),
    Row("i", "x", "Esc", "q", "s", expect: .holds { $0.file.afterSave == .quit }),
    Row("i", "x", "Esc", "q", "Enter", expect: .holds { $0.file.afterSave == .quit }),
    Row("i", "x", "Esc", "q", "Right", "Enter", expect: .effect(.quit(keepRecovery: false))),
    Row("i", "x", "Esc", ":q!", expect: .effect(.quit(keepRecovery: false))),
    Row("i", "x", "Esc", ":wq", expect: .holds { $0.file.afterSave == .quit }),
    Row(
        "Ctrl-S",
        expect: .effect(
            .saveFile(
                path: "shows/story.txt", text: StudioRun.english,
                expected: .unchanged(StudioRun.stamp)))),
    Row(
        ":w other.txt",
        expect: .effect(
            .saveFile(path: "other.txt", text: StudioRun.english, expected: .absent))),
    Row(
        ":w! other.txt",
        expect: .effect(
            .saveFile(path: "other.txt", text: StudioRun.english, expected: .anything))),
    Row(
        ":new", expect: .text("[Speaker A] "), .mode(.write), .unchanged,
        .holds { $0.path == nil }),
    Row(":new", "Ctrl-S", expect: .prompt("write ")),
    Row("i", "x", "Esc", ":new", expect: .overlay("dialog")),
    Row("Ctrl-O", expect: .overlay("picker"), .effect(.listFolder(path: "shows/"))),
    Row("Ctrl-O", "Esc", expect: .noOverlay),
    Row("Ctrl-O", "Enter", expect: .effect(.listFolder(path: ""))),
    Row("Ctrl-O", "Backspace", expect: .effect(.listFolder(path: ""))),
    Row("Ctrl-O", "Backspace", "Backspace", expect: .effect(.listFolder(path: "../"))),
    Row("Ctrl-O", "‹new.txt›", "Enter", expect: .effect(.openFile(path: "shows/new.txt"))),
    Row("Ctrl-O", "‹/etc/x›", "Enter", expect: .effect(.openFile(path: "/etc/x"))),
    Row(":open other.txt", expect: .effect(.openFile(path: "other.txt"))),
    Row("i", "x", "Esc", ":open other.txt", expect: .overlay("dialog")),
    Row("i", "x", "Esc", ":open other.txt", "d", expect: .effect(.openFile(path: "other.txt"))),
    Row(":reload", expect: .effect(.openFile(path: "shows/story.txt"))),
    Row(":new", "Esc", ":reload", expect: .says("no file yet")),
    Row(":sample", expect: .effect(.openSample)),
    Row("i", "x", "Esc", ":sample", expect: .says("unsaved changes")),
]

private let commandsRows: [ReducerCase] = [
    Row(":nonsense", expect: .says("is no command")),
    Row(":   ", expect: .noEffect, .noPrompt),
    Row(":", "‹re›", "Tab", expect: .prompt("render ")),
    Row(":", "‹re›", "Tab", "Tab", expect: .prompt("reload")),
    Row(":", "‹re›", "Tab", "BackTab", expect: .prompt("re")),
    Row(":", "‹re›", "BackTab", expect: .holds { $0.prompt?.chosen != nil }),
    Row(":", "‹them›", "Tab", expect: .prompt("theme ")),
    Row(":", "‹abc›", "Left", "‹x›", expect: .prompt("abxc")),
    Row(":", "‹abc›", "Home", "‹x›", expect: .prompt("xabc")),
    Row(":", "‹abc›", "Home", "Delete", expect: .prompt("bc")),
    Row(":", "‹abc›", "Home", "End", "Backspace", expect: .prompt("ab")),
    Row(":", "‹abc def›", "Ctrl-W", expect: .prompt("abc ")),
    Row(":", "‹abc def›", "Ctrl-U", expect: .prompt("")),
    Row(":", "‹我们›", "Backspace", expect: .prompt("我")),
    Row(":goto 2", ":", "Up", expect: .prompt("goto 2")),
    Row(":goto 2", ":goto 3", ":", "Up", "Up", expect: .prompt("goto 2")),
    Row(":goto 2", ":goto 3", ":", "Up", "Up", "Down", expect: .prompt("goto 3")),
    Row(":goto 2", ":", "‹x›", "Up", "Down", expect: .prompt("x")),
    Row(":goto 2", ":", "Up", "Up", "Up", expect: .prompt("goto 2")),
    Row(":goto 2", ":goto 2", expect: .holds { $0.commandHistory == ["goto 2"] }),
    Row(":", "Up", expect: .prompt("")),
    Row(":theme dawn", expect: .effect(.loadTheme(name: "dawn"))),
    Row("T", expect: .overlay("themes"), .effect(.listThemes)),
    Row("T", "Esc", expect: .effect(.loadTheme(name: "dusk")), .noOverlay),
    Row(":keys", expect: .overlay("help")),
    Row(":redraw", expect: .effect(.redraw)),
    Row(":suspend", expect: .effect(.suspend)),
]

private let listsRows: [ReducerCase] = [
    Row("?", "Down", expect: .holds { $0.overlay == .help(ScrollList(index: 1)) }),
    Row("?", "Up", expect: .holds { $0.overlay == .help(ScrollList(index: 0)) }),
    Row("?", "Down", "k", expect: .holds { $0.overlay == .help(ScrollList(index: 0)) }),
    Row("?", "Space", expect: .holds { $0.overlay == .help(ScrollList(index: $0.helpPage)) }),
    Row(
        "?", "G",
        expect: .holds {
            $0.overlay == .help(ScrollList(index: $0.helpLineCount - 1))
        }),
    Row("?", "G", "g", expect: .holds { $0.overlay == .help(ScrollList(index: 0)) }),
    Row("?", "x", expect: .overlay("help"), .unchanged),
    Row(
        "2", "v", "Down", "Down", "Down", "Down", "Down",
        expect: .holds {
            $0.overlay == .voices(ScrollList(index: 3))
        }),
    Row("2", "v", "Up", expect: .holds { $0.overlay == .voices(ScrollList(index: 0)) }),
    Row(
        "Ctrl-O", "‹ab›", "Backspace",
        expect: .holds {
            if case .picker(let picker) = $0.overlay { picker.filter.text == "a" } else { false }
        }),
]
