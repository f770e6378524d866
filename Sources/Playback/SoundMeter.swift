import Kernels

#if canImport(Glibc)
    import Glibc
#endif

/// How loud a short stretch of sound is, and where in the spectrum.
struct SoundMeter: Sendable {
    static let bandCount = 32

    private let transform = RealFFT(size: 1024)
    private let window: [Float]
    /// The first bin of each band, and at last the end.
    private let edges: [Int]

    /// - Parameter sampleRate: Hz; the bands reach from 80 Hz to half of it, each by the same factor.
    init(sampleRate: Int) {
        window = (0..<1024).map { 0.5 - 0.5 * cos(2 * Float.pi * Float($0) / 1024) }
        let low = 80 * 1024 / Double(sampleRate)
        var edges: [Int] = []
        for band in 0...Self.bandCount {
            let exact = low * pow(512 / low, Double(band) / Double(Self.bandCount))
            // Each band has at least one bin; the lowest are closer together than bins are.
            edges.append(min(max(Int(exact), (edges.last ?? 2) + 1), 512 - Self.bandCount + band))
        }
        self.edges = edges
    }

    /// Highest and mean level, linear.
    func level(of samples: [Float]) -> (peak: Float, rms: Float) {
        var peak: Float = 0
        var sum: Float = 0
        for sample in samples {
            peak = max(peak, abs(sample))
            sum += sample * sample
        }
        return (peak, (sum / Float(max(samples.count, 1))).squareRoot())
    }

    /// Energies of the bands over the last 1024 samples, 0 (−70 dB or less) to 1 (0 dB: a full sine).
    func bands(of samples: [Float]) -> [Float] {
        var frame = Array(samples.suffix(1024))
        frame += Array(repeating: 0, count: 1024 - frame.count)
        for index in frame.indices { frame[index] *= window[index] }
        let spectrum = transform.spectrum(of: frame)
        return (0..<Self.bandCount).map { band in
            var energy: Float = 0
            for bin in edges[band]..<edges[band + 1] {
                let (real, imaginary) = (spectrum[2 * bin], spectrum[2 * bin + 1])
                energy += real * real + imaginary * imaginary
            }
            // A full sine has amplitude 1024 / 4 behind this window, and leaks a little.
            let decibels = 10 * log10(max(energy / (256 * 256 * 1.5), 1e-7))
            return min(max(1 + decibels / 70, 0), 1)
        }
    }
}
