import Foundation
import Kernels

/// Another voice for speech: its melody and the place of its formants.
///
/// Works on the power spectrum of each frame, because what a student learns is a mel spectrogram
/// and F0, not a sound. Where a voiced frame changes, its harmonics are smoothed away over one F0
/// (as CheapTrick does, Morise 2015), the envelope is stretched along the frequency axis, and
/// harmonics of the new F0 are put on it. Frames where nothing changes stay exactly as they are.
public struct VoiceConversion: Sendable {
    /// Factor for the frequencies of the envelope: below 1 for a longer vocal tract.
    public var formants: Double
    /// From the F0 of every frame (Hz, 0 where not voiced) to those wanted, as many; the answer
    /// where a frame is not voiced does not matter.
    public var newF0: @Sendable (_ f0: [Float]) -> [Float]

    public init(formants: Double = 1, newF0: @escaping @Sendable (_ f0: [Float]) -> [Float]) {
        precondition(formants > 0, "VoiceConversion: formants \(formants) must be positive")
        self.formants = formants
        self.newF0 = newF0
    }

    /// The same factor for every F0.
    public init(pitch: Double, formants: Double) {
        precondition(pitch > 0, "VoiceConversion: pitch \(pitch) must be positive")
        self.init(formants: formants) { f0 in f0.map { $0 * Float(pitch) } }
    }

    /// What `samples` (mono, 24 kHz) would measure in the other voice, each frame at its power.
    ///
    /// - Returns: natural logarithms as `logMelSpectrogram` gives them, shape [frames, 80], and F0
    ///   in Hz, one a frame, 0 where not voiced.
    public func converted(_ samples: [Float]) -> (logMel: Matrix<Float>, f0: [Float]) {
        let spectra = STFT().spectrogram(of: samples)
        var amplitudes = spectra.magnitude
        let f0 = trackF0(samples)
        let wanted = zip(f0, newF0(f0)).map { $0 > 0 ? $1 : 0 }
        for frame in f0.indices where formants != 1 || wanted[frame] != f0[frame] {
            let row = frame * amplitudes.columns..<(frame + 1) * amplitudes.columns
            amplitudes.values.replaceSubrange(
                row, with: converted(amplitudes.values[row], from: f0[frame], to: wanted[frame]))
        }
        let floor = MelConfiguration.standard.logFloor
        var logMel = linear(amplitudes, weight: MelFilterbank.standard.weights, bias: nil)
        for index in logMel.values.indices {
            logMel.values[index] = log(max(logMel.values[index], floor))
        }
        return (logMel, wanted)
    }

    private func converted(
        _ amplitudes: ArraySlice<Float>, from hertz: Float, to wanted: Float
    ) -> [Float] {
        let before = amplitudes.map { $0 * $0 }
        var power = before
        if hertz > 0 { power = SpectralEnvelope.smoothed(power, f0: hertz) }
        power = SpectralEnvelope.stretched(power, by: formants)
        if wanted > 0 { SpectralEnvelope.addHarmonics(to: &power, f0: wanted) }
        let sum = power.reduce(0, +)
        let gain = sum > 0 ? before.reduce(0, +) / sum : 1
        return power.map { ($0 * gain).squareRoot() }
    }
}

/// Power spectra of one frame, [513], without and with harmonics.
private enum SpectralEnvelope {
    private static let binHertz = Float(
        Double(MelConfiguration.standard.sampleRate) / Double(MelConfiguration.standard.fftSize))

    /// The mean over one F0 around every bin. Below F0, where a spectrum holds nothing that its
    /// envelope could be read from, what lies above is mirrored.
    static func smoothed(_ power: [Float], f0: Float) -> [Float] {
        let period = f0 / binHertz
        var power = power
        for bin in 0..<min(Int(period / 2), power.count) {
            power[bin] += power[min(Int((period - Float(bin)).rounded()), power.count - 1)]
        }
        // sums[i]: all before bin i − ½.
        var sums: [Float] = [0]
        for value in power { sums.append((sums.last ?? 0) + value) }
        func sum(upTo place: Float) -> Float {
            if place < 0 { return power[0] - sum(upTo: -place) }
            let place = min(place + 0.5, Float(power.count))
            let index = min(Int(place), power.count - 1)
            return sums[index] + (place - Float(index)) * power[index]
        }
        return power.indices.map { bin in
            let (low, high) = (Float(bin) - period / 2, Float(bin) + period / 2)
            let width = min(high, Float(power.count) - 0.5) - low
            return max(0, sum(upTo: high) - sum(upTo: low)) / width
        }
    }

    /// All frequencies multiplied by `factor`; above what is there, its end.
    static func stretched(_ power: [Float], by factor: Double) -> [Float] {
        if factor == 1 { return power }
        return power.indices.map { bin in
            let place = min(Double(bin) / factor, Double(power.count - 1))
            let index = min(Int(place), power.count - 2)
            let part = Float(place - Double(index))
            return power[index] + part * (power[index + 1] - power[index])
        }
    }

    /// What lies between harmonics, as a share of the whole.
    private static let floor: Float = 0.05

    /// Gives an envelope the harmonics of `f0`, each as wide as the analysis window shows it.
    static func addHarmonics(to power: inout [Float], f0: Float) {
        let period = f0 / binHertz
        for bin in power.indices {
            let nearest = (Float(bin) / period).rounded()
            var comb: Float = 0
            for harmonic in [nearest - 1, nearest, nearest + 1] where harmonic > 0 {
                comb += lobe(at: abs(Float(bin) - harmonic * period))
            }
            // A Hann window's lobe holds as much as 1.5 bins of its peak.
            power[bin] *= floor + (1 - floor) * comb * period / 1.5
        }
    }

    /// The power of a Hann window's main lobe so many bins from its peak of 1.
    private static func lobe(at bins: Float) -> Float {
        if bins >= 2 { return 0 }
        if bins < 1e-3 { return 1 }
        if abs(bins - 1) < 1e-3 { return 0.25 }
        let value = sin(.pi * bins) / (.pi * bins) / (1 - bins * bins)
        return value * value
    }
}
