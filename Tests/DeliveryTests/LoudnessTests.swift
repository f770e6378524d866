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

    @Test(
        "where a sound stands does not change its loudness",
        arguments: [(1.0, 1.0), (1.2, 0.7483), (1.4142, 0)])
    func stereo(left: Float, right: Float) throws {
        let mono = sine(440, amplitude: 0.2, seconds: 3)
        let pairs = mono.flatMap { [$0 * left, $0 * right] }
        let placed = try Loudness.measure(pairs, channelCount: 2)
        #expect(abs(placed.integrated - (try Loudness.measure(mono)).integrated) < 0.1)
        let peak = amplitudeToDecibels(Double(0.2 * max(left, right)))
        #expect(abs(placed.truePeak - peak) < 0.2)
    }

    @Test("normalising keeps the places of a stereo sound")
    func stereoNormalising() throws {
        let pairs = sine(300, seconds: 3).flatMap { [$0, $0 / 2] }
        let normalised = try Loudness.normalise(pairs, channelCount: 2, to: -20)
        #expect(
            abs(try Loudness.measure(normalised, channelCount: 2).integrated + 20) < 0.15)
        #expect(abs(normalised[2000] - 2 * normalised[2001]) < 1e-6)
    }
}
