import Kernels
import Phonemes
import Script
import StudentModel

@testable import Synthesis

/// A voice that hums: every phoneme lasts eight frames, pauses sixteen; the embedding's first
/// number is the pitch in Hz.
struct FakeModel: AcousticModel {
    var voiceNames = ["luna", "rms", "clara", "awb"]

    func embedding(ofVoiceAt index: Int) -> [Float] { [Float(100 + 50 * index), Float(index)] }

    func speak(
        _ tokens: [PhonemeToken], embedding: [Float], rate: Double, pitchShift: Double
    ) -> PlannedSentence {
        let isPause = tokens.map { $0.phoneme == PhonemeInventory.pause }
        let durations = isPause.map { max(Int(($0 ? 16 : 8) / rate), 1) }
        var f0: [Float] = []
        var values: [Float] = []
        for (index, duration) in durations.enumerated() {
            for _ in 0..<duration {
                f0.append(isPause[index] ? 0 : embedding[0])
                // A vowel-like slope, quiet in pauses.
                values += (0..<80).map { isPause[index] ? -9 : -1 - Float($0) / 20 }
            }
        }
        let logMel = Matrix(rows: f0.count, columns: 80, values: values)
        return PlannedSentence(
            SpokenFrames(logMel: logMel, f0: f0), durations: durations)
    }
}

/// A front end that reads every word as one vowel, and every full stop as the end of a sentence.
let readFakeText: Reader = { pieces throws(PhonemeError) in
    var sentences: [ReadSentence] = []
    for piece in pieces {
        let text =
            switch piece {
            case .text(let text): text
            case .pronunciation(let word, _): word
            }
        for sentence in text.split(separator: ".") {
            let words = sentence.split(separator: " ")
            guard !words.isEmpty else { continue }
            let pause = PhonemeToken(phoneme: PhonemeInventory.pause)
            sentences.append(
                ReadSentence(
                    tokens: [pause] + words.map { _ in PhonemeToken(phoneme: 1) } + [pause],
                    unreadable: sentence.filter { $0 == "§" }))
        }
    }
    return sentences
}

func turn(_ speaker: Speaker, _ pieces: Piece...) -> Turn {
    Turn(speaker: speaker, pieces: pieces, line: 1, column: 1)
}
