import Kernels

/// Speaks `samples` (mono, 24 kHz) with another voice: pitch and formants scaled independently.
///
/// Splits the sound into pitch and smooth spectral envelope, stretches the envelope along the
/// frequency axis, and filters a new excitation with it: pulses at the new pitch, noise where the
/// sound is not voiced and above 5 kHz. The timing and the loudness (root mean square) stay.
///
/// - Parameters:
///   - pitch: factor for F0: 0.5 is an octave lower.
///   - formants: factor for the frequencies of the envelope: below 1 for a longer vocal tract.
/// - Returns: as many samples as given.
/// - Cost: about 0.02 of the sound's duration.
public func convertVoice(_ samples: [Float], pitch: Double, formants: Double) -> [Float] {
    precondition(pitch > 0, "convertVoice: factors must be positive")
    return convertVoice(samples, formants: formants) { _, hertz in hertz * Float(pitch) }
}

/// Speaks `samples` (mono, 24 kHz) with another melody: as the other form, with a new F0 wherever
/// the sound is voiced.
///
/// - Parameter newF0: from the time (s) and the F0 there (Hz) to the F0 wanted (Hz).
public func convertVoice(
    _ samples: [Float], formants: Double = 1, newF0: (_ seconds: Double, _ hertz: Float) -> Float
) -> [Float] {
    precondition(formants > 0, "convertVoice: factors must be positive")
    return VoiceConverter(formants: formants).convert(samples, newF0: newF0)
}

private struct VoiceConverter {
    let formants: Double
    private let fft = RealFFT(size: 2048)
    private let sampleRate = 24_000.0
    private let hopLength = 128
    /// Half, because four Hann windows overlap and add up to 2.
    private let window = hannWindow(length: 512).map { $0 / 2 }

    init(formants: Double) { self.formants = formants }

    func convert(_ samples: [Float], newF0: (Double, Float) -> Float) -> [Float] {
        guard !samples.isEmpty else { return [] }
        let f0 = doubled(trackF0(samples + Array(repeating: 0, count: 256)))
        let lead = window.count / 2
        let half = fft.size / 2
        let zeros = [Float](repeating: 0, count: half)
        let padded = zeros + samples + zeros + zeros
        let spokenF0 = f0.enumerated().map { frame, hertz in
            hertz > 0 ? newF0(Double(frame * hopLength) / sampleRate, hertz) : 0
        }
        var pulses = withoutMean(
            pulseExcitation(f0: spokenF0, hopLength: hopLength, sampleRate: sampleRate))
        pulses = Array(repeating: 0, count: lead) + pulses + Array(repeating: 0, count: 2 * lead)
        let noise = whiteNoise(seed: 0, first: 0, count: pulses.count)
        let voiced = voicedShare(binCount: fft.binCount, sampleRate: sampleRate)
        let unvoiced = [Float](repeating: 0, count: fft.binCount)
        var output = [Float](repeating: 0, count: pulses.count + fft.size)
        for frame in 0...samples.count / hopLength {
            let place = frame * hopLength
            let hz = f0[frame] > 0 ? Double(f0[frame]) : 500
            let envelope = fft.smoothEnvelope(
                of: padded[place..<place + fft.size], f0: hz, sampleRate: sampleRate)
            fft.addFiltered(
                pulses: pulses, noise: noise, window: window,
                pulseWeights: f0[frame] > 0 ? voiced : unvoiced,
                filter: fft.minimumPhaseSpectrum(envelope: warped(envelope)), to: &output, at: place
            )
        }
        return matchingLevel(Array(output[lead..<lead + samples.count]), of: samples)
    }

    /// `f0` at twice the frame rate; between a voiced and an unvoiced frame, the voiced one's.
    private func doubled(_ f0: [Float]) -> [Float] {
        var result: [Float] = []
        for (index, value) in f0.enumerated() {
            let next = index + 1 < f0.count ? f0[index + 1] : value
            result.append(value)
            result.append(value > 0 && next > 0 ? (value + next) / 2 : max(value, next))
        }
        return result
    }

    /// The envelope with its frequencies multiplied by `formants`; above what it holds, its end.
    private func warped(_ envelope: [Float]) -> [Float] {
        if formants == 1 { return envelope }
        let last = envelope.count - 1
        return envelope.indices.map { bin in
            let place = min(Double(bin) / formants, Double(last))
            let index = min(Int(place), last - 1)
            let part = Float(place - Double(index))
            return envelope[index] + part * (envelope[index + 1] - envelope[index])
        }
    }

    /// Removes what lies below 20 Hz: pulses are all positive, voices have no such part.
    private func withoutMean(_ pulses: [Float]) -> [Float] {
        var (last, output): (Float, Float) = (0, 0)
        return pulses.map { value in
            output = value - last + 0.995 * output
            last = value
            return output
        }
    }

    private func matchingLevel(_ samples: [Float], of original: [Float]) -> [Float] {
        let power = samples.reduce(0) { $0 + Double($1 * $1) }
        let wanted = original.reduce(0) { $0 + Double($1 * $1) }
        guard power > 0 else { return samples }
        let gain = Float((wanted / power).squareRoot())
        return samples.map { $0 * gain }
    }
}
