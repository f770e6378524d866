import Kernels

/// How the pitch runs between two frames, given that outside voiced stretches it is not known.
struct PitchSegment: Equatable {
    var fromHz: Double
    var toHz: Double
    var firstHalf: Bool
    var secondHalf: Bool

    /// - Parameter held: the pitch to go on with where neither frame is voiced; set to the last one.
    init(from: Float, to: Float, held: inout Double) {
        firstHalf = from > 0
        secondHalf = to > 0
        fromHz = firstHalf ? Double(from) : secondHalf ? Double(to) : held
        toHz = secondHalf ? Double(to) : fromHz
        held = toHz
    }
}

/// Pulses at the pitch `f0` (Hz, one value per frame, 0 = none): `(frames − 1) × hopLength` samples.
func pulseExcitation(f0: [Float], hopLength: Int, sampleRate: Double) -> [Float] {
    let count = max(0, f0.count - 1) * hopLength
    let margin = PulseTrain.reach
    var signal = [Float](repeating: 0, count: count + 2 * margin)
    var train = PulseTrain(sampleRate: sampleRate)
    var held = 100.0
    for frame in 0..<max(0, f0.count - 1) {
        let segment = PitchSegment(from: f0[frame], to: f0[frame + 1], held: &held)
        train.add(
            fromHz: segment.fromHz, toHz: segment.toHz, firstHalf: segment.firstHalf,
            secondHalf: segment.secondHalf, count: hopLength, to: &signal,
            at: margin + frame * hopLength)
    }
    return Array(signal[margin..<margin + count])
}

/// The share of the pulses in the power at every bin of a voiced frame: nearly 1 below, 0 above
/// `maximumVoicedHz`, crossfaded over some `crossfadeHz`.
///
/// - Parameter purity: the share well below; what is missing from 1 is the breath in every voice.
func voicedShare(
    binCount: Int, sampleRate: Double, maximumVoicedHz: Double = 5000, crossfadeHz: Double = 400,
    purity: Double = 0.996
) -> [Float] {
    (0..<binCount).map { bin in
        let hz = Double(bin) * sampleRate / Double(2 * (binCount - 1))
        return Float(purity / (1 + exponential((hz - maximumVoicedHz) / crossfadeHz)))
    }
}

private func exponential(_ x: Double) -> Double { Double.exponential(x) }
