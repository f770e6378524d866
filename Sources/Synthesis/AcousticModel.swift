import Kernels
import Phonemes
import StudentModel

/// What turns the phonemes of one sentence into mel frames and F0; the student, or a test's double.
public protocol AcousticModel: Sendable {
    /// The built-in voices, in the order of their embeddings.
    var voiceNames: [String] { get }

    /// The embedding of a built-in voice.
    func embedding(ofVoiceAt index: Int) -> [Float]

    /// Decides how one sentence is said, which begins and ends with a pause token.
    ///
    /// - Parameters:
    ///   - rate: speed, 1 as taught.
    ///   - pitchShift: semitones.
    func speak(
        _ tokens: [PhonemeToken], embedding: [Float], rate: Double, pitchShift: Double
    ) -> PlannedSentence
}

extension Student: AcousticModel {
    public var voiceNames: [String] { speakerNames }

    public func embedding(ofVoiceAt index: Int) -> [Float] { speakerEmbedding(at: index) }

    public func speak(
        _ tokens: [PhonemeToken], embedding: [Float], rate: Double, pitchShift: Double
    ) -> PlannedSentence {
        sentence(
            tokens: tokens.map {
                StudentToken(
                    phoneme: Int($0.phoneme), accent: Int($0.accent.rawValue),
                    boundary: Int($0.boundary.rawValue))
            }, embedding: embedding, rate: rate, pitchShift: pitchShift)
    }
}
