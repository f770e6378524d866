import Kernels
import Testing

@testable import Signal

@Suite struct GriffinLimTests {
    @Test("iterations bring the mel spectrogram closer, momentum brings it closer still")
    func converges() throws {
        let mel = logMelSpectrogram(Array(try golden("speech-slt-samples").prefix(12_000)))
        func distance(_ iterations: Int, _ momentum: Float) -> Float {
            let sound = griffinLim(logMel: mel, iterations: iterations, momentum: momentum)
            return meanDifference(logMelSpectrogram(sound).values, mel.values)
        }
        let (none, plain, fast) = (distance(0, 0), distance(16, 0), distance(16, 0.99))
        #expect(plain < none && fast < plain, "\(none), \(plain), \(fast)")
        #expect(fast < 0.2)
    }

    @Test("length and repeatability", arguments: [0, 1, 2, 3, 8, 9, 17])
    func lengths(frameCount: Int) {
        let mel = Matrix<Float>(
            rows: frameCount, columns: 80, values: noise(frameCount * 80).map { $0 - 5 })
        let sound = griffinLim(logMel: mel, iterations: 2, seed: 3)
        #expect(sound.count == max(0, frameCount - 1) * 256)
        #expect(griffinLim(logMel: mel, iterations: 2, seed: 3) == sound)
        if frameCount > 1 { #expect(griffinLim(logMel: mel, iterations: 2, seed: 4) != sound) }
    }
}

@Suite struct HarmonicToNoiseRatioTests {
    @Test("the ratio is that of the powers", arguments: [0.0, 10.0, 20.0])
    func ratio(decibels: Double) {
        let voice = sine(200, count: 12_000)
        let level = Float(0.125.squareRoot() * Double.exponential(-decibels / 20 * 2.302585))
        let hiss = whiteNoise(seed: 1, first: 0, count: voice.count)
        let ratios = harmonicToNoiseRatio(zip(voice, hiss).map { $0 + level * $1 })
        let inner = ratios[5..<ratios.count - 5]
        let mean = Double(inner.reduce(0, +)) / Double(inner.count)
        #expect(abs(mean - decibels) < 1, "\(mean) dB")
    }
}
