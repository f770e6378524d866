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
        func kind(_ samples: [Float]) -> TeacherFailure.Kind? {
            do throws(TeacherFailure) {
                try LessonCheck.sound(TeacherSpeech(samples: samples, sampleRate: 16_000))
                return nil
            } catch {
                return error.kind
            }
        }
        #expect(kind(tone) == nil)
        #expect(kind(Array(tone[..<1000])) == .tooShort)
        #expect(kind(tone.map { $0 * 0.001 }) == .silent)
        #expect(kind(tone.map { max(-1, $0 * 9) }) == .clipped)
        #expect(kind(tone.map { $0 / 0 }) == .badReply)
    }

    @Test(
        "flite's own lengths pass for any text; half and four times of them do not",
        arguments: FliteVoice.allCases)
    func lengths(voice: FliteVoice) throws {
        let texts = [
            "Yes.", "Good morning, everybody.", "On March 3rd 2026 we paid $25 for 14 tickets.",
            "I would rather walk home slowly through the old town than take the last bus.",
        ]
        for text in texts {
            let speech = try FliteTeacher(voice: voice).speak(text)
            let tokens = try TeacherTokens.tokens(of: text)
            func passes(_ speech: TeacherSpeech) -> Bool {
                (try? LessonCheck.length(speech, tokens: tokens, tolerance: 2.5)) != nil
            }
            #expect(passes(speech), "\(text)")
            guard text.count > 40 else { continue }
            var quick = speech
            quick.samples = Array(speech.samples[..<(speech.samples.count / 4)])
            var slow = speech
            slow.samples += speech.samples + speech.samples + speech.samples
            #expect(!passes(quick) && !passes(slow), "\(text)")
        }
    }

    @Test("a voice reaches the program, and a text that holds a placeholder stays as it is")
    func voices() throws {
        let teacher = try CommandTeacher(
            template:
                "sh -c 'test \"$1\" = nova && test \"$0\" = \"say {\"\"voice} {\"\"wav}\"; exit $((9+$?))' "
                + "{text} {voice} {wav}")
        let request = TeacherRequest(text: "say {voice} {wav}", voice: "nova")
        #expect(throws: TeacherFailure(.crashed, "ended with status 9")) {
            try teacher.speak(request)
        }
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
