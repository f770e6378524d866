import Foundation
import Testing

@testable import Signal

@Suite struct ResamplerTests {
    @Test(
        "a sine stays the same sine",
        arguments: [
            (16_000.0, 24_000.0), (22_050, 24_000), (44_100, 24_000), (48_000, 24_000),
            (24_000, 16_000), (24_000, 24_000), (24_000, 22_321.7),
        ])
    func sines(from: Double, to: Double) {
        for hz in [100.0, 1000, 0.43 * min(from, to)] {
            let input = sine(hz, count: Int(from / 10), sampleRate: from)
            let output = resample(input, from: from, to: to)
            #expect(output.count == Int((Double(input.count) * to / from).rounded()))
            let expected = sine(hz, count: output.count, sampleRate: to)
            let inner = output.count / 4..<output.count * 3 / 4
            let error = largestDifference(Array(output[inner]), Array(expected[inner]))
            #expect(error < 3e-4, "\(hz) Hz, \(from) to \(to): \(error)")
        }
    }

    @Test("what the new rate cannot hold is removed")
    func aliasing() {
        let output = resample(
            sine(10_000, count: 4800, sampleRate: 48_000), from: 48_000, to: 16_000)
        #expect(rootMeanSquare(output[400..<1200]) < 1e-3)
    }
}
