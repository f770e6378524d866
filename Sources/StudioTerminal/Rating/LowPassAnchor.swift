import Foundation
import Kernels

/// The low-passed copies of a reference that hold down the lower end of a MUSHRA scale.
///
/// ITU-R BS.1534-3 asks for cut-offs at 3.5 kHz (low anchor) and 7 kHz (mid anchor); of the
/// 3.5 kHz filter for a pass band that is flat to 0.1 dB and for at least 25 dB of attenuation at
/// 4 kHz and 50 dB at 4.5 kHz. Ours is a linear-phase Kaiser-windowed sinc whose stop band begins
/// 500 Hz above the cut-off, 60 dB down, so it adds no delay and no ringing of its own.
public enum LowPassAnchor: String, CaseIterable, Sendable {
    /// Cut off at 3.5 kHz.
    case low
    /// Cut off at 7 kHz.
    case mid

    /// Where the pass band ends, in Hz.
    public var cutoff: Double { self == .low ? 3_500 : 7_000 }

    /// `samples` without what lies above the cut-off; as long as before.
    ///
    /// - Parameter sampleRate: in Hz.
    public func applied(to samples: [Float], sampleRate: Double) -> [Float] {
        let (reach, taps) = Self.taps(cutoff: cutoff, sampleRate: sampleRate)
        // A filter is an interpolation at the places where the samples are already.
        return interpolate(
            samples, count: samples.count, step: 1, reach: reach, resolution: 1,
            phases: taps + Array(repeating: 0, count: taps.count))
    }

    /// One row of 2 × `reach` taps, the last of them 0.
    private static func taps(
        cutoff: Double, sampleRate: Double
    ) -> (reach: Int, taps: [Float]) {
        let transition = 500.0
        let attenuation = 60.0
        let beta = 0.1102 * (attenuation - 8.7)
        // Kaiser's estimate of the length.
        let width = 2 * Double.pi * transition / sampleRate
        let half = Int(((attenuation - 7.95) / (2.285 * width) / 2).rounded(.up))
        let middle = 2 * (cutoff + transition / 2) / sampleRate
        let row = (0..<2 * half + 2).map { index -> Double in
            let place = Double(index - half)
            guard abs(place) <= Double(half) else { return 0 }
            let angle = Double.pi * middle * place
            let sinc = angle == 0 ? middle : middle * sin(angle) / angle
            let ratio = place / Double(half)
            return sinc * bessel(beta * max(0, 1 - ratio * ratio).squareRoot()) / bessel(beta)
        }
        let sum = row.reduce(0, +)
        return (half + 1, row.map { Float($0 / sum) })
    }

    /// The modified Bessel function of the first kind and order 0.
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
