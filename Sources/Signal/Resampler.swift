import Foundation
import Kernels

/// Changes the sample rate of `samples`.
///
/// Sinc interpolation under a Kaiser window (32 zero crossings a side, about 90 dB), at any ratio;
/// what lies above 0.96 of the lower of both Nyquist frequencies is faded out. Method: Smith &
/// Gossett 1984.
///
/// - Returns: samples × `to` / `from` samples, rounded.
public func resample(_ samples: [Float], from: Double, to: Double) -> [Float] {
    precondition(from > 0 && to > 0, "resample: rates \(from) and \(to) must be positive")
    if from == to { return samples }
    let count = Int((Double(samples.count) * to / from).rounded())
    // Downsampling stretches the kernel, so that it cuts at the new Nyquist frequency.
    let stretch = max(1, from / to)
    let resolution = Int((512 / stretch).rounded(.up))
    let kernel = SincKernel(zeroCrossings: 32, stretch: stretch, resolution: resolution)
    return interpolate(
        samples, count: count, step: from / to, halfWidth: kernel.halfWidth,
        resolution: resolution, table: kernel.table)
}

/// The right half of a Kaiser-windowed sinc, tabulated.
private struct SincKernel {
    /// Input samples to either side.
    let halfWidth: Double
    let table: [Float]

    init(zeroCrossings: Int, stretch: Double, resolution: Int) {
        let halfWidth = Double(zeroCrossings) * stretch
        self.halfWidth = halfWidth
        let cutoff = 0.96 / stretch
        let beta = 9.0
        let scale = 1 / Self.bessel(beta)
        table = (0..<Int(halfWidth * Double(resolution)) + 3).map { index in
            let place = Double(index) / Double(resolution)
            let ratio = place / halfWidth
            guard ratio < 1 else { return 0 }
            let angle = Double.pi * place * cutoff
            let sinc = angle == 0 ? 1 : sin(angle) / angle
            return Float(
                cutoff * sinc * Self.bessel(beta * (1 - ratio * ratio).squareRoot()) * scale)
        }
    }

    /// The modified Bessel function of the first kind and order 0, by its power series.
    private static func bessel(_ x: Double) -> Double {
        var (sum, term, k) = (1.0, 1.0, 1.0)
        while term > sum * 1e-12 {
            term *= (x / 2 / k) * (x / 2 / k)
            sum += term
            k += 1
        }
        return sum
    }
}
