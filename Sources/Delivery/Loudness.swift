import CEbur128

/// Programme loudness and true peak, as EBU R 128 and ITU-R BS.1770 define them.
public struct Loudness: Equatable, Sendable {
    /// Integrated loudness in LUFS.
    public let integrated: Double
    /// True peak in dBTP (oversampled).
    public let truePeak: Double

    /// Measures samples.
    ///
    /// - Parameter channelCount: 1 for mono, heard from two loudspeakers; 2 for pairs of left and
    ///   right.
    /// - Throws: `.silence` where everything lies below the gate.
    public static func measure(
        _ samples: [Float], sampleRate: Double = 24_000, channelCount: Int = 1
    ) throws(DeliveryError) -> Loudness {
        let meter = LoudnessMeter(sampleRate: sampleRate, channelCount: channelCount)
        meter.add(samples)
        return try meter.result()
    }

    /// The linear gain that brings this loudness to `target` LUFS, held back where the true peak
    /// would pass `ceiling` dBTP.
    public func gain(toReach target: Double, ceiling: Double = -1) -> Float {
        let decibels = min(target - integrated, ceiling - truePeak)
        return Float(decibelsToAmplitude(decibels))
    }

    /// `samples` at `target` LUFS, or as near below as the true-peak ceiling allows; all channels
    /// by the same gain.
    public static func normalise(
        _ samples: [Float], sampleRate: Double = 24_000, channelCount: Int = 1,
        to target: Double, ceiling: Double = -1
    ) throws(DeliveryError) -> [Float] {
        let gain = try measure(samples, sampleRate: sampleRate, channelCount: channelCount)
            .gain(toReach: target, ceiling: ceiling)
        return samples.map { $0 * gain }
    }
}

/// Measures sound as it comes, in constant memory.
///
/// The integrated loudness is taken from a histogram of 0.1 LU, so that hours cost no more than
/// seconds.
public final class LoudnessMeter {
    private var state: UnsafeMutablePointer<ebur128_state>?
    private let channelCount: Int

    /// - Parameter channelCount: 1 for mono, heard from two loudspeakers; 2 for pairs of left and
    ///   right.
    public init(sampleRate: Double = 24_000, channelCount: Int = 1) {
        precondition((1...2).contains(channelCount), "LoudnessMeter: \(channelCount) channels")
        self.channelCount = channelCount
        let modes = EBUR128_MODE_I.rawValue | EBUR128_MODE_TRUE_PEAK.rawValue
        let histogram = EBUR128_MODE_HISTOGRAM.rawValue
        state = ebur128_init(UInt32(channelCount), UInt(sampleRate), Int32(modes | histogram))
        precondition(state != nil, "LoudnessMeter: \(sampleRate) Hz is no sample rate")
        // One channel that will sound from two loudspeakers counts 3 dB more than a lone one.
        if channelCount == 1 {
            ebur128_set_channel(state, 0, Int32(EBUR128_DUAL_MONO.rawValue))
        }
    }

    deinit { ebur128_destroy(&state) }

    public func add(_ samples: [Float]) {
        ebur128_add_frames_float(state, samples, samples.count / channelCount)
    }

    /// The loudness of everything added so far.
    public func result() throws(DeliveryError) -> Loudness {
        var integrated = -Double.infinity
        var peak = 0.0
        ebur128_loudness_global(state, &integrated)
        for channel in 0..<channelCount {
            var channelPeak = 0.0
            ebur128_true_peak(state, UInt32(channel), &channelPeak)
            peak = max(peak, channelPeak)
        }
        guard integrated.isFinite, peak > 0 else { throw .silence }
        return Loudness(integrated: integrated, truePeak: amplitudeToDecibels(peak))
    }
}
