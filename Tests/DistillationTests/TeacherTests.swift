import Foundation
import Phonemes
import Testing

@testable import Distillation

@Suite("Teachers") struct TeacherTests {
    @Test("flite tells where each of its phonemes ends")
    func flite() throws {
        let speech = try FliteTeacher(voice: .slt).speak("Good morning.")
        let ends = try #require(speech.tokenEnds)
        #expect(speech.tokens?.count == ends.count)
        #expect(ends == ends.sorted())
        #expect(abs((ends.last ?? 0) - Double(speech.samples.count) / speech.sampleRate) < 0.05)
    }

    @Test("flite speaks a text the same way whatever it said before")
    func fliteRepeats() throws {
        let teacher = FliteTeacher(voice: .awb)
        let first = try teacher.speak("Six fish.").samples
        _ = try teacher.speak("Something else.")
        #expect(try teacher.speak("Six fish.").samples == first)
    }

    @Test("a command's placeholders are required, and quotes must close")
    func templates() {
        for template in ["", "say {text}", "say -o {wav}", "say '{text} -o {wav}"] {
            #expect(throws: DistillationError.self, "\(template)") {
                try CommandTeacher(template: template)
            }
        }
    }

    @Test("a text with quotes and a semicolon reaches the program as one word")
    func noShell() throws {
        let teacher = try CommandTeacher(
            template: "sh -c 'test \"$0\" = \"$2\"; exit 7' {text} {wav} \"a; b\"")
        #expect(
            throws: DistillationError.teacherFailed(
                teacher: "sh", text: "a; b", problem: "ended with status 7")
        ) { try teacher.speak("a; b") }
    }

    @Test("a program that hangs is ended")
    func hangs() throws {
        let teacher = try CommandTeacher(template: "sh -c 'sleep 5' {text} {wav}", timeout: 0.3)
        let start = ContinuousClock.now
        #expect(throws: DistillationError.self) { try teacher.speak("x") }
        #expect(ContinuousClock.now - start < .seconds(4))
    }

    @Test("silence, noise floors of zeros, clipping and clicks are no lessons")
    func checks() {
        let tone = (0..<16_000).map { Float(sin(Double($0) * 0.1)) * 0.5 }
        #expect(CommandTeacher.problem(tone, sampleRate: 16_000) == nil)
        #expect(CommandTeacher.problem(Array(tone[..<1000]), sampleRate: 16_000) != nil)
        #expect(CommandTeacher.problem(tone.map { $0 * 0.001 }, sampleRate: 16_000) != nil)
        #expect(CommandTeacher.problem(tone.map { max(-1, $0 * 9) }, sampleRate: 16_000) != nil)
        #expect(CommandTeacher.problem(tone.map { $0 / 0 }, sampleRate: 16_000) != nil)
    }

    @Test("a shift moves the pitch and keeps the length")
    func shift() throws {
        let speech = try FliteTeacher(voice: .rms).speak("We are all here.")
        let moved = Cast.Voice(teacher: "rms", shift: 0.8).spoken(speech)
        let seconds = Double(speech.samples.count) / speech.sampleRate
        #expect(abs(Double(moved.samples.count) / 24_000 - seconds) < 0.01)
        #expect(abs(SpeechLevel.active(moved.samples) - SpeechLevel.target) < 0.02)
    }
}
