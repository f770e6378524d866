import Foundation
import Phonemes

/// Whether what a teacher said can be a lesson.
enum LessonCheck {
    /// Looks for sound that no text can excuse: too short, silent, clipped, not numbers.
    static func sound(_ speech: TeacherSpeech) throws(TeacherFailure) {
        let samples = speech.samples
        if Double(samples.count) < 0.2 * speech.sampleRate {
            throw TeacherFailure(.tooShort, "is shorter than 0.2 s")
        }
        if samples.contains(where: { !$0.isFinite }) {
            throw TeacherFailure(.badReply, "holds numbers that are not finite")
        }
        if samples.allSatisfy({ abs($0) < 0.001 }) { throw TeacherFailure(.silent, "is silent") }
        let clipped = samples.lazy.filter { abs($0) >= 0.999 }.count
        if clipped > samples.count / 200 { throw TeacherFailure(.clipped, "is clipped") }
    }

    /// Compares the seconds of active speech with what the phonemes need.
    ///
    /// - Parameter tolerance: the factor either way that still passes; a third of a second of
    ///   either is always forgiven, so that single words are not judged by it.
    static func length(
        _ speech: TeacherSpeech, tokens: [PhonemeToken], tolerance: Double
    ) throws(TeacherFailure) {
        let active = activeSeconds(speech)
        let expected = expectedSeconds(tokens)
        let slack = 0.3
        guard active + slack < expected / tolerance || active - slack > expected * tolerance else {
            return
        }
        let places = FloatingPointFormatStyle<Double>.number.precision(.fractionLength(1))
        throw TeacherFailure(
            .mumbled,
            "speaks for \(active.formatted(places)) s where the text needs about "
                + "\(expected.formatted(places)) s")
    }

    /// Seconds of the 20 ms windows within 35 dB of the loud ones.
    static func activeSeconds(_ speech: TeacherSpeech) -> Double {
        let window = max(1, Int(0.02 * speech.sampleRate))
        let powers = stride(from: 0, to: speech.samples.count, by: window).map { start -> Float in
            let end = min(start + window, speech.samples.count)
            var power: Float = 0
            for index in start..<end { power += speech.samples[index] * speech.samples[index] }
            return power / Float(end - start)
        }
        // The loud tenth, not one click, says how loud the speech is.
        let loud = powers.sorted()[powers.count * 9 / 10]
        let active = powers.lazy.filter { $0 > loud / 3162 }.count
        return Double(active) * 0.02
    }

    /// How long an ordinary speaker takes: the mean lengths of phonemes in the teachers' sets.
    static func expectedSeconds(_ tokens: [PhonemeToken]) -> Double {
        tokens.reduce(0) { sum, token in
            if token.phoneme == PhonemeInventory.pause { return sum }
            return sum + (Int(token.phoneme) <= englishPhonemeCount ? 0.082 : 0.115)
        }
    }

    private static let englishPhonemeCount = 40
}
