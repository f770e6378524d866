import CEbur128

/// Programme loudness and true peak, as EBU R 128 and ITU-R BS.1770 define them.
public struct Loudness: Equatable, Sendable {
    /// Integrated loudness in LUFS.
    public let integrated: Double
    /// True peak in dBTP (oversampled).
    public let truePeak: Double

    /// Measures mono samples.
    ///
    /// - Throws: `.silence` where everything lies below the gate.
    public static func measure(
        _ samples: [Float], sampleRate: Double = 24_000
    ) throws(DeliveryError) -> Loudness {
        let meter = LoudnessMeter(sampleRate: sampleRate)
        meter.add(samples)
        return try meter.result()
    }

    /// The linear gain that brings this loudness to `target` LUFS, held back where the true peak
    /// would pass `ceiling` dBTP.
    public func gain(toReach target: Double, ceiling: Double = -1) -> Float {
        let decibels = min(target - integrated, ceiling - truePeak)
        return Float(decibelsToAmplitude(decibels))
    }

    /// `samples` at `target` LUFS, or as near below as the true-peak ceiling allows.
    public static func normalise(
        _ samples: [Float], sampleRate: Double = 24_000, to target: Double, ceiling: Double = -1
    ) throws(DeliveryError) -> [Float] {
        let gain = try measure(samples, sampleRate: sampleRate)
            .gain(toReach: target, ceiling: ceiling)
        return samples.map { $0 * gain }
    }
}

/// Measures mono sound as it comes, in constant memory.
///
/// The integrated loudness is taken from a histogram of 0.1 LU, so that hours cost no more than
/// seconds.
public final class LoudnessMeter {
    private var state: UnsafeMutablePointer<ebur128_state>?

    public init(sampleRate: Double = 24_000) {
        let modes = EBUR128_MODE_I.rawValue | EBUR128_MODE_TRUE_PEAK.rawValue
        let histogram = EBUR128_MODE_HISTOGRAM.rawValue
        state = ebur128_init(1, UInt(sampleRate), Int32(modes | histogram))
        precondition(state != nil, "LoudnessMeter: \(sampleRate) Hz is no sample rate")
        // One channel that will sound from two loudspeakers counts 3 dB more than a lone one.
        ebur128_set_channel(state, 0, Int32(EBUR128_DUAL_MONO.rawValue))
    }

    deinit { ebur128_destroy(&state) }

    public func add(_ samples: [Float]) {
        ebur128_add_frames_float(state, samples, samples.count)
    }

    /// The loudness of everything added so far.
    public func result() throws(DeliveryError) -> Loudness {
        var integrated = -Double.infinity
        var peak = 0.0
        ebur128_loudness_global(state, &integrated)
        ebur128_true_peak(state, 0, &peak)
        guard integrated.isFinite, peak > 0 else { throw .silence }
        return Loudness(integrated: integrated, truePeak: amplitudeToDecibels(peak))
    }
}
