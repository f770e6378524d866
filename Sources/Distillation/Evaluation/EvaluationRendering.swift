import Kernels
import Phonemes
import Signal
import StudentModel

/// A clip and what is heard in it.
struct EvaluationClip: Sendable {
    /// Mono at 24 kHz.
    var samples: [Float]
    var logMel: Matrix<Float>
    /// Hz, tracked in the sound.
    var f0: [Float]

    init(samples: [Float]) {
        self.samples = samples
        logMel = logMelSpectrogram(samples)
        f0 = trackF0(samples)
    }

    /// Sound from a mel spectrogram and F0 by the vocoder that renders use.
    init(logMel: Matrix<Float>, f0: [Float]) {
        var vocoder = SourceGuidedVocoder()
        var samples = vocoder.push(logMel: logMel, f0: f0)
        samples += vocoder.finish()
        self.init(samples: samples)
    }
}

extension Student {
    /// Everything the comparison needs of one record: the distances with the teacher's durations,
    /// and the phrasing and the sound with the student's own durations and pitch.
    func compared(
        with teacher: UtteranceRecord
    ) -> (distances: EvaluationDistances, phrasing: Phrasing, clip: EvaluationClip) {
        let tokens = teacher.tokens.map {
            StudentToken(
                phoneme: Int($0.phoneme), accent: Int($0.accent.rawValue),
                boundary: Int($0.boundary.rawValue))
        }
        let embedding = speakerEmbedding(at: teacher.speakerIndex)
        let sentence = sentence(tokens: tokens, embedding: embedding)
        let free = sentence.frames
        let timed = speak(tokens: tokens, embedding: embedding, durations: teacher.durations)
        var distances = EvaluationDistances()
        distances.add(teacher: teacher, spoken: timed, durations: sentence.durations)
        return (
            distances,
            Phrasing(tokens: teacher.tokens, durations: sentence.durations, f0: free.f0),
            EvaluationClip(logMel: free.logMel, f0: free.f0)
        )
    }
}
