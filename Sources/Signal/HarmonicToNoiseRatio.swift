import Foundation
import Kernels

/// How far the harmonics of a voice stand out of its noise, every 10 ms, in dB.
///
/// From the highest peak of the normalised autocorrelation under a Hann window of 50 ms between 2 and
/// 16.6 ms (Boersma 1993); 10 dB means ten times more power in the harmonics.
///
/// - Parameter samples: mono, 24 kHz.
/// - Returns: 1 + samples / 240 values, −30…40 dB.
public func harmonicToNoiseRatio(_ samples: [Float]) -> [Float] {
    let (length, size, hopLength) = (1200, 2048, 240)
    let lags = 48..<400
    let margin = [Float](repeating: 0, count: (size - length) / 2)
    let window =
        margin
        + (0..<length).map {
            Float(0.5 - 0.5 * cos(2 * Double.pi * Double($0) / Double(length - 1)))
        }
        + margin
    let transform = FrameTransform(size: size, hopLength: hopLength, window: window)
    let frameCount = 1 + samples.count / hopLength
    let own = autocorrelation(of: window, transform: transform, lagCount: lags.upperBound)
    let lead = [Float](repeating: 0, count: size / 2)
    let needed = transform.paddedLength(frameCount: frameCount)
    let tail = max(0, needed - lead.count - samples.count)
    let rows = transform.autocorrelation(
        of: lead + samples + Array(repeating: 0, count: tail), frameCount: frameCount,
        lagCount: lags.upperBound,
        powerWeights: Array(repeating: 1, count: transform.fft.binCount))
    return (0..<frameCount).map { frame in
        let scale = own[0] / (rows[frame, 0] + 1e-12)
        let highest = lags.reduce(0 as Float) { max($0, rows[frame, $1] * scale / own[$1]) }
        let periodic = min(max(highest, 1e-3), 0.9999)
        return 10 * log10(periodic / (1 - periodic))
    }
}

private func autocorrelation(
    of window: [Float], transform: FrameTransform, lagCount: Int
) -> [Float] {
    var spectrum = transform.fft.spectrum(of: window)
    for bin in 0..<transform.fft.binCount {
        let (real, imaginary) = (spectrum[2 * bin], spectrum[2 * bin + 1])
        spectrum[2 * bin] = real * real + imaginary * imaginary
        spectrum[2 * bin + 1] = 0
    }
    return Array(transform.fft.values(of: spectrum).prefix(lagCount))
}
