import Foundation
import Kernels
import Signal

/// Speech at 24 kHz with the end of each token in seconds.
struct TimedSpeech {
    var samples: [Float]
    var tokenEnds: [Double]
    /// The voice in which it is measured, where that is another than the samples'.
    var conversion: VoiceConversion?

    /// Natural logarithms, shape [frames, 80], and F0 in Hz, one a frame, 0 where not voiced.
    var measured: (logMel: Matrix<Float>, f0: [Float]) {
        if let conversion { return conversion.converted(samples) }
        return (logMelSpectrogram(samples), trackF0(samples))
    }
}

/// Turning a teacher's voice into one of the cast.
extension Cast.Voice {
    /// Moves pitch and formants together by `shift` at an unchanged tempo.
    ///
    /// The sound is read as if its sample rate were `shift` times what it is, and the tempo
    /// restored. `tempo` speaks faster besides.
    static func moved(
        _ samples: [Float], sampleRate: Double, shift: Double, tempo: Double = 1
    ) -> [Float] {
        let target = Double(MelConfiguration.standard.sampleRate)
        let resampled =
            sampleRate * shift == target
            ? samples : resample(samples, from: sampleRate * shift, to: target)
        let stretch = tempo / shift
        return abs(stretch - 1) < 1e-6
            ? resampled : timeStretch(resampled, tempo: stretch, sampleRate: target)
    }

    /// A teacher's speech in this voice, at the cast's level.
    ///
    /// - Parameter contour: moves its pitch, in the time of `speech`.
    func spoken(_ speech: TeacherSpeech, contour: PitchContour? = nil) -> TimedSpeech {
        let target = Double(MelConfiguration.standard.sampleRate)
        let samples = Self.moved(
            speech.samples, sampleRate: speech.sampleRate, shift: shift ?? 1)
        var conversion: VoiceConversion?
        if pitch != nil || formants != nil || contour != nil {
            let factor = pitch ?? 1
            conversion = VoiceConversion(formants: formants ?? 1) { f0 in
                f0.enumerated().map { frame, hertz in
                    let moved = contour?.semitones(atFrame: frame) ?? 0
                    return hertz * Float(factor * exp2(moved / 12))
                }
            }
        }
        let before = Double(speech.samples.count) / speech.sampleRate
        let scale = Double(samples.count) / target / max(before, 1e-9)
        return TimedSpeech(
            samples: SpeechLevel.equalised(samples),
            tokenEnds: (speech.tokenEnds ?? []).map { $0 * scale }, conversion: conversion)
    }
}

/// How loud speech is while somebody speaks.
enum SpeechLevel {
    /// Root mean square of active speech in the datasets: about −22 dBFS.
    static let target: Float = 0.08
    private static let window = 480

    /// Root mean square over the 20 ms windows within 30 dB of the loudest; samples at 24 kHz.
    static func active(_ samples: [Float]) -> Float {
        var powers: [Float] = []
        var start = 0
        while start < samples.count {
            let end = min(start + window, samples.count)
            var power: Float = 0
            for index in start..<end { power += samples[index] * samples[index] }
            powers.append(power / Float(end - start))
            start = end
        }
        let loudest = powers.max() ?? 0
        let active = powers.filter { $0 > loudest / 1000 }
        return active.isEmpty ? 0 : (active.reduce(0, +) / Float(active.count)).squareRoot()
    }

    /// The samples at the common level, no peak above 0.95.
    static func equalised(_ samples: [Float]) -> [Float] {
        let level = active(samples)
        guard level > 0 else { return samples }
        let peak = samples.reduce(0) { max($0, abs($1)) }
        let gain = min(target / level, 0.95 / max(peak, 1e-6))
        return samples.map { $0 * gain }
    }
}
