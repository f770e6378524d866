import Foundation
import Kernels

/// The short-time Fourier transform with a periodic Hann window and frames centred on multiples of
/// the hop length, and its inverse.
///
/// Follows `librosa.stft(center=True, pad_mode="constant")`: frame t is centred on sample
/// `t × hopLength`, and beyond the ends the signal is zero.
public struct STFT: Sendable {
    public let hopLength: Int
    public var fftSize: Int { transform.fft.size }
    public var binCount: Int { transform.fft.binCount }
    let transform: FrameTransform

    /// - Parameter fftSize: a power of two, at least 8.
    public init(fftSize: Int = 1024, hopLength: Int = 256) {
        self.hopLength = hopLength
        transform = FrameTransform(
            size: fftSize, hopLength: hopLength, window: hannWindow(length: fftSize))
    }

    /// The spectra of all 1 + samples / hopLength frames.
    public func spectrogram(of samples: [Float]) -> Spectrogram {
        let count = 1 + samples.count / hopLength
        let parts = transform.spectra(of: padded(samples, frameCount: count), frameCount: count)
        return Spectrogram(real: parts.real, imaginary: parts.imaginary)
    }

    /// The waveform whose frames come closest to `spectrogram` in the least-squares sense (Griffin
    /// & Lim 1984): `(frames − 1) × hopLength` samples, or `length` of them.
    public func samples(from spectrogram: Spectrogram, length: Int? = nil) -> [Float] {
        let frames = spectrogram.real.rows
        let length = length ?? max(0, frames - 1) * hopLength
        let sum = transform.overlapAdd(real: spectrogram.real, imaginary: spectrogram.imaginary)
        let weights = windowPower(frameCount: frames)
        return (0..<length).map { index in
            let place = index + fftSize / 2
            guard place < weights.count, place < sum.count, weights[place] > 1e-8 else { return 0 }
            return sum[place] / weights[place]
        }
    }

    /// `samples` with half a frame of zeros before them and enough zeros after for whole blocks.
    func padded(_ samples: [Float], frameCount: Int) -> [Float] {
        let length = max(
            transform.paddedLength(frameCount: frameCount), samples.count + fftSize / 2)
        var padded = [Float](repeating: 0, count: length)
        padded.replaceSubrange(fftSize / 2..<fftSize / 2 + samples.count, with: samples)
        return padded
    }

    /// The squared windows of all frames, added up.
    private func windowPower(frameCount: Int) -> [Float] {
        guard frameCount > 0 else { return [] }
        var power = [Float](repeating: 0, count: (frameCount - 1) * hopLength + fftSize)
        for frame in 0..<frameCount {
            for (index, weight) in transform.window.enumerated() {
                power[frame * hopLength + index] += weight * weight
            }
        }
        return power
    }
}

/// Complex spectra of consecutive frames, both parts of shape [frames, bins].
public struct Spectrogram: Equatable, Sendable {
    public var real: Matrix<Float>
    public var imaginary: Matrix<Float>

    /// Linear amplitudes, shape [frames, bins].
    public var magnitude: Matrix<Float> {
        Matrix(
            rows: real.rows, columns: real.columns,
            values: zip(real.values, imaginary.values).map { ($0 * $0 + $1 * $1).squareRoot() })
    }
}

/// A Hann window of period `length`: starts at 0, and 1 in the middle.
func hannWindow(length: Int) -> [Float] {
    (0..<length).map { Float(0.5 - 0.5 * cos(2 * Double.pi * Double($0) / Double(length))) }
}
