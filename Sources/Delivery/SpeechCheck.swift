/// Whether a sound could be speech, by what can be measured without listening.
public struct SpeechCheck: Equatable, Sendable {
    public let seconds: Double
    public let loudness: Loudness
    /// Share of the samples within 0.1 % of full scale.
    public let clippedShare: Double
    /// Share of 20 ms windows more than 30 dB below the loudness: pauses. Speech has some, and
    /// noise, tones and hum have none.
    public let pauseShare: Double

    /// Measures samples.
    ///
    /// - Parameter channelCount: 1, or 2 for pairs of left and right.
    /// - Throws: `.silence` where there is nothing to hear.
    public init(
        _ samples: [Float], sampleRate: Double, channelCount: Int = 1
    ) throws(DeliveryError) {
        seconds = Double(samples.count / channelCount) / sampleRate
        loudness = try Loudness.measure(
            samples, sampleRate: sampleRate, channelCount: channelCount)
        clippedShare = Double(samples.count { abs($0) > 0.999 }) / Double(samples.count)
        pauseShare = Self.pauseShare(
            samples, windowLength: Int(sampleRate * 0.02) * channelCount,
            below: Float(decibelsToAmplitude(loudness.integrated - 30)))
    }

    /// What speaks against it, in words; empty for speech.
    ///
    /// - Parameter duration: the lengths that may be, in seconds.
    public func objections(duration: ClosedRange<Double>) -> [String] {
        var objections: [String] = []
        if !duration.contains(seconds) {
            objections.append(
                "it lasts \(seconds) s, not \(duration.lowerBound) to \(duration.upperBound)")
        }
        if !(-30 ... -12).contains(loudness.integrated) {
            objections.append("its loudness is \(loudness.integrated) LUFS, not -30 to -12")
        }
        if clippedShare > 1e-4 {
            objections.append("\(clippedShare * 100) % of the samples are clipped")
        }
        if !(0.03...0.6).contains(pauseShare) {
            objections.append("\(pauseShare * 100) % of it are pauses, not 3 to 60")
        }
        return objections
    }

    private static func pauseShare(
        _ samples: [Float], windowLength: Int, below threshold: Float
    ) -> Double {
        var quiet = 0
        var count = 0
        for start in stride(from: 0, to: samples.count - windowLength + 1, by: windowLength) {
            var energy: Float = 0
            for index in start..<start + windowLength { energy += samples[index] * samples[index] }
            if (energy / Float(windowLength)).squareRoot() < threshold { quiet += 1 }
            count += 1
        }
        return count == 0 ? 0 : Double(quiet) / Double(count)
    }
}
