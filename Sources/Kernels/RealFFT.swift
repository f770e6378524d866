import KernelsC

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The discrete Fourier transform of `size` real values, and its inverse.
///
/// Value type without scratch memory of its own, so one instance serves many threads. Cost: about
/// 2 µs for 1024 values.
public struct RealFFT: Sendable {
    /// How many values a transform takes: a power of two, at least 2.
    public let size: Int
    /// How many bins a spectrum has: `size / 2 + 1`.
    public var binCount: Int { size / 2 + 1 }
    let twiddles: [Float]

    public init(size: Int) {
        precondition(
            size >= 2 && size & (size - 1) == 0, "RealFFT: size \(size) is not a power of two")
        self.size = size
        // In Double, so that no table entry is off by more than its own rounding.
        twiddles = (0..<size).flatMap { k in
            let angle = 2 * Double.pi * Double(k) / Double(size)
            return [Float(cos(angle)), Float(-sin(angle))]
        }
    }

    /// The spectrum of `values` (`size` of them): real and imaginary part of each bin in turn.
    public func spectrum(of values: [Float]) -> [Float] {
        precondition(values.count == size, "RealFFT: \(values.count) values, needs \(size)")
        return [Float](unsafeUninitializedCapacity: 2 * binCount) { spectrum, count in
            count = 2 * binCount
            guard let output = spectrum.baseAddress else { return }
            withScratch(of: Float.self, count: 2 * size) { scratch in
                parley_real_fft(size, twiddles, values, output, scratch)
            }
        }
    }

    /// The values whose spectrum is `spectrum` (laid out as `spectrum(of:)` gives it).
    public func values(of spectrum: [Float]) -> [Float] {
        precondition(
            spectrum.count == 2 * binCount,
            "RealFFT: \(spectrum.count) spectrum values, needs \(2 * binCount)")
        return [Float](unsafeUninitializedCapacity: size) { values, count in
            count = size
            guard let output = values.baseAddress else { return }
            withScratch(of: Float.self, count: 2 * size) { scratch in
                parley_inverse_real_fft(size, twiddles, spectrum, output, scratch)
            }
        }
    }
}
