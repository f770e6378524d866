import Foundation
import Testing

@testable import Playback

@Suite struct SoundMeterTests {
    private let meter = SoundMeter(sampleRate: 24_000)

    private func sine(_ frequency: Double, amplitude: Double = 1) -> [Float] {
        (0..<1200).map { Float(amplitude * sin(2 * .pi * frequency * Double($0) / 24_000)) }
    }

    @Test("a sine shows in one band, higher the higher it is", arguments: [300.0, 1000, 5000])
    func bands(frequency: Double) throws {
        let low = meter.bands(of: sine(frequency))
        let high = meter.bands(of: sine(2 * frequency))
        func loudest(_ bands: [Float]) -> Int { bands.indices.max { bands[$0] < bands[$1] } ?? 0 }
        #expect(low.count == SoundMeter.bandCount && low.allSatisfy { (0...1).contains($0) })
        #expect(loudest(low) < loudest(high))
        #expect(low[loudest(low)] > 0.95)
        #expect(abs(meter.bands(of: sine(frequency, amplitude: 0.1))[loudest(low)] - 5 / 7) < 0.06)
    }

    @Test("silence is nothing, and so is no sound at all")
    func silence() {
        #expect(meter.bands(of: []).allSatisfy { $0 == 0 })
        #expect(meter.bands(of: Array(repeating: 0, count: 300)).allSatisfy { $0 == 0 })
        #expect(meter.level(of: []) == (0, 0))
    }

    @Test("the level of a sine is its amplitude, and 3 dB less in the mean")
    func level() {
        let level = meter.level(of: sine(1000, amplitude: 0.5))
        #expect(abs(level.peak - 0.5) < 0.01 && abs(level.rms - 0.3535) < 0.01)
    }
}
