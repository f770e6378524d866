import Glibc
import Studio
import Testing

@testable import StudioTerminal

@Suite struct TerminalTests {
    @Test("what is no terminal is refused with what to do")
    @MainActor func noTerminal() {
        // Under test, standard input is a pipe or nothing.
        guard isatty(STDIN_FILENO) == 0 else { return }
        #expect(throws: TerminalError.notATerminal(stream: "standard input")) {
            try Terminal(theme: .sixteen, environment: ["TERM": "xterm"], errorLog: "/dev/null")
        }
        #expect("\(TerminalError.unknownTerminal(""))".contains("TERM=(empty)"))
        #expect("\(TerminalError.tooSimple("dumb"))".contains("xterm-256color"))
    }

    @Test("a waker can be woken any number of times before it is heard")
    func waker() {
        let waker = Waker()
        for _ in 0..<100_000 { waker.wake() }
        waker.clear()
        waker.wake()
        waker.clear()
    }
}
