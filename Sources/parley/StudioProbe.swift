import Foundation
import Studio
import StudioTerminal

/// Starts studios under a terminal of our own and measures them.
struct StudioProbe {
    /// Where scripts and the studios' home folders lie.
    let folder: String

    static let size = Size(columns: 80, rows: 24)

    /// Each has a home folder of its own: a studio that was killed leaves text to be recovered, and
    /// the next one in that home would ask about it instead of taking keys.
    fileprivate func open(_ script: String, threads: Int) throws -> PseudoTerminal {
        try Self.terminal(
            ["studio", script, "--threads", String(threads)],
            home: folder + "/home-\(UUID().uuidString)")
    }

    /// This program under a terminal of 80x24.
    static func terminal(_ arguments: [String], home: String) throws -> PseudoTerminal {
        var environment = ProcessInfo.processInfo.environment
        environment["HOME"] = home
        environment["XDG_CONFIG_HOME"] = home + "/config"
        environment["XDG_STATE_HOME"] = home + "/state"
        environment["TERM"] = "xterm-256color"
        environment["LANG"] = "C.UTF-8"
        for name in ["LC_ALL", "LC_CTYPE", "NO_COLOR", "COLORTERM"] { environment[name] = nil }
        return try PseudoTerminal(
            [ProcessFacts.programPath] + arguments, environment: environment, size: size)
    }

    /// Seconds from the start of the process until the first screen is there whole: until there is
    /// quiet after it.
    func startSeconds(_ script: String) throws -> Double {
        let start = Self.seconds
        let terminal = try open(script, threads: 1)
        defer { terminal.end() }
        var text: [UInt8] = []
        while Self.seconds - start < 30 {
            text += terminal.read(waitingSeconds: 1)
            // The last line of the first screen: the keys.
            if String(decoding: text, as: UTF8.self).contains("quit") {
                return Self.seconds - start
            }
        }
        throw BenchError.noScreen
    }

    /// A script long enough to be rendered while so many keys are timed.
    func longScript(of script: String, keys: Int) throws -> String {
        let text = try String(contentsOfFile: script, encoding: .utf8)
        let path = folder + "/long.txt"
        try String(repeating: text + "\n", count: max(40, keys / 2))
            .write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    /// A script of so many turns in two languages.
    func script(turnCount: Int) throws -> String {
        let path = folder + "/turns.txt"
        try EditorBenchmark.script(turnCount: turnCount)
            .write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    static var seconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// A running studio.
    final class Session {
        private let terminal: PseudoTerminal
        private var nextGlyph = 0

        init(_ probe: StudioProbe, script: String, threads: Int = 1) throws {
            terminal = try probe.open(script, threads: threads)
        }

        /// Waits until the model is loaded and everything around the cursor is rendered.
        func settle() { _ = terminal.readUntilQuiet(seconds: 4, limit: 90) }

        /// Lets letters be text, at the script's beginning.
        func write() {
            terminal.type("g")
            terminal.type("o")
            _ = terminal.readUntilQuiet(seconds: 0.5, limit: 2)
        }

        /// Renders the whole script into a file and plays it from the start.
        func renderAndPlay(to path: String) {
            terminal.type(":render \(path)\r")
            _ = terminal.readUntilQuiet(seconds: 0.3, limit: 2)
            terminal.type("A")
            _ = terminal.readUntilQuiet(seconds: 0.3, limit: 2)
        }

        /// Waits until the studio has computed on that share of all cores for half a second.
        func waitUntilBusy(share wanted: Double, limit: Double = 30) {
            let end = StudioProbe.seconds + limit
            repeat {
                let share = shareMeter()
                let pause = StudioProbe.seconds + 0.5
                while StudioProbe.seconds < pause { _ = terminal.read(waitingSeconds: 0.05) }
                if share() >= wanted { return }
            } while StudioProbe.seconds < end
        }

        /// Tells, when it is called, on what share of all cores the studio has computed since now.
        func shareMeter() -> () -> Double {
            let (before, start) = (computingSeconds, StudioProbe.seconds)
            return { [self] in
                let seconds = (StudioProbe.seconds - start) * Double(Machine.current.coreCount)
                return (computingSeconds - before) / seconds
            }
        }

        /// Bytes in memory, now and at most.
        var memory: (resident: Int, peak: Int) {
            let path = "/proc/\(terminal.processIdentifier)/status"
            let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            func value(_ name: String) -> Int {
                let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
                return (line.flatMap { Int($0.filter(\.isNumber)) } ?? 0) * 1024
            }
            return (value("VmRSS:"), value("VmHWM:"))
        }

        /// Of one core, while nothing is done.
        func share(over seconds: Double) -> Double {
            let (before, start) = (computingSeconds, StudioProbe.seconds)
            _ = terminal.readUntilQuiet(seconds: seconds, limit: seconds)
            return (computingSeconds - before) / (StudioProbe.seconds - start)
        }

        private var computingSeconds: Double { CoreUse.seconds(of: terminal.processIdentifier) }

        /// Bytes sent for each of a writer's keys, pressed with such a pause between them: what a
        /// key itself changes, and what else happens to be told meanwhile.
        func bytesPerKey(count: Int, pauseSeconds: Double) -> [Int] {
            // Letters in both languages, moves, and a rubout.
            let moves = ["\u{1B}[D", "\u{1B}[C", "\u{7F}", "\u{1B}[A", "\u{1B}[B"]
            let habit = "Hello there, 你好吗 ".map(String.init) + moves
            return (0..<count).map { index in
                let end = StudioProbe.seconds + pauseSeconds
                terminal.type(habit[index % habit.count])
                var bytes = 0
                while StudioProbe.seconds < end {
                    bytes += terminal.read(waitingSeconds: end - StudioProbe.seconds).count
                }
                return bytes
            }
        }

        /// Milliseconds from a key to its glyph on the screen. Every glyph is another one, so that
        /// what else is drawn meanwhile cannot be taken for it.
        func keyMilliseconds(count: Int) -> [Double] {
            (0..<count).compactMap { _ in
                let glyph = Unicode.Scalar(UInt32(0x4E00 + nextGlyph)).map(String.init) ?? "?"
                nextGlyph += 1
                let start = StudioProbe.seconds
                terminal.type(glyph)
                var bytes: [UInt8] = []
                while StudioProbe.seconds - start < 5 {
                    bytes += terminal.read(waitingSeconds: 1)
                    if String(decoding: bytes, as: UTF8.self).contains(glyph) {
                        let time = (StudioProbe.seconds - start) * 1000
                        _ = terminal.readUntilQuiet(seconds: 0.02, limit: 0.09)
                        return time
                    }
                }
                return 5000
            }
        }

        func end() { terminal.end() }
    }
}
