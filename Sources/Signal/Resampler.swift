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
    let kernel = SincKernel(stretch: stretch)
    return interpolate(
        samples, count: count, step: from / to, reach: kernel.reach,
        resolution: SincKernel.resolution, phases: kernel.phases)
}

/// A Kaiser-windowed sinc, tabulated as rows of taps for places between two samples.
private struct SincKernel {
    /// Rows per input sample; linear interpolation between them errs by less than −100 dB.
    static let resolution = 256
    private static let zeroCrossings = 32

    /// Input samples to either side.
    let reach: Int
    /// [resolution + 1, 2 × reach], row-major; row p stands for the place p / resolution.
    let phases: [Float]

    /// - Parameter stretch: how many times wider than the sinc of the input's rate; at least 1.
    init(stretch: Double) {
        let reach = Int((Double(Self.zeroCrossings) * stretch).rounded(.up))
        self.reach = reach
        let (resolution, kernel) = (Self.resolution, Self.kernel)
        let scale = Double(resolution) / stretch
        let gain = Float(1 / stretch)
        var rows = Array(repeating: Float(0), count: (resolution + 1) * 2 * reach)
        for phase in 0...resolution {
            for tap in 0..<2 * reach {
                let offset = Double(phase) / Double(resolution) + Double(reach - 1 - tap)
                let place = abs(offset) * scale
                let index = Int(place)
                guard index + 1 < kernel.count else { continue }
                let part = Float(place - Double(index))
                let value = kernel[index] + part * (kernel[index + 1] - kernel[index])
                rows[phase * 2 * reach + tap] = gain * value
            }
        }
        phases = rows
    }

    /// The right half at stretch 1, `resolution` points a sample: every ratio is cut from it, since
    /// evaluating it anew would cost more than resampling a short word.
    private static let kernel: [Float] = {
        let cutoff = 0.96
        let beta = 9.0
        let scale = cutoff / bessel(beta)
        return (0...zeroCrossings * resolution).map { index in
            let place = Double(index) / Double(resolution)
            let ratio = place / Double(zeroCrossings)
            let angle = Double.pi * place * cutoff
            let sinc = angle == 0 ? 1 : sin(angle) / angle
            return Float(scale * sinc * bessel(beta * max(0, 1 - ratio * ratio).squareRoot()))
        }
    }()

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
