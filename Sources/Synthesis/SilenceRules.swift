import Phonemes
import Script

/// How long it is quiet between sentences and turns, and which noise a sentence is made from.
///
/// Everything follows from what is said and from the seed, never from the place in the script: so
/// a turn sounds the same wherever it stands, and changing one changes no other. Lengths are
/// counted in samples, since sums of whole numbers do not depend on their order.
struct SilenceRules: Sendable {
    var seed: UInt64

    /// What of the student's pauses at the ends of a sentence is kept, in frames: enough for the
    /// release of the last sound and the attack of the first.
    static let keptLeadingFrames = 6
    static let keptTrailingFrames = 10

    /// The student's own part of the silence between two sentences, in samples.
    private static let ownCount = (keptLeadingFrames + keptTrailingFrames) * 256

    /// The samples of a pause that the script asks for.
    static func sampleCount(ofPause seconds: Double) -> Int {
        Int((seconds * Double(Synthesizer.sampleRate)).rounded())
    }

    /// Samples to add before the first sentence of `turn`: 0.3…0.5 s are heard between two turns,
    /// besides what the script asks for.
    ///
    /// - Parameter pause: samples asked for by the script since the last sentence, in either turn.
    func beforeTurn(_ turn: Turn, pause: Int) -> Int {
        let heard = 0.3 + 0.2 * fraction(stream: 1, content: contentHash(of: turn))
        return max(Self.sampleCount(ofPause: heard) + pause - Self.ownCount, 0)
    }

    /// Samples to add before a further sentence of a turn; 0.24…0.34 s are heard.
    ///
    /// - Parameter pause: samples asked for by the script; nil where it does not say.
    func beforeSentence(content: UInt64, pause: Int?) -> Int {
        let heard = 0.24 + 0.1 * fraction(stream: 2, content: content)
        return max((pause ?? Self.sampleCount(ofPause: heard)) - Self.ownCount, 0)
    }

    /// The seed of one sentence's vocoder noise.
    func noiseSeed(content: UInt64) -> UInt64 {
        mixed(seed &+ 0x9e37_79b9_7f4a_7c15 &* (content | 1))
    }

    private func fraction(stream: UInt64, content: UInt64) -> Double {
        let bits = mixed(mixed(seed ^ stream << 56) &+ content)
        return Double(bits >> 11) / Double(UInt64(1) << 53)
    }
}

/// A number that stands for what a sentence says, and for which sentence of its turn it is.
func contentHash(of tokens: [PhonemeToken], indexInTurn: Int) -> UInt64 {
    var hash = mixed(UInt64(indexInTurn))
    for token in tokens {
        let bits =
            UInt64(token.phoneme) << 16 | UInt64(token.accent.rawValue) << 8
            | UInt64(token.boundary.rawValue)
        hash = mixed(hash ^ bits)
    }
    return hash
}

/// A number that stands for the words of a turn, whoever says them.
private func contentHash(of turn: Turn) -> UInt64 {
    var hash: UInt64 = 0
    for piece in turn.pieces {
        switch piece {
        case .text(let text): hash = mixed(hash, text)
        case .pronunciation(let word, let phonemes): hash = mixed(mixed(hash, word), phonemes)
        case .pause, .rate: hash = mixed(hash)
        }
    }
    return hash
}

private func mixed(_ hash: UInt64, _ text: String) -> UInt64 {
    // Eight bytes at a time; the length keeps texts with trailing zeros apart.
    var hash = mixed(hash ^ UInt64(text.utf8.count))
    var word: UInt64 = 0
    for (index, byte) in text.utf8.enumerated() {
        word = word << 8 | UInt64(byte)
        if index & 7 == 7 { hash = mixed(hash ^ word) }
    }
    return mixed(hash ^ word)
}

// The finaliser of SplitMix64.
private func mixed(_ value: UInt64) -> UInt64 {
    var bits = value
    bits = (bits ^ bits >> 30) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ bits >> 27) &* 0x94d0_49bb_1331_11eb
    return bits ^ bits >> 31
}
