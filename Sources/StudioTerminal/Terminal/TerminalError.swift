/// Why the studio cannot use a terminal.
public enum TerminalError: Error, Equatable, CustomStringConvertible {
    /// Standard input or output is a pipe or a file.
    case notATerminal(stream: String)
    /// The terminal database does not know this TERM.
    case unknownTerminal(String)
    /// The cursor cannot be moved.
    case tooSimple(String)

    public var description: String {
        switch self {
        case .notATerminal(let stream):
            "\(stream): not a terminal. Start the studio from a terminal without redirecting it; "
                + "for a script into a file use “parley render”."
        case .unknownTerminal(let name):
            "TERM=\(name.isEmpty ? "(empty)" : name): unknown to this system. Set TERM to what the "
                + "terminal is, mostly “TERM=xterm-256color parley”, or install ncurses-term."
        case .tooSimple(let name):
            "TERM=\(name): a terminal that cannot place its cursor. Set TERM to what the terminal "
                + "is, mostly “TERM=xterm-256color parley”."
        }
    }
}
