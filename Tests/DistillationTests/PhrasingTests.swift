import Foundation
import Phonemes
import Testing

@testable import Distillation

@Suite("Phrasing") struct PhrasingTests {
    /// Silence, a phoneme, a pause, a phoneme, silence.
    private func sentence(
        _ boundary: PhonemeToken.Boundary, pause: Int, end: Float
    ) -> Phrasing {
        let silence = PhonemeToken(phoneme: PhonemeInventory.pause)
        let tokens = [
            silence, PhonemeToken(phoneme: 5), silence,
            PhonemeToken(phoneme: 5, boundary: boundary), silence,
        ]
        let f0 =
            Array(repeating: Float(0), count: 9) + Array(repeating: 100, count: 36)
            + Array(repeating: 0, count: pause) + Array(repeating: end, count: 12)
            + Array(repeating: 0, count: 9)
        return Phrasing(tokens: tokens, durations: [9, 36, pause, 12, 9], f0: f0)
    }

    @Test("the end of a quarter that is an octave higher lies nine semitones above the mean")
    func movement() {
        let rise = sentence(.question, pause: 30, end: 200)
        #expect(abs((rise.questionEnd.value ?? 0) - 9) < 1e-9)
        #expect(rise.statementEnd.value == nil)
        let fall = sentence(.statement, pause: 30, end: 50)
        #expect(abs((fall.statementEnd.value ?? 0) + 9) < 1e-9)
        #expect(sentence(.exclamation, pause: 30, end: 50).statementEnd.value == nil)
    }

    @Test("silence at both ends is no pause, and sentences add up")
    func sums() {
        var sum = Phrasing()
        sum += sentence(.statement, pause: 30, end: 50)
        sum += sentence(.statement, pause: 60, end: 100)
        sum += sentence(.question, pause: 30, end: 100)
        #expect(abs((sum.pause.value ?? 0) - 40 * 256 / 24_000.0) < 1e-9)
        #expect(sum.pause.count == 3 && sum.statementEnd.count == 2)
        #expect(abs((sum.statementEnd.value ?? 0) + 4.5) < 1e-9)
    }

    @Test("nothing voiced has no melody")
    func whisper() {
        let phrasing = Phrasing(
            tokens: [PhonemeToken(phoneme: 5, boundary: .statement)], durations: [40],
            f0: Array(repeating: 0, count: 40))
        #expect(phrasing == Phrasing())
    }
}
