import Foundation
import Testing

@testable import Distillation

@Suite("TimedProgram")
struct TimedProgramTests {
    @Test("a program that ends well says nothing, one that fails says how")
    func endings() throws {
        try TimedProgram(words: ["true"], timeout: 60).run()
        #expect(throws: TimedProgram.Failure.status(3)) {
            try TimedProgram(words: ["sh", "-c", "exit 3"], timeout: 60).run()
        }
        #expect(throws: TimedProgram.Failure.status(127)) {
            try TimedProgram(words: ["no-such-program-anywhere"], timeout: 60).run()
        }
    }

    @Test("what a program finds on standard input is not in its arguments")
    func input() throws {
        let script = "read line && test \"$line\" = 'a secret' && ! read line"
        try TimedProgram(words: ["sh", "-c", script], timeout: 60).run(
            input: Array("a secret\n".utf8))
        #expect(throws: TimedProgram.Failure.self) {
            try TimedProgram(words: ["cat"], timeout: 60).run(
                input: [UInt8](repeating: 1, count: 70_000))
        }
    }

    @Test("a program that takes too long is ended with its children, even if it will not hear")
    func timeout() throws {
        let mark = "parley-test-\(UUID().uuidString)"
        let script = "trap '' TERM; sh -c 'exec -a \(mark) sleep 600' & sleep 600; : \(mark)"
        #expect(throws: TimedProgram.Failure.self) {
            try TimedProgram(words: ["bash", "-c", script], timeout: 0.3).run()
        }
        let processes = try FileManager.default.contentsOfDirectory(atPath: "/proc")
        for process in processes where Int(process) != nil {
            let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline")
            guard let line, String(decoding: line, as: UTF8.self).contains(mark) else { continue }
            Issue.record("process \(process) is still there")
        }
    }
}
