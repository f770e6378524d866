import Glibc
import Studio

/// The terminal as the studio sees it: screens go in, keys and signals come out.
///
/// Whatever ends the process, the terminal is given back as it was. While it is taken, standard
/// error goes to a file, so that no library can write over the picture.
@MainActor
public final class Terminal {
    /// What happened while waiting.
    public enum Event: Equatable, Sendable {
        case input(InputEvent)
        /// SIGTERM, SIGINT or SIGQUIT.
        case askedToEnd
        /// SIGHUP, or the terminal is gone.
        case hungUp
    }

    public let capabilities: TerminalCapabilities
    /// Ends a wait from any thread.
    public let waker = Waker()
    /// Bytes sent so far.
    public private(set) var byteCount = 0
    /// Whether nothing can be shown any more.
    public private(set) var isGone = false

    private let curses: Curses
    private var painter: ScreenPainter
    private var decoder = KeyDecoder()
    private var shown: Screen?
    private var errors: ErrorStream?

    /// Takes over the terminal on standard input and output.
    ///
    /// - Parameter errorLog: where standard error goes meanwhile.
    public init(
        theme: Theme, environment: [String: String], errorLog: String
    ) throws(TerminalError) {
        guard isatty(STDIN_FILENO) == 1 else { throw .notATerminal(stream: "standard input") }
        guard isatty(STDOUT_FILENO) == 1 else { throw .notATerminal(stream: "standard output") }
        let name = environment["TERM"] ?? ""
        LocaleChoice.useUTF8ForInput()
        let isGuarded = TerminalGuard.install(waking: waker)
        guard isGuarded else { throw .notATerminal(stream: "standard input") }
        let curses = try Curses(terminal: name)
        capabilities = try curses.capabilities(terminal: name, environment: environment)
        self.curses = curses
        painter = ScreenPainter(capabilities: capabilities, theme: theme)
        decoder.rubout = curses.rubout
        take()
        errors = ErrorStream(redirectedTo: errorLog)
    }

    /// In cells.
    public var size: Size { Size.ofTerminal() }

    /// Changes how everything looks from the next `draw` on.
    public var theme: Theme {
        get { painter.theme }
        set { painter.theme = newValue }
    }

    /// Shows a screen.
    public func draw(_ screen: Screen) {
        shown = screen
        send(painter.bytes(for: screen))
    }

    /// Draws everything anew, as after noise on the line.
    public func redraw() {
        painter.forget()
        if let shown { draw(shown) }
    }

    /// Waits for something to happen, for at most so many seconds.
    public func wait(seconds: Double) -> [Event] {
        if !wait(forInput: seconds) { return requested() }
        waker.clear()
        var events = requested()
        events += readInput().map(Event.input)
        return events
    }

    /// Offers text to the clipboard of the terminal, where that can be asked for (OSC 52).
    ///
    /// - Returns: false where the terminal is of another kind, or the text too long for it.
    public func copy(_ text: String) -> Bool {
        let encoded = Base64.encode(Array(text.utf8))
        guard capabilities.understandsXterm, encoded.utf8.count <= 74_994 else { return false }
        send(Array("\u{1B}]52;c;\(encoded)\u{07}".utf8))
        return true
    }

    /// Stops the job as Control-Z does, and comes back where the shell left off.
    ///
    /// - Returns: false, with nothing done, where no shell is there that could bring it back.
    @discardableResult
    public func suspend() -> Bool {
        // The terminal's first program has no shell above it.
        guard getsid(0) != getpgrp() else { return false }
        release()
        _ = TerminalGuard.hasContinued()
        kill(0, SIGSTOP)
        // Another thread may take the signal, and this one run on for a moment: it must not take
        // the terminal back before the shell says so.
        for _ in 0..<2000 {
            if TerminalGuard.hasContinued() { break }
            usleep(1000)
        }
        resume()
        return true
    }

    /// Gives the terminal back.
    public func close() {
        release()
        curses.end()
    }

    // MARK: - Taking and giving back

    private func take() {
        curses.takeLine()
        TerminalGuard.arm(farewell: capabilities.farewell)
        send(Array(capabilities.greeting.utf8))
    }

    private func release() {
        TerminalGuard.restore()
        errors?.restore()
        errors = nil
    }

    private func resume() {
        curses.takeLine()
        TerminalGuard.arm(farewell: capabilities.farewell)
        send(Array(capabilities.greeting.utf8))
        redraw()
    }

    // MARK: - Input

    /// - Returns: whether anything has come.
    private func wait(forInput seconds: Double) -> Bool {
        var watched = [
            pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
            pollfd(fd: waker.readEnd, events: Int16(POLLIN), revents: 0),
        ]
        let milliseconds = Int32(min(max(seconds, 0), 3600) * 1000 + 0.999)
        let count = poll(&watched, 2, milliseconds)
        if watched[0].revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 { isGone = true }
        return count > 0
    }

    private func requested() -> [Event] {
        var events: [Event] = isGone ? [.hungUp] : []
        for request in TerminalGuard.takeRequests() {
            switch request {
            case .end: events.append(.askedToEnd)
            case .hangUp:
                isGone = true
                events.append(.hungUp)
            case .resize: events.append(.input(.resized(size)))
            case .stop: suspend()
            case .continueAfterStop:
                // Someone else may have had the terminal.
                resume()
                events.append(.input(.resized(size)))
            }
        }
        return events
    }

    private func readInput() -> [InputEvent] {
        var events = decoder.feed(waitingScalars(), at: Self.seconds)
        // The rest of a sequence comes at once; a lone Escape is a key.
        while decoder.isUndecided {
            var input = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            guard poll(&input, 1, Self.escapeMilliseconds) > 0 else {
                return events + decoder.settle()
            }
            let scalars = waitingScalars()
            guard !scalars.isEmpty else { return events + decoder.settle() }
            events += decoder.feed(scalars, at: Self.seconds)
        }
        return events
    }

    private func waitingScalars() -> [Unicode.Scalar] {
        var scalars: [Unicode.Scalar] = []
        while scalars.count < 65_536, let scalar = curses.nextScalar() { scalars.append(scalar) }
        return scalars
    }

    private static let escapeMilliseconds: Int32 = 25

    // MARK: - Output

    private func send(_ bytes: [UInt8]) {
        var offset = 0
        while offset < bytes.count, !isGone {
            let count = bytes.withUnsafeBytes { all in
                write(STDOUT_FILENO, all.baseAddress! + offset, all.count - offset)
            }
            if count > 0 {
                offset += count
            } else if errno == EAGAIN {
                var output = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
                poll(&output, 1, 1000)
            } else if errno != EINTR {
                isGone = true
            }
        }
        byteCount += offset
    }

    private static var seconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
