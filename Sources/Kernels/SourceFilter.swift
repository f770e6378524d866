import KernelsC

extension RealFFT {
    /// The smooth spectral envelope of the samples around a place where the pitch is `f0`: natural
    /// logarithms of amplitude at every bin; white noise of power 1 has the envelope 0.
    ///
    /// Follows CheapTrick (Morise 2015): three periods under a Hann window, power smoothed over two
    /// thirds of the pitch, then a lifter that takes the remaining harmonics out. Differs: amplitudes
    /// below the pitch are the larger of those present and those mirrored from above.
    ///
    /// - Parameters:
    ///   - samples: `size` of them, the place in their middle.
    ///   - f0: Hz, at least 3 × `sampleRate` / (`size` − 4).
    public func smoothEnvelope(
        of samples: ArraySlice<Float>, f0: Double, sampleRate: Double
    ) -> [Float] {
        precondition(samples.count == size, "smoothEnvelope: needs \(size) samples")
        precondition(
            f0 * Double(size - 4) >= 3 * sampleRate, "smoothEnvelope: pitch \(f0) Hz is too low")
        return [Float](unsafeUninitializedCapacity: binCount) { envelope, count in
            count = binCount
            guard let envelope = envelope.baseAddress else { return }
            withScratch(of: Float.self, count: 4 * size + 2) { scratch in
                samples.withUnsafeBufferPointer { samples in
                    guard let samples = samples.baseAddress else { return }
                    parley_smooth_envelope(
                        size, twiddles, samples, Float(f0), Float(sampleRate), envelope, scratch)
                }
            }
        }
    }

    /// The spectrum of the filter of minimum phase whose log amplitudes are `envelope`, laid out as
    /// `spectrum(of:)` gives it.
    public func minimumPhaseSpectrum(envelope: [Float]) -> [Float] {
        precondition(envelope.count == binCount, "minimumPhaseSpectrum: needs \(binCount) bins")
        return [Float](unsafeUninitializedCapacity: 2 * binCount) { spectrum, count in
            count = 2 * binCount
            guard let spectrum = spectrum.baseAddress else { return }
            withScratch(of: Float.self, count: 4 * size + 2) { scratch in
                parley_minimum_phase(size, twiddles, envelope, spectrum, scratch)
            }
        }
    }

    /// Adds one windowed frame of excitation, filtered, to `output` from `start` on (`size` samples).
    ///
    /// - Parameters:
    ///   - pulses, noise: two excitations; the frame begins at `start` in both.
    ///   - pulseWeights: what share of the power in every bin is the pulses', 0…1.
    ///   - filter: a spectrum as `minimumPhaseSpectrum(envelope:)` gives it.
    public func addFiltered(
        pulses: [Float], noise: [Float], window: [Float], pulseWeights: [Float], filter: [Float],
        to output: inout [Float], at start: Int
    ) {
        precondition(
            window.count <= size && pulseWeights.count == binCount && filter.count == 2 * binCount,
            "addFiltered: shapes do not fit a transform of \(size)")
        precondition(
            start >= 0 && start + window.count <= min(pulses.count, noise.count)
                && start + size <= output.count, "addFiltered: the frame at \(start) does not fit")
        let windowLength = window.count
        output.withUnsafeMutableBufferPointer { output in
            guard let output = output.baseAddress else { return }
            withScratch(of: Float.self, count: 6 * size) { scratch in
                withBases(pulses, noise, window) { pulses, noise, window in
                    parley_add_filtered(
                        size, twiddles, window, windowLength, pulses + start,
                        noise + start, pulseWeights, filter, output + start, scratch)
                }
            }
        }
    }
}
