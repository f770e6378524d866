/// How long it is quiet between sentences and turns.
///
/// All lengths are the whole silence that is heard, the student's own pauses included.
struct SilenceRules: Sendable {
    var seed: UInt64

    /// What of the student's pauses at the ends of a sentence is kept, in frames: enough for the
    /// release of the last sound and the attack of the first.
    static let keptLeadingFrames = 6
    static let keptTrailingFrames = 10

    /// Between two turns: 0.3…0.5 s, a little different each time.
    func betweenTurns(beforeTurn index: Int) -> Double {
        0.3 + 0.2 * fraction(stream: 1, index: index)
    }

    /// Between two sentences of one turn: 0.24…0.34 s.
    func betweenSentences(before index: Int) -> Double {
        0.24 + 0.1 * fraction(stream: 2, index: index)
    }

    /// The seed of one sentence's vocoder noise.
    func noiseSeed(sentence index: Int) -> UInt64 {
        mixed(seed &+ 0x9e37_79b9_7f4a_7c15 &* UInt64(index + 1))
    }

    private func fraction(stream: UInt64, index: Int) -> Double {
        let bits = mixed(mixed(seed ^ stream << 56) &+ UInt64(index))
        return Double(bits >> 11) / Double(UInt64(1) << 53)
    }

    // The finaliser of SplitMix64.
    private func mixed(_ value: UInt64) -> UInt64 {
        var bits = value
        bits = (bits ^ bits >> 30) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ bits >> 27) &* 0x94d0_49bb_1331_11eb
        return bits ^ bits >> 31
    }
}
