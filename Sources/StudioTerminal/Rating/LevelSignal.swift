import Delivery

/// A sound by which the volume is set where a study has no clip to spare for it: noise with the
/// spectrum and the syllables of speech.
///
/// Speech has most of its power below 500 Hz and falls by 9 dB an octave or so above (the long-term
/// average that ITU-T P.50 describes); syllables come at about four a second.
enum LevelSignal {
    /// Four seconds at that loudness in LUFS; nothing where it cannot be measured.
    static func samples(loudness: Double) -> [Float] {
        let rate = StimulusPreparation.sampleRate
        var state: UInt64 = 0x2545_F491_4F6C_DD1D
        var (low, lower): (Float, Float) = (0, 0)
        let count = Int(4 * rate)
        let noise = (0..<count).map { index -> Float in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let white = Float(state >> 40) / Float(1 << 23) - 1
            // Two poles at about 500 Hz.
            low += 0.125 * (white - low)
            lower += 0.125 * (low - lower)
            let syllable = Float(index % Int(rate / 4)) / Float(rate / 4)
            return lower * (syllable < 0.8 ? 4 * syllable * (0.8 - syllable) : 0)
        }
        // It is far louder than the gate, so there is something to measure.
        return (try? Loudness.normalise(noise, sampleRate: rate, to: loudness)) ?? noise
    }
}
