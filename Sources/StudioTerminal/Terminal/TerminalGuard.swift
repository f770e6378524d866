import CNcurses

/// Puts the terminal back on every way out: return, `exit`, a signal, a fault.
///
/// The handlers are C in the shim's header, which exists once for each file that uses it; so all
/// calls are in this file.
@MainActor
enum TerminalGuard {
    /// What signals ask for.
    enum Request: CaseIterable, Equatable, Sendable {
        case end, hangUp, resize, stop, continueAfterStop

        var numbers: [Int32] {
            switch self {
            case .end: [SIGINT, SIGTERM, SIGQUIT]
            case .hangUp: [SIGHUP]
            case .resize: [SIGWINCH]
            case .stop: [SIGTSTP]
            case .continueAfterStop: [SIGCONT]
            }
        }
    }

    /// Remembers the shell's terminal modes and takes the signals.
    ///
    /// - Returns: false where standard input is no terminal.
    static func install(waking waker: Waker) -> Bool {
        guard parley_guard_remember(waker.writeEnd) == 0 else { return false }
        parley_guard_install()
        return true
    }

    /// From now on `farewell` is sent, once, and the modes are restored, however the process ends.
    static func arm(farewell: String) {
        let bytes = Array(farewell.utf8)
        parley_guard_arm(bytes, Int32(bytes.count))
    }

    /// Does so now.
    static func restore() { parley_guard_restore() }

    /// Whether the process was continued since the last question.
    static func hasContinued() -> Bool { parley_guard_take(SIGCONT) != 0 }

    /// What signals have asked for since the last question.
    static func takeRequests() -> [Request] {
        Request.allCases.filter { request in
            // All of them are asked, for asking also forgets.
            request.numbers.map { parley_guard_take($0) != 0 }.contains(true)
        }
    }
}
