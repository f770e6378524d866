import Foundation
import Testing

/// The studio in a tmux of its own: a real terminal, seen from outside.
///
/// Every session has its own server and its own home folder, waits for what it expects with a
/// deadline, and leaves nothing behind.
final class TmuxStudio {
    let home: String
    private let socket = "parley-\(getpid())-\(UInt32.random(in: 0 ... .max))"
    private let ownsHome: Bool
    /// Whose home it is in, which must not go before.
    private let origin: TmuxStudio?
    private let remains: Bool

    /// Seconds that anything may take on a slow machine under load.
    static let patience = 120.0

    static let isInstalled = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"]
        .contains { access($0 + "/tmux", X_OK) == 0 }

    /// Opens the studio, or another command of the program.
    ///
    /// - Parameters:
    ///   - arguments: of the program; the weights are added unless told otherwise.
    ///   - home: of another session, to come back to.
    ///   - before: shell commands that come first.
    ///   - remains: keeps the terminal after the end, with its modes written on it.
    ///   - inShell: types the command into a shell that knows jobs.
    init(
        _ arguments: [String], columns: Int = 80, rows: Int = 24, home: TmuxStudio? = nil,
        environment: [String: String] = [:], before: String = "", remains: Bool = false,
        addsWeights: Bool = true, inShell: Bool = false
    ) throws {
        self.remains = remains
        ownsHome = home == nil
        origin = home
        self.home = home?.home ?? NSTemporaryDirectory() + "parley-home-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: self.home + "/config/parley", withIntermediateDirectories: true)
        if home == nil {
            // As of a second start, so that no welcome is in the way.
            try "welcome-seen = true\noutput = \"silent\"\n".write(
                toFile: self.home + "/config/parley/settings.toml", atomically: true,
                encoding: .utf8)
        }
        var variables = [
            "HOME": self.home, "XDG_CONFIG_HOME": self.home + "/config",
            "XDG_STATE_HOME": self.home + "/state", "XDG_RUNTIME_DIR": self.home + "/run",
            "TERM": "tmux-256color",
            "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "TZ": "UTC",
        ]
        variables.merge(environment) { $1 }
        let assignments = variables.filter { !$0.value.isEmpty }.map { "\($0)=\($1)" }.sorted()
        let words =
            (remains ? [] : ["exec"]) + ["env", "-i"] + assignments + [CommandLineRun.program.path]
            + arguments
            + (addsWeights ? ["--weights", CommandLineRun.weights] : [])
        let line =
            before + words.map(Self.quoted).joined(separator: " ")
            + (remains ? "; echo ended; stty -a; sleep 1000" : "")
        let session = ["new-session", "-d", "-x", "\(columns)", "-y", "\(rows)"]
        guard inShell else {
            try tmux(session + [line])
            return
        }
        let script = self.home + "/start.sh"
        try line.write(toFile: script, atomically: true, encoding: .utf8)
        try tmux(session + ["env -i PATH=/usr/bin:/bin PS1='shell> ' bash --norc --noprofile -i"])
        try type("bash \(script)")
        try press("Enter")
    }

    deinit {
        _ = try? tmux(["kill-server"])
        if ownsHome { try? FileManager.default.removeItem(atPath: home) }
    }

    // MARK: - What is done to it

    /// Keys by tmux's names: `Enter`, `C-s`, `F5`.
    func press(_ keys: String...) throws { try tmux(["send-keys", "-t", ":0"] + keys) }

    func type(_ text: String) throws { try tmux(["send-keys", "-t", ":0", "-l", text]) }

    /// Bytes as the terminal itself sends them.
    func send(_ bytes: String) throws {
        let digits = bytes.utf8.map { String($0, radix: 16) }
        try tmux(["send-keys", "-t", ":0", "-H"] + digits)
    }

    /// A report of the mouse; cells are counted from 1. 0 is the left button, 32 its dragging, 64
    /// the wheel upwards, 65 downwards.
    func mouse(_ button: Int, column: Int, row: Int, isRelease: Bool = false) throws {
        try send("\u{1B}[<\(button);\(column);\(row)\(isRelease ? "m" : "M")")
    }

    /// Lets programs write to the clipboard, which is tmux's own buffer here.
    func allowClipboard() throws { try tmux(["set-option", "-s", "set-clipboard", "on"]) }

    var clipboard: String { (try? tmux(["show-buffer"])) ?? "" }

    /// As a terminal pastes, between brackets.
    func paste(_ text: String) throws {
        let path = home + "/paste.txt"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        try tmux(["load-buffer", path])
        try tmux(["paste-buffer", "-p", "-d", "-t", ":0"])
    }

    func resize(columns: Int, rows: Int) throws {
        try tmux(["resize-window", "-t", ":0", "-x", "\(columns)", "-y", "\(rows)"])
    }

    /// Sends a signal to the program.
    func signal(_ number: Int32) throws {
        var identifier = try #require(pid_t(try fact("pane_pid")))
        if remains {
            // The pane's process is the shell around it.
            let children = try String(
                contentsOfFile: "/proc/\(identifier)/task/\(identifier)/children", encoding: .utf8)
            identifier = try #require(pid_t(children.split(separator: " ").first ?? ""))
        }
        kill(identifier, number)
    }

    /// What tmux knows about the terminal.
    func fact(_ name: String) throws -> String {
        try tmux(["display-message", "-p", "-t", ":0", "#{\(name)}"])
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Closes the terminal under the program's feet, as a broken line does.
    func hangUp() throws { try tmux(["kill-session", "-t", ":0"]) }

    // MARK: - What is seen

    func screen(withColours: Bool = false) throws -> String {
        try tmux(["capture-pane", "-p", "-t", ":0"] + (withColours ? ["-e"] : []))
    }

    /// Waits until the screen shows `text`; gives the screen.
    @discardableResult
    func wait(
        for text: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        try wait("shows “\(text)”", sourceLocation: sourceLocation) { $0.contains(text) }
    }

    /// Waits until the screen is as wished; gives the screen.
    @discardableResult
    func wait(
        _ wish: String, sourceLocation: SourceLocation = #_sourceLocation,
        until isSo: (String) throws -> Bool
    ) throws -> String {
        let deadline = Date().addingTimeInterval(Self.patience)
        var last = ""
        repeat {
            last = (try? screen()) ?? "(no screen)"
            if try isSo(last) { return last }
            usleep(100_000)
        } while Date() < deadline
        Issue.record("never: \(wish)\n\(last)", sourceLocation: sourceLocation)
        throw TmuxFailure(command: "wait", message: wish)
    }

    /// Waits until the program has ended, and its terminal with it.
    func waitForEnd(sourceLocation: SourceLocation = #_sourceLocation) throws {
        let deadline = Date().addingTimeInterval(Self.patience)
        while (try? tmux(["list-sessions"])) != nil {
            guard Date() < deadline else {
                Issue.record("it does not end", sourceLocation: sourceLocation)
                return
            }
            usleep(100_000)
        }
    }

    /// Waits until a file is there and as wished.
    func wait(
        forFile path: String, sourceLocation: SourceLocation = #_sourceLocation,
        until isSo: (Data) -> Bool = { _ in true }
    ) throws {
        let deadline = Date().addingTimeInterval(Self.patience)
        while true {
            if let data = FileManager.default.contents(atPath: path), isSo(data) { return }
            guard Date() < deadline else {
                Issue.record("never there: \(path)", sourceLocation: sourceLocation)
                throw TmuxFailure(command: "wait", message: path)
            }
            usleep(100_000)
        }
    }

    // MARK: -

    @discardableResult
    private func tmux(_ arguments: [String]) throws -> String {
        let path = home + "/tmux-\(UInt32.random(in: 0 ... .max)).out"
        defer { unlink(path) }
        let words = ["env", "-u", "TMUX", "LC_ALL=C.UTF-8", "tmux", "-u", "-f", "/dev/null"]
        let status = try run(words + ["-L", socket] + arguments, outputTo: path)
        let text = String(
            decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
        guard status == 0 else {
            throw TmuxFailure(command: arguments.joined(separator: " "), message: text)
        }
        return text
    }

    /// Not Foundation's `Process`: it waits until all descendants have let go of what they inherit,
    /// and the server that the first command starts never does.
    private func run(_ words: [String], outputTo path: String) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // The server must not hold the pipes of other tests open.
        for descriptor: Int32 in 3..<256 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Threads of the pool block signals; a server that inherits that does not end by any.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var identifier: pid_t = 0
        let result = posix_spawn(
            &identifier, "/usr/bin/env", &actions, &attributes, arguments, environ)
        guard result == 0 else { throw TmuxFailure(command: "spawn", message: "\(result)") }
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        return status
    }

    private static func quoted(_ word: String) -> String {
        "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
    }
}

struct TmuxFailure: Error, CustomStringConvertible {
    var command: String
    var message: String

    var description: String { "tmux \(command): \(message)" }
}

/// A turn in English and one in Chinese.
let shortScript = "[Speaker A] Good morning.\n[Speaker B] 早上好。\n"

/// Calls `body` with the path of a script in a folder of its own.
func withScript(_ text: String, _ body: (String) throws -> Void) throws {
    try withTemporaryFolder { folder in
        let path = folder + "/talk.txt"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        try body(path)
    }
}
