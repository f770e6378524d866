import Foundation
import Kernels
import Testing

@testable import Signal

@Suite struct VoiceConversionTests {
    @Test("where nothing is asked for, the mel spectrogram and F0 stay")
    func identity() throws {
        let samples = try golden("speech-slt-samples")
        let (logMel, f0) = VoiceConversion(pitch: 1, formants: 1).converted(samples)
        let before = logMelSpectrogram(samples)
        #expect(logMel.shape == before.shape)
        #expect(zip(logMel.values, before.values).allSatisfy { abs($0 - $1) < 1e-3 })
        #expect(f0 == trackF0(samples))
    }

    @Test("only the frames whose F0 changes are touched")
    func partly() throws {
        let samples = try golden("speech-slt-samples")
        let before = logMelSpectrogram(samples)
        let half = before.rows / 2
        let conversion = VoiceConversion { f0 in
            f0.enumerated().map { $0 < half ? $1 : 1.2 * $1 }
        }
        let (logMel, f0) = conversion.converted(samples)
        let tracked = trackF0(samples)
        for frame in 0..<before.rows {
            let isSame = zip(logMel.row(frame), before.row(frame)).allSatisfy {
                abs($0 - $1) < 1e-3
            }
            #expect(isSame == (frame < half || tracked[frame] == 0))
            #expect(f0[frame] == (frame < half ? 1 : 1.2) * tracked[frame])
        }
    }

    @Test("the new F0 is heard, and the level stays", arguments: [0.6, 0.8, 1.3])
    func pitch(factor: Double) throws {
        let samples = try golden("speech-slt-samples")
        let (logMel, f0) = VoiceConversion(pitch: factor, formants: 1).converted(samples)
        var vocoder = SourceGuidedVocoder()
        let sound = vocoder.push(logMel: logMel, f0: f0) + vocoder.finish()
        let differences = semitones(trackF0(sound), f0)
        #expect(differences.count > 50)
        #expect(differences.reduce(0, +) / Float(differences.count) < 0.4)
        let level = rootMeanSquare(sound) / rootMeanSquare(samples)
        #expect(level > 0.8 && level < 1.25, "\(level)")
    }

    @Test("formants move by their factor", arguments: [0.8, 1.2])
    func formants(factor: Double) {
        // One formant at 1500 Hz: harmonics of 100 Hz whose level falls off around it.
        var samples = [Float](repeating: 0, count: 12_000)
        for harmonic in 1...60 {
            let distance = Double(harmonic * 100 - 1500) / 300
            let level = Float(0.5 / (1 + distance * distance))
            for (index, value) in sine(Double(harmonic * 100), count: 12_000).enumerated() {
                samples[index] += level * value
            }
        }
        func centre(_ logMel: Matrix<Float>) -> Double {
            let row = Array(logMel.row(logMel.rows / 2))
            let weights = row.map { exp(Double($0)) }
            let mels = row.indices.map { MelFilterbank.mel(fromHz: 12_000) * Double($0 + 1) / 81 }
            let mean = zip(weights, mels).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
            return MelFilterbank.hz(fromMel: mean)
        }
        let moved = VoiceConversion(pitch: 1, formants: factor).converted(samples).logMel
        let ratio = centre(moved) / centre(logMelSpectrogram(samples))
        #expect(abs(ratio / factor - 1) < 0.06, "\(ratio)")
    }

    @Test("noise that nobody voices keeps its spectrum's shape")
    func noise() {
        let samples = whiteNoise(seed: 3, first: 0, count: 48_000).map { 0.1 * $0 }
        let before = logMelSpectrogram(samples)
        let after = VoiceConversion(pitch: 0.5, formants: 0.8).converted(samples).logMel
        let difference = zip(after.values, before.values).reduce(0) { $0 + $1.0 - $1.1 }
        #expect(abs(difference / Float(before.values.count)) < 0.05)
    }
}
