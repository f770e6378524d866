import Kernels
import Testing

@testable import Signal

@Suite struct MelSpectrogramTests {
    @Test("log-mel equals librosa's")
    func agreesWithLibrosa() throws {
        let samples = try golden("hello-samples")
        let expected = try goldenMatrix("hello-log-mel", columns: 80)
        let mel = logMelSpectrogram(samples)
        #expect(mel.rows == expected.rows && mel.columns == 80)
        // Near the floor, rounding in the spectrum is large beside the amplitude.
        #expect(largestDifference(mel.values, expected.values) < 0.01)
        #expect(meanDifference(mel.values, expected.values) < 0.0005)
    }

    @Test("every filter has area 1 and no bin more than two filters")
    func filters() {
        let bank = MelFilterbank()
        for filter in 20..<80 {
            let area = bank.weights.row(filter).reduce(0, +) * 24_000 / 1024
            #expect(abs(area - 1) < 0.1, "filter \(filter) has area \(area)")
        }
        #expect(bank.weights[0, 0] == 0)
    }

    @Test("silence is the logarithm of the floor", arguments: [0, 1, 255, 256, 3000])
    func silence(count: Int) {
        let mel = logMelSpectrogram([Float](repeating: 0, count: count))
        #expect(mel.rows == 1 + count / 256)
        #expect(mel.values.allSatisfy { abs($0 + 11.512925) < 1e-5 })
    }
}
