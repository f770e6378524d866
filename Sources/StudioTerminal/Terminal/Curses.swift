import CNcurses
import Glibc

/// The curses library: the terminal database, the modes of the line, and what is typed.
///
/// Curses does not draw here. It would send at most 256 colours, for the database of most systems
/// has no entry for more, and it would lose its place where a terminal draws characters of
/// ambiguous width two cells wide; `ScreenPainter` does neither. Keys are read through a pad, which
/// curses never shows.
@MainActor
struct Curses {
    private let session: OpaquePointer
    private let pad: UnsafeMutablePointer<WINDOW>
    /// The key that rubs out, which is Control-H on some terminals.
    let rubout: Unicode.Scalar

    /// Starts a session on standard input and output.
    init(terminal: String) throws(TerminalError) {
        rubout = Self.ruboutOfLine()
        guard let session = parley_newterm() else { throw .unknownTerminal(terminal) }
        guard let pad = newpad(1, 1) else { throw .unknownTerminal(terminal) }
        self.session = session
        self.pad = pad
        // The studio decodes sequences of keys itself: so it hears every modifier on every TERM.
        keypad(pad, false)
        nodelay(pad, true)
    }

    /// No echo, no line editing, no signals from keys.
    func takeLine() {
        raw()
        noecho()
        nonl()
    }

    /// The next character typed, nil where none waits.
    func nextScalar() -> Unicode.Scalar? {
        var value: wint_t = 0
        while true {
            let kind = wget_wch(pad, &value)
            if kind == OK, let scalar = Unicode.Scalar(UInt32(value)) { return scalar }
            // What is no character, as a resize that curses noticed, is passed over.
            if kind == ERR { return nil }
        }
    }

    /// Ends the session.
    func end() {
        delwin(pad)
        delscreen(session)
    }

    /// What the terminal database says.
    func capabilities(
        terminal: String, environment: [String: String]
    ) throws(TerminalError) -> TerminalCapabilities {
        guard let move = Self.string("cup"), move.hasPrefix("\u{1B}[%i%p1%d;%p2%dH") else {
            throw .tooSimple(terminal)
        }
        let colourCount = Int(tigetnum("colors"))
        var capabilities = TerminalCapabilities(
            colourDepth: ColourDepth(colourCount: colourCount, environment: environment),
            hasUTF8: LocaleChoice.hasUTF8(environment),
            erasesWithBackground: tigetflag("bce") == 1,
            understandsXterm: colourCount > 0 && !terminal.hasPrefix("linux"))
        capabilities.enterFullScreen = Self.string("smcup") ?? ""
        capabilities.leaveFullScreen = Self.string("rmcup") ?? ""
        capabilities.hideCursor = Self.string("civis") ?? ""
        capabilities.showCursor = Self.string("cnorm") ?? ""
        capabilities.plain = Self.string("sgr0") ?? ""
        capabilities.bold = Self.string("bold") ?? ""
        capabilities.dim = Self.string("dim") ?? ""
        capabilities.underline = Self.string("smul") ?? ""
        capabilities.reverse = Self.string("rev") ?? Self.string("smso") ?? ""
        capabilities.eraseLine = Self.string("el") ?? ""
        capabilities.eraseScreen = Self.string("clear") ?? ""
        return capabilities
    }

    private static func string(_ name: String) -> String? {
        guard let value = parley_capability(name) else { return nil }
        return TerminalCapabilities.withoutPadding(String(cString: value))
    }

    private static func ruboutOfLine() -> Unicode.Scalar {
        var modes = termios()
        guard tcgetattr(STDIN_FILENO, &modes) == 0 else { return "\u{7F}" }
        // VERASE is the third of the control characters.
        return Unicode.Scalar(modes.c_cc.2)
    }
}
