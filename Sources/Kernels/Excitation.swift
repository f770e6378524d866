import KernelsC

/// Band-limited pulses, one per period of a gliding pitch, of power 1.
public struct PulseTrain: Equatable, Sendable {
    /// How far, in samples, a pulse may reach beyond the segment it is added for.
    public static let reach = PARLEY_PULSE_REACH

    private var phase = 0.0  // periods
    private let sampleRate: Double

    public init(sampleRate: Double) {
        self.sampleRate = sampleRate
    }

    /// Adds the pulses of the next `count` samples to `signal`, where those begin at `offset`.
    ///
    /// - Parameters:
    ///   - fromHz, toHz: the pitch at the beginning and at the end; in between it moves evenly.
    ///   - firstHalf, secondHalf: whether pulses sound there; the phase goes on regardless.
    public mutating func add(
        fromHz: Double, toHz: Double, firstHalf: Bool, secondHalf: Bool, count: Int,
        to signal: inout [Float], at offset: Int
    ) {
        precondition(
            offset >= Self.reach && offset + count + Self.reach <= signal.count,
            "PulseTrain: segment at \(offset) leaves no margin in \(signal.count) samples")
        var train = parley_pulse_train(sample_rate: sampleRate, phase: phase)
        signal.withUnsafeMutableBufferPointer { signal in
            guard let signal = signal.baseAddress else { return }
            parley_add_pulses(
                &train, fromHz, toHz, firstHalf, secondHalf, count, signal + offset)
        }
        phase = train.phase
    }
}

/// Samples `first` ..< `first` + `count` of the endless noise of power 1 that belongs to `seed`.
///
/// Evenly distributed, not normally: a spectrum of many samples cannot tell.
public func whiteNoise(seed: UInt64, first: Int, count: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { signal, written in
        written = count
        guard let signal = signal.baseAddress else { return }
        parley_noise(seed, UInt64(first), count, signal)
    }
}
