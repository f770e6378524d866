import Foundation
import Phonemes
import Signal
import StudentModel

/// What a joined utterance says: words in phrases, with how it ends.
struct JoinedSentence: Equatable, Sendable {
    /// Indices into `RecordingsAlignment.words`, phrase by phrase.
    var phrases: [[Int]]
    var terminal: PhonemeToken.Boundary
    /// Chooses the lengths of the pauses.
    var seed: UInt64
}

/// Makes sentences of words that were recorded one by one.
///
/// Each word is cut to its aligned speech, brought to the common level, spoken at 1.25 times the
/// tempo, and moved a little in pitch: a phrase falls by 6 %, its end by 3 % more, or rises for a
/// question. Words follow each other with short crossfades; phrases with a silence.
struct RecordingsJoiner: Sendable {
    let recordings: Recordings
    let alignment: RecordingsAlignment
    /// Words spoken alone are slow.
    static let tempo = 1.25
    private static let sampleRate = Double(MelConfiguration.standard.sampleRate)
    private static let crossfade = 0.008  // seconds

    /// A sentence in a voice of the cast, with its tokens.
    func speak(
        _ sentence: JoinedSentence, voice: Cast.Voice
    ) throws(DistillationError) -> (speech: TimedSpeech, tokens: [PhonemeToken], text: String) {
        var random = SplitMix64(seed: sentence.seed)
        var line = JoinedLine(leadingSilence: 0.12 + 0.08 * random.unit())
        var text = ""
        for (phraseIndex, phrase) in sentence.phrases.enumerated() {
            let isLast = phraseIndex == sentence.phrases.count - 1
            for (position, index) in phrase.enumerated() {
                let word = alignment.words[index]
                let endsPhrase = position == phrase.count - 1
                let pitch = Self.pitch(
                    position: position, of: phrase.count,
                    terminal: isLast ? sentence.terminal : .phrase)
                var tokens = try self.tokens(of: word)
                if endsPhrase {
                    tokens[tokens.count - 1].boundary = isLast ? sentence.terminal : .phrase
                }
                let speech = try cut(
                    word, shift: (voice.shift ?? 1) * pitch, endsPhrase: endsPhrase)
                line.append(
                    speech, tokens: tokens,
                    crossfade: position == 0 ? 0 : Self.crossfade)
                text += word.hanzi
            }
            text += Self.punctuation(isLast ? sentence.terminal : .phrase)
            line.appendSilence(seconds: isLast ? 0.2 : 0.18 + 0.2 * random.unit())
        }
        var speech = line.speech
        if voice.pitch != nil || voice.formants != nil {
            speech.samples = convertVoice(
                speech.samples, pitch: voice.pitch ?? 1, formants: voice.formants ?? 1)
        }
        speech.samples = SpeechLevel.equalised(speech.samples)
        return (speech, line.tokens, text)
    }

    /// The factor on a word's pitch.
    private static func pitch(
        position: Int, of count: Int, terminal: PhonemeToken.Boundary
    ) -> Double {
        let place = count < 2 ? 0.5 : Double(position) / Double(count - 1)
        let slope = terminal == .question ? 0.02 : 0.06
        let declined = 1 + slope / 2 - slope * place
        guard position == count - 1 else { return declined }
        return switch terminal {
        case .question: declined * 1.05
        case .exclamation: declined * 1.02
        case .phrase: declined
        default: declined * 0.97
        }
    }

    private static func punctuation(_ boundary: PhonemeToken.Boundary) -> String {
        switch boundary {
        case .question: "？"
        case .exclamation: "！"
        case .phrase: "，"
        default: "。"
        }
    }

    private func tokens(
        of word: RecordingsAlignment.Word
    ) throws(DistillationError) -> [PhonemeToken] {
        let tokens = try recordings.tokens(of: entry(of: word))
        guard tokens.count == word.ends.count else {
            throw .alignmentFailed(
                id: word.path,
                problem: "has \(tokens.count) phonemes but \(word.ends.count) times")
        }
        return tokens
    }

    private func entry(of word: RecordingsAlignment.Word) -> Recordings.Entry {
        Recordings.Entry(path: word.path, hanzi: word.hanzi, pinyin: word.pinyin)
    }

    /// A word without its silences, at the speaking tempo; times from its own start.
    private func cut(
        _ word: RecordingsAlignment.Word, shift: Double, endsPhrase: Bool
    ) throws(DistillationError) -> JoinedWord {
        let (whole, sampleRate) = try recordings.samples(of: entry(of: word))
        let end = word.ends.last ?? word.start
        let tail =
            endsPhrase ? end + 0.06 : Self.earlyEnd(of: word, in: whole, sampleRate: sampleRate)
        let from = max(0, Int((word.start - 0.012) * sampleRate))
        let to = max(from + 1, min(whole.count, Int(tail * sampleRate)))
        var samples = Array(whole[from..<to])
        let level = SpeechLevel.active(samples)
        let gain = level > 0 ? SpeechLevel.target / level : 1
        for index in samples.indices { samples[index] *= gain }
        let moved = Cast.Voice.moved(
            samples, sampleRate: sampleRate, shift: shift, tempo: Self.tempo)
        let scale = (Double(moved.count) / Self.sampleRate) / (Double(samples.count) / sampleRate)
        let start = Double(from) / sampleRate
        return JoinedWord(
            samples: moved, start: (word.start - start) * scale,
            ends: word.ends.map { (min($0, tail) - start) * scale },
            fadeOut: endsPhrase ? 0.04 : Self.crossfade)
    }

    /// Inside a phrase a word ends where its last phoneme has faded by 22 dB: words spoken alone
    /// die away slowly. At most two fifths of that phoneme are cut.
    private static func earlyEnd(
        of word: RecordingsAlignment.Word, in samples: [Float], sampleRate: Double
    ) -> Double {
        let end = word.ends.last ?? word.start
        let begin = word.ends.dropLast().last ?? word.start
        let window = 0.005
        func power(at seconds: Double) -> Float {
            let from = max(0, Int(seconds * sampleRate))
            let to = min(samples.count, from + Int(2 * window * sampleRate))
            guard from < to else { return 0 }
            return samples[from..<to].reduce(0) { $0 + $1 * $1 } / Float(to - from)
        }
        var loudest: Float = 0
        var time = begin
        while time < end {
            loudest = max(loudest, power(at: time))
            time += window
        }
        let earliest = begin + 0.6 * (end - begin)
        time = end
        while time > earliest, power(at: time - 2 * window) < loudest * 0.0063 { time -= window }
        return time
    }
}

/// One word, cut and moved; times in seconds from its first sample.
struct JoinedWord {
    var samples: [Float]
    /// Where the first phoneme begins.
    var start: Double
    var ends: [Double]
    /// Seconds.
    var fadeOut: Double
}

/// A sentence as it grows.
struct JoinedLine {
    private(set) var speech: TimedSpeech
    private(set) var tokens: [PhonemeToken]
    private static let sampleRate = Double(MelConfiguration.standard.sampleRate)

    init(leadingSilence: Double) {
        let count = Int(leadingSilence * Self.sampleRate)
        speech = TimedSpeech(
            samples: Array(repeating: 0, count: count),
            tokenEnds: [Double(count) / Self.sampleRate])
        tokens = [PhonemeToken(phoneme: PhonemeInventory.pause)]
    }

    mutating func append(_ word: JoinedWord, tokens: [PhonemeToken], crossfade: Double) {
        var samples = word.samples
        let fadeIn = min(samples.count, Int(max(crossfade, 0.003) * Self.sampleRate))
        for index in 0..<fadeIn { samples[index] *= Float(index) / Float(fadeIn) }
        let fadeOut = min(samples.count, Int(word.fadeOut * Self.sampleRate))
        for index in 0..<fadeOut {
            samples[samples.count - 1 - index] *= Float(index) / Float(fadeOut)
        }
        let overlap = min(
            Int(crossfade * Self.sampleRate), speech.samples.count, samples.count)
        let origin = speech.samples.count - overlap
        for index in 0..<overlap { speech.samples[origin + index] += samples[index] }
        speech.samples += samples[overlap...]
        let start = Double(origin) / Self.sampleRate
        if crossfade == 0 {
            // After a silence: it lasts until the phoneme begins.
            speech.tokenEnds[speech.tokenEnds.count - 1] = start + word.start
        }
        speech.tokenEnds += word.ends.map { start + $0 }
        self.tokens += tokens
    }

    mutating func appendSilence(seconds: Double) {
        let count = Int(seconds * Self.sampleRate)
        speech.samples += Array(repeating: 0, count: count)
        speech.tokenEnds.append(Double(speech.samples.count) / Self.sampleRate)
        tokens.append(
            PhonemeToken(
                phoneme: PhonemeInventory.pause, boundary: tokens.last?.boundary ?? .statement))
    }
}
