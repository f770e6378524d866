import Phonemes
import Testing

@testable import Distillation

@Suite struct PitchContourTests {
    @Test(
        "between its points it is straight, outside it stays",
        arguments: [(0.0, 1.0), (1, 1), (2, 2), (3, 3), (4, 0), (9, 0)])
    func lines(seconds: Double, semitones: Double) {
        var contour = PitchContour()
        for (time, value) in [(1.0, 1.0), (3, 3), (4, 0)] { contour.append(time, value) }
        #expect(contour.semitones(at: seconds) == semitones)
    }

    @Test("without points nothing moves; points out of order jump")
    func corners() {
        var contour = PitchContour()
        #expect(contour.semitones(at: 1) == 0)
        contour.append(1, 0)
        contour.append(0.5, 4)
        #expect(contour.semitones(at: 0.7) == 0)
        #expect(contour.semitones(at: 1.1) == 4)
    }
}

@Suite struct PhraseMelodyTests {
    private func contour(_ terminals: [PhonemeToken.Boundary]) -> PitchContour {
        var contour = PitchContour()
        for (index, terminal) in terminals.enumerated() {
            PhraseMelody(index: index, terminal: terminal).add(
                to: &contour, from: Double(2 * index), to: Double(2 * index) + 1.8)
        }
        return contour
    }

    @Test("a statement falls, a question ends above where it began")
    func terminals() {
        let statement = contour([.statement])
        #expect(statement.semitones(at: 1.8) < statement.semitones(at: 1) - 2)
        let question = contour([.question])
        #expect(question.semitones(at: 1.8) > question.semitones(at: 0))
    }

    @Test("the next phrase begins higher than the last one ended, but lower than it began")
    func reset() {
        let line = contour([.phrase, .statement])
        #expect(line.semitones(at: 2) > line.semitones(at: 1.8))
        #expect(line.semitones(at: 2) < line.semitones(at: 0))
    }

    @Test("a phrase shorter than its last movement keeps its times in order")
    func short() {
        var contour = PitchContour()
        PhraseMelody(index: 0, terminal: .question).add(to: &contour, from: 0, to: 0.2)
        #expect(contour.points.map(\.seconds) == [0, 0.1, 0.2])
    }
}

@Suite struct QuestionMelodyTests {
    private func contour(_ text: String) throws -> PitchContour? {
        let speech = try FliteTeacher(voice: .slt).speak(text)
        return QuestionMelody.contour(
            text: text, tokens: try #require(speech.tokens),
            ends: try #require(speech.tokenEnds))
    }

    @Test(
        "yes-no questions rise, question words and statements do not",
        arguments: [
            ("Are you sure?", true), ("So, did they win?", true), ("Really?", true),
            ("Where are we?", false), ("You are sure.", false), ("Is it? I see.", true),
            ("What is it?", false), ("How are you, and did you sleep?", false),
        ])
    func rises(text: String, isRising: Bool) throws {
        #expect((try contour(text) != nil) == isRising)
    }

    @Test("the rise begins at the last stressed syllable and is heard")
    func sound() throws {
        let text = "Did you see my garden?"
        let speech = try FliteTeacher(voice: .slt).speak(text)
        let found = try contour(text)
        let contour = try #require(found)
        let voice = Cast.Voice(teacher: "slt")
        func lastF0(_ contour: PitchContour?) -> Float {
            let f0 = voice.spoken(speech, contour: contour).measured.f0.filter { $0 > 0 }
            return f0.suffix(6).reduce(0, +) / 6
        }
        #expect(lastF0(contour) > 1.2 * lastF0(nil))
        let ends = try #require(speech.tokenEnds)
        #expect(contour.points[0].seconds > ends[ends.count / 2])
    }
}
