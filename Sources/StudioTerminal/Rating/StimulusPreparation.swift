import Delivery
import Foundation
import Signal

/// Brings sounds of any origin to one format, one length of silence at their ends and one loudness,
/// so that nothing but the speech tells the systems apart.
public struct StimulusPreparation: Equatable, Sendable {
    /// Of every stimulus, in Hz: what all outputs of the studio take.
    public static let sampleRate = 24_000.0
    /// Silence before and after the speech, in seconds.
    public static let margins = (before: 0.1, after: 0.2)

    /// The loudness wanted, in LUFS. EBU R 128's −23 leaves room for the peaks of speech.
    public var loudness: Double
    /// Clips are cut, with a fade, to this many seconds; nil leaves their lengths alone.
    public var secondsAtMost: Double?

    public init(loudness: Double = -23, secondsAtMost: Double? = nil) {
        self.loudness = loudness
        self.secondsAtMost = secondsAtMost
    }

    /// A sound in the common format, its loudness still its own.
    public struct Shaped: Equatable, Sendable {
        /// Mono, 24 kHz.
        public var samples: [Float]
        public var loudness: Loudness
    }

    /// Resamples, trims the silences at the ends to `margins`, cuts to length and fades the ends.
    ///
    /// - Throws: `.silence` for a sound in which nothing can be heard, or that is shorter than the
    ///   0.4 s over which loudness is measured.
    public func shaped(
        _ samples: [Float], sampleRate: Double
    ) throws(DeliveryError) -> Shaped {
        let resampled = resample(samples, from: sampleRate, to: Self.sampleRate)
        let raw = try Loudness.measure(resampled, sampleRate: Self.sampleRate)
        var trimmed = Self.trimmed(resampled, below: decibelsToAmplitude(raw.integrated - 30))
        if let secondsAtMost {
            trimmed.removeLast(max(trimmed.count - Int(secondsAtMost * Self.sampleRate), 0))
        }
        Self.fade(&trimmed)
        let loudness = try Loudness.measure(trimmed, sampleRate: Self.sampleRate)
        return Shaped(samples: trimmed, loudness: loudness)
    }

    /// The loudness that all of `sounds` can have, in LUFS: the one wanted, or below it as far as
    /// the clip with the highest peaks asks, which would otherwise stay quieter than the others.
    public func commonLoudness(of sounds: some Sequence<Shaped>) -> Double {
        sounds.reduce(loudness) { common, sound in
            min(common, sound.loudness.integrated + Self.ceiling - sound.loudness.truePeak)
        }
    }

    /// The sound at that loudness.
    public static func levelled(_ sound: Shaped, to loudness: Double) -> [Float] {
        // `commonLoudness` has seen to the peaks.
        let gain = Float(decibelsToAmplitude(loudness - sound.loudness.integrated))
        return sound.samples.map { $0 * gain }
    }

    /// Silence added at the end of the shorter ones, so that versions of one item can be switched
    /// at any position and their lengths tell nothing.
    public static func padded(_ sounds: [[Float]]) -> [[Float]] {
        let length = sounds.map(\.count).max() ?? 0
        return sounds.map { $0 + Array(repeating: 0, count: length - $0.count) }
    }

    // MARK: - Details

    /// The highest true peak, in dBTP.
    private static let ceiling = -1.0
    private static let windowLength = 240  // 10 ms
    private static let fadeLength = 120  // 5 ms

    /// Cuts what is quieter than `threshold` (linear, RMS over 10 ms) at both ends, and puts
    /// `margins` around the rest.
    private static func trimmed(_ samples: [Float], below threshold: Double) -> [Float] {
        let starts = stride(from: 0, to: samples.count, by: windowLength)
        let loud = starts.filter { start in
            let window = samples[start..<min(start + windowLength, samples.count)]
            let energy = window.reduce(0.0) { $0 + Double($1) * Double($1) }
            return (energy / Double(window.count)).squareRoot() >= threshold
        }
        guard let first = loud.first, let last = loud.last else { return samples }
        let (before, after) = (
            Int(margins.before * sampleRate), Int(margins.after * sampleRate)
        )
        let (start, end) = (first - before, last + windowLength + after)
        let head = [Float](repeating: 0, count: max(-start, 0))
        let tail = [Float](repeating: 0, count: max(end - samples.count, 0))
        return head + samples[max(start, 0)..<min(end, samples.count)] + tail
    }

    /// Brings both ends to nothing, so that none begins or ends with a click.
    private static func fade(_ samples: inout [Float]) {
        let length = min(fadeLength, samples.count / 2)
        for index in 0..<length {
            let gain = Float(index) / Float(length)
            samples[index] *= gain
            samples[samples.count - 1 - index] *= gain
        }
    }
}
