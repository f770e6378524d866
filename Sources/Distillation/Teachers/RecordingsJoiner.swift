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
/// Each word is cut to its aligned speech, brought to the common level and spoken faster, the last
/// of a phrase less so; through a phrase the words grow a little softer. Words follow each other
/// with short crossfades; phrases with a silence. Over the whole lies `PhraseMelody`, with the
/// range of the citation tones narrowed, in the pitch and formants of the voice asked for.
struct RecordingsJoiner: Sendable {
    let recordings: Recordings
    let alignment: RecordingsAlignment
    /// Words spoken alone are slow; those inside a phrase are hurried most.
    static let tempo = 1.35
    static let finalTempo = 1.18
    /// The last word of a phrase is so many dB below its first.
    private static let softening = 2.5
    /// Below this the tones of a low voice would no longer be heard as voiced, Hz.
    private static let lowestF0: Float = 66
    private static let sampleRate = Double(MelConfiguration.standard.sampleRate)
    private static let crossfade = 0.008  // seconds

    /// A sentence in a voice of the cast, with its tokens.
    func speak(
        _ sentence: JoinedSentence, voice: Cast.Voice
    ) throws(DistillationError) -> (speech: TimedSpeech, tokens: [PhonemeToken], text: String) {
        var random = SplitMix64(seed: sentence.seed)
        var line = JoinedLine(leadingSilence: 0.12 + 0.08 * random.unit())
        var contour = PitchContour()
        var text = ""
        for (phraseIndex, phrase) in sentence.phrases.enumerated() {
            let isLast = phraseIndex == sentence.phrases.count - 1
            let terminal = isLast ? sentence.terminal : .phrase
            let start = try append(phrase, terminal: terminal, to: &line)
            PhraseMelody(index: phraseIndex, terminal: terminal).add(
                to: &contour, from: start, to: line.seconds)
            text += phrase.map { alignment.words[$0].hanzi }.joined()
            text += Self.punctuation(terminal)
            line.appendSilence(seconds: isLast ? 0.2 : 0.18 + 0.2 * random.unit())
        }
        var speech = line.speech
        speech.samples = SpeechLevel.equalised(speech.samples)
        speech.conversion = Self.conversion(to: voice, contour: contour)
        return (speech, line.tokens, text)
    }

    /// - Returns: where the first phoneme of the phrase begins, in seconds.
    private func append(
        _ phrase: [Int], terminal: PhonemeToken.Boundary, to line: inout JoinedLine
    ) throws(DistillationError) -> Double {
        var start = line.seconds
        for (position, index) in phrase.enumerated() {
            let word = alignment.words[index]
            let endsPhrase = position == phrase.count - 1
            var tokens = try self.tokens(of: word)
            if endsPhrase { tokens[tokens.count - 1].boundary = terminal }
            var speech = try cut(word, endsPhrase: endsPhrase)
            let place = phrase.count < 2 ? 0 : Double(position) / Double(phrase.count - 1)
            speech.amplify(decibels: terminal == .question ? 0 : -Self.softening * place)
            if position == 0 { start += speech.start }
            line.append(speech, tokens: tokens, crossfade: position == 0 ? 0 : Self.crossfade)
        }
        return start
    }

    /// Into another voice: the melody of the tones narrowed to the voice's range around their mean,
    /// and the contour on top.
    private static func conversion(
        to voice: Cast.Voice, contour: PitchContour
    ) -> VoiceConversion {
        let (range, shift) = (voice.range ?? 1, voice.shift ?? 1)
        let pitch = log((voice.pitch ?? 1) * shift)
        return VoiceConversion(formants: (voice.formants ?? 1) * shift) { f0 in
            let logs = f0.filter { $0 > 0 }.map { log(Double($0)) }
            let mean = logs.reduce(0, +) / Double(max(1, logs.count))
            return f0.enumerated().map { frame, hertz in
                guard hertz > 0 else { return 0 }
                let own = mean + range * (log(Double(hertz)) - mean)
                let moved = contour.semitones(atFrame: frame) * log(2) / 12
                return max(lowestF0, Float(exp(own + pitch + moved)))
            }
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
        _ word: RecordingsAlignment.Word, endsPhrase: Bool
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
            samples, sampleRate: sampleRate, shift: 1,
            tempo: endsPhrase ? Self.finalTempo : Self.tempo)
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

    mutating func amplify(decibels: Double) {
        let gain = Float(pow(10, decibels / 20))
        for index in samples.indices { samples[index] *= gain }
    }
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

    /// The length so far.
    var seconds: Double { Double(speech.samples.count) / Self.sampleRate }

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
