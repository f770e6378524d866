import Testing

@testable import Delivery

@Suite struct LoudnessTests {
    @Test("a sine of 997 Hz measures its level, as BS.1770 calibrates", arguments: [-23.0, -16])
    func calibration(target: Double) throws {
        // A full-scale sine in two loudspeakers is 0 LUFS at 997 Hz.
        let samples = sine(997, amplitude: Float(decibelsToAmplitude(target)), seconds: 4)
        let loudness = try Loudness.measure(samples)
        #expect(abs(loudness.integrated - target) < 0.2)
        #expect(abs(loudness.truePeak - target) < 0.2)
    }

    @Test("normalising reaches the target and repeats")
    func normalising() throws {
        let normalised = try Loudness.normalise(sine(300, seconds: 3), to: -20)
        #expect(abs(try Loudness.measure(normalised).integrated + 20) < 0.15)
    }

    @Test("the true-peak ceiling holds the gain back")
    func ceiling() throws {
        var samples = sine(300, amplitude: 0.05, seconds: 3)
        samples[1000] = 0.9
        let normalised = try Loudness.normalise(samples, to: -10, ceiling: -1)
        #expect(try Loudness.measure(normalised).truePeak < -0.9)
    }

    @Test("silence is an error")
    func silence() {
        #expect(throws: DeliveryError.silence) {
            try Loudness.measure([Float](repeating: 0, count: 48_000))
        }
    }
}
