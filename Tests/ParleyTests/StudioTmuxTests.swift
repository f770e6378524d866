import Delivery
import Foundation
import Testing

/// The real program in a real terminal.
@Suite(.serialized, .enabled(if: TmuxStudio.isInstalled))
struct StudioTmuxTests {
    @Test("a script is opened, Chinese and English are typed into it, and it is saved")
    func typing() throws {
        try withScript(shortScript) { path in
            let studio = try TmuxStudio(["studio", path])
            try studio.wait(for: "早上好。")
            try studio.wait(for: "LISTEN")
            try studio.press("G", "i")
            try studio.wait(for: "WRITE")
            try studio.type("[Speaker C] Typed 打字 here")
            try studio.wait(for: "Typed 打字 here")
            try studio.press("C-s")
            try studio.wait(forFile: path) {
                String(decoding: $0, as: UTF8.self) == shortScript + "[Speaker C] Typed 打字 here"
            }
            try studio.press("C-q")
            try studio.waitForEnd()
        }
    }

    @Test("a thousand lines are pasted at once, and undone at once")
    func pasting() throws {
        try withScript(shortScript) { path in
            let studio = try TmuxStudio(["studio", path])
            try studio.wait(for: "LISTEN")
            try studio.press("G", "i")
            try studio.wait(for: "WRITE")
            let lines = (1...1000).map { "[Speaker A] pasted line \($0) 第\($0)行" }
            try studio.paste(lines.joined(separator: "\n"))
            try studio.wait(for: "pasted line 1000")
            try studio.press("C-s")
            try studio.wait(forFile: path) {
                String(decoding: $0, as: UTF8.self) == shortScript + lines.joined(separator: "\n")
            }
            try studio.press("Escape")
            try studio.wait(for: "LISTEN")
            try studio.press("u")
            try studio.wait("the paste is gone") { !$0.contains("pasted line") }
        }
    }

    @Test("the terminal may become as small as nothing, and come back")
    func resizing() throws {
        try withScript(shortScript) { path in
            let studio = try TmuxStudio(["studio", path])
            try studio.wait(for: "LISTEN")
            for (columns, rows) in [(1, 1), (40, 12), (3, 50), (200, 2), (120, 40)] {
                try studio.resize(columns: columns, rows: rows)
            }
            try studio.wait(for: "Speakers")
            try studio.resize(columns: 40, rows: 12)
            try studio.wait("script and transport") {
                $0.contains("Good morning.") && $0.contains("0:00 /")
            }
            try studio.resize(columns: 80, rows: 24)
            try studio.wait(for: "3 Meters")
        }
    }

    @Test(
        "what is played through an ALSA file device is what render writes",
        .enabled(if: access("/usr/share/alsa/alsa.conf", R_OK) == 0))
    func playing() throws {
        try withScript(shortScript) { path in
            let folder = (path as NSString).deletingLastPathComponent
            let configuration = """
                </usr/share/alsa/alsa.conf>
                pcm.parley_wav { type file file "\(folder)/heard.wav" format "wav" \
                slave.pcm { type null } }
                """
            try configuration.write(
                toFile: folder + "/asound.conf", atomically: true, encoding: .utf8)
            let render = try CommandLineRun(
                ["render", path, "--raw", "-", "--weights", CommandLineRun.weights])
            #expect(render.status == 0 && render.output.count > 10_000)
            let studio = try TmuxStudio(
                ["studio", path], environment: ["ALSA_CONFIG_PATH": folder + "/asound.conf"])
            try studio.wait(for: "LISTEN")
            try studio.type(":render \(folder)/r.wav")
            try studio.press("Enter")
            try studio.wait(forFile: folder + "/r.wav")
            try studio.type(":output device parley_wav")
            try studio.press("Enter")
            try studio.wait(forFile: folder + "/heard.wav")
            try studio.type("A")
            try studio.wait(forFile: folder + "/heard.wav") {
                $0.count >= render.output.count + 44
            }
            try studio.press("C-q")
            try studio.waitForEnd()
            let heard = try Data(contentsOf: URL(fileURLWithPath: folder + "/heard.wav"))
            #expect(heard.dropFirst(44) == render.output)
            let written = try SoundFile.read(folder + "/r.wav")
            #expect(written.samples.count == render.output.count / 2)
        }
    }

    @Test("after kill -9 the next start offers the text back")
    func killed() throws {
        try withScript(shortScript) { path in
            let studio = try TmuxStudio(["studio", path])
            try studio.wait(for: "LISTEN")
            try studio.press("G", "i")
            try studio.wait(for: "WRITE")
            try studio.type("never saved 从未保存")
            try studio.wait(for: "never saved 从未保存")
            let folder = studio.home + "/state/parley/recovery"
            try studio.wait("the recovery file holds it") { _ in
                try FileManager.default.contentsOfDirectory(atPath: folder).contains {
                    $0.hasSuffix(".txt")
                        && FileManager.default.contents(atPath: folder + "/" + $0)
                            .map { String(decoding: $0, as: UTF8.self) }?
                            .contains("never saved 从未保存") == true
                }
            }
            try studio.signal(SIGKILL)
            try studio.waitForEnd()
            let next = try TmuxStudio(["studio", path], home: studio)
            try next.wait(for: "Recovered text")
            try next.press("r")
            try next.wait(for: "never saved 从未保存")
            #expect(try String(contentsOfFile: path, encoding: .utf8) == shortScript)
        }
    }

    @Test("a line that breaks loses nothing, not even the last key")
    func hungUp() throws {
        let studio = try TmuxStudio(["studio"])
        try studio.wait(for: "WRITE")
        try studio.type("typed before the line broke")
        try studio.wait(for: "before the line broke")
        try studio.hangUp()
        try studio.waitForEnd()
        let next = try TmuxStudio(["studio"], home: studio)
        try next.wait(for: "Recovered text")
        try next.press("r")
        try next.wait(for: "typed before the line broke")
    }

    @Test(
        "the terminal is given back by quitting, by signals and by faults",
        arguments: [
            nil, SIGTERM, SIGINT, SIGHUP, SIGSEGV, SIGABRT,
        ])
    func restored(signal: Int32?) throws {
        try withScript(shortScript) { path in
            let studio = try TmuxStudio(["studio", path], columns: 100, remains: true)
            try studio.wait(for: "LISTEN")
            #expect(try studio.fact("alternate_on") == "1")
            if let signal { try studio.signal(signal) } else { try studio.press("C-q") }
            try studio.wait("its modes are told") { $0.contains("ended") && $0.contains("echoke") }
            let screen = try studio.screen()
            #expect(try studio.fact("alternate_on") == "0")
            #expect(try studio.fact("mouse_any_flag") == "0")
            #expect(screen.contains(" icanon") && screen.contains(" echo "), "\(screen)")
        }
    }

    @Test(
        "without colours none is sent, on any terminal",
        arguments: [
            ["NO_COLOR": "1"], ["TERM": "vt100"],
        ])
    func noColour(environment: [String: String]) throws {
        try withScript(shortScript) { path in
            let studio = try TmuxStudio(["studio", path], environment: environment)
            try studio.wait(for: "LISTEN")
            try studio.press("i")
            try studio.wait(for: "WRITE")
            let screen = try studio.screen(withColours: true)
            let numbers = screen.split(separator: "\u{1B}[").dropFirst()
                .flatMap { $0.prefix { $0 != "m" }.split(separator: ";") }
                .compactMap { Int($0) }
            // 39 and 49 are the terminal's own colours, which tmux itself says in a capture.
            #expect(numbers.allSatisfy { $0 < 30 || $0 == 39 || $0 == 49 }, "\(numbers)")
        }
    }

    @Test("a terminal without UTF-8 gets ASCII and nothing else")
    func noUTF8() throws {
        try withScript(shortScript) { path in
            let studio = try TmuxStudio(["studio", path], environment: ["LANG": "C"])
            let screen = try studio.wait(for: "LISTEN")
            #expect(screen.utf8.allSatisfy { $0 < 128 }, "\(screen)")
            try studio.press("i")
            try studio.wait(for: "WRITE")
            try studio.type("plain words ")
            try studio.wait(for: "plain words")
        }
    }

    @Test("where nothing can be written it says so, and the file on disk stays as it was")
    func noRoom() throws {
        try withScript(shortScript) { path in
            // As a full disk does, but without one: not a byte may be written to any file.
            let studio = try TmuxStudio(
                ["studio", path], before: "trap '' XFSZ; ulimit -f 0; ")
            try studio.wait(for: "LISTEN")
            try studio.press("i")
            try studio.wait(for: "WRITE")
            try studio.type("kept in sight ")
            try studio.press("C-s")
            try studio.wait("told, with the text in sight") {
                $0.contains("NOT saved") && $0.contains("kept in sight")
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == shortScript)
        }
    }

    @Test("the demo plays by itself, with neither colour nor sound, until a key is pressed")
    func demo() throws {
        let studio = try TmuxStudio(["demo"], environment: ["NO_COLOR": "1"])
        try studio.wait(for: "RTF")
        try studio.press("x")
        try studio.waitForEnd()
    }

    @Test("what is no terminal is refused, with what to do")
    func noTerminal() throws {
        let run = try CommandLineRun(["studio"])
        #expect(run.status == 1 && run.errors.contains("not a terminal"))
        let bare = try CommandLineRun([])
        #expect(bare.status == 0 && String(decoding: bare.output, as: UTF8.self).contains("studio"))
    }
}
