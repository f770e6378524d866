import Phonemes

/// The melody of a Mandarin phrase over the tones of its words: a fall that is made good at the
/// next phrase, and a movement at its end that tells what kind of phrase it was.
///
/// Declination of some 3 semitones a phrase, its reset, final lowering and the raised register at
/// the end of questions are what is found in read Mandarin (Shih 2000, Yuan 2006); the sizes here
/// are chosen, not measured.
struct PhraseMelody: Equatable, Sendable {
    var start: Double
    /// Just before the final movement, and at the end; semitones.
    var beforeEnd: Double
    var end: Double
    /// How long the final movement takes, in seconds.
    var finalSeconds: Double

    /// - Parameters:
    ///   - index: the phrase's place in the sentence: each begins a little lower.
    ///   - terminal: how the phrase ends.
    init(index: Int, terminal: PhonemeToken.Boundary) {
        let lower = min(0.6 * Double(index), 1.5)
        switch terminal {
        case .question:
            self.init(start: 1.0 - lower, beforeEnd: 0.2, end: 3.2, finalSeconds: 0.3)
        case .exclamation:
            self.init(start: 2.4 - lower, beforeEnd: -0.6, end: -2.0, finalSeconds: 0.2)
        case .phrase:
            self.init(start: 1.6 - lower, beforeEnd: -0.8, end: -0.2, finalSeconds: 0.2)
        default:
            self.init(start: 1.6 - lower, beforeEnd: -1.4, end: -3.0, finalSeconds: 0.25)
        }
    }

    private init(start: Double, beforeEnd: Double, end: Double, finalSeconds: Double) {
        self.start = start
        self.beforeEnd = beforeEnd
        self.end = end
        self.finalSeconds = finalSeconds
    }

    /// Puts the phrase between two times (s) into a contour.
    func add(to contour: inout PitchContour, from first: Double, to last: Double) {
        contour.append(first, start)
        contour.append(max((first + last) / 2, last - finalSeconds), beforeEnd)
        contour.append(last, end)
    }
}
