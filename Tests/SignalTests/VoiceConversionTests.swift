import Kernels
import Testing

@testable import Signal

@Suite struct VoiceConversionTests {
    @Test("the pitch is multiplied, length and level stay", arguments: [0.6, 1.0, 1.3])
    func pitch(factor: Double) throws {
        let samples = try golden("speech-slt-samples")
        let converted = convertVoice(samples, pitch: factor, formants: 1)
        #expect(converted.count == samples.count)
        #expect(abs(rootMeanSquare(converted) / rootMeanSquare(samples) - 1) < 0.01)
        let wanted = trackF0(samples).map { $0 * Float(factor) }
        let f0 = trackF0(converted)
        let differences = semitones(f0, wanted)
        #expect(differences.reduce(0, +) / Float(differences.count) < 0.4)
        let agreeing = zip(f0, wanted).filter { ($0 > 0) == ($1 > 0) }.count
        #expect(Double(agreeing) > 0.88 * Double(f0.count))
    }

    @Test("unchanged pitch and formants give about the same mel spectrogram")
    func identity() throws {
        let samples = try golden("speech-slt-samples")
        let before = logMelSpectrogram(samples)
        let after = logMelSpectrogram(convertVoice(samples, pitch: 1, formants: 1))
        let loud = before.values.indices.filter { before.values[$0] > -8 }
        let distance =
            loud.reduce(0) { $0 + abs(before.values[$1] - after.values[$1]) } / Float(loud.count)
        #expect(distance < 0.45, "\(distance) nats")
    }

    @Test("formants move by their factor", arguments: [0.8, 1.0, 1.2])
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
        let converted = convertVoice(samples, pitch: 1, formants: factor)
        let envelope = RealFFT(size: 2048).smoothEnvelope(
            of: converted[5000..<7048], f0: 100, sampleRate: 24_000)
        let peak = envelope.indices.max { envelope[$0] < envelope[$1] } ?? 0
        let hz = Double(peak) * 24_000 / 2048
        #expect(abs(hz / (1500 * factor) - 1) < 0.05, "peak at \(hz) Hz")
    }

    @Test("white noise of power 1 has the envelope 0")
    func envelopeLevel() {
        let fft = RealFFT(size: 2048)
        let signal = whiteNoise(seed: 3, first: 0, count: 20 * 2048)
        var sum: Float = 0
        for part in 0..<20 {
            let envelope = fft.smoothEnvelope(
                of: signal[part * 2048..<(part + 1) * 2048], f0: 200, sampleRate: 24_000)
            sum += envelope.reduce(0, +) / Float(envelope.count) / 20
        }
        // The mean of the logarithm lies below the logarithm of the mean.
        #expect(sum > -0.35 && sum < 0.05, "\(sum)")
    }
}
