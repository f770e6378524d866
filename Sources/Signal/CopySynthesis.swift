import Kernels

/// What one way of rebuilding a recording from its mel spectrogram and pitch does to it.
public struct CopySynthesisRow: Equatable, Sendable {
    /// "recording", "griffin-lim 32", "source-guided 8", …
    public var condition: String
    /// Mean harmonic-to-noise ratio on the recording's voiced frames, dB.
    public var harmonicToNoiseRatio: Double
    /// The same less the recording's, dB.
    public var harmonicToNoiseChange: Double
    /// Mean absolute difference of the log-mel spectrograms, nats.
    public var melDistance: Double
    /// Seconds of synthesis per second of sound; 0 for the recording.
    public var realTimeFactor: Double
}

/// Rebuilds `samples` (mono, 24 kHz) from 80 mel bins and pitch in several ways and measures each:
/// the table that `parley bench vocoder` prints.
///
/// - Parameter seed: chooses noise and starting phases.
public func copySynthesisReport(samples: [Float], seed: UInt64 = 0) -> [CopySynthesisRow] {
    let copy = CopySynthesis(samples: samples)
    var rows = [copy.row("recording", samples: samples, seconds: 0)]
    for iterations in [32, 60] {
        rows.append(
            copy.timedRow("griffin-lim \(iterations)") {
                griffinLim(logMel: copy.logMel, iterations: iterations, seed: seed)
            })
    }
    for iterations in [0, 8] {
        rows.append(
            copy.timedRow("source-guided \(iterations)") {
                var vocoder = SourceGuidedVocoder(iterations: iterations, seed: seed)
                return vocoder.push(logMel: copy.logMel, f0: copy.f0) + vocoder.finish()
            })
    }
    return rows
}

/// A recording, taken apart.
private struct CopySynthesis {
    let logMel: Matrix<Float>
    let f0: [Float]
    private let isVoiced: [Bool]
    private let harmonicity: [Float]
    private let sampleCount: Int

    init(samples: [Float]) {
        logMel = logMelSpectrogram(samples)
        f0 = trackF0(samples)
        sampleCount = samples.count
        harmonicity = harmonicToNoiseRatio(samples)
        var tenMilliseconds = MelConfiguration.standard
        tenMilliseconds.hopLength = 240
        isVoiced = trackF0(samples, configuration: tenMilliseconds).map { $0 > 0 }
    }

    func timedRow(_ condition: String, _ synthesise: () -> [Float]) -> CopySynthesisRow {
        let clock = ContinuousClock()
        let start = clock.now
        let samples = synthesise()
        return row(condition, samples: samples, seconds: (clock.now - start) / .seconds(1))
    }

    func row(_ condition: String, samples: [Float], seconds: Double) -> CopySynthesisRow {
        let ratios = harmonicToNoiseRatio(samples)
        var (ratio, change, count) = (0.0, 0.0, 0)
        for frame in 0..<min(ratios.count, harmonicity.count) where isVoiced[frame] {
            ratio += Double(ratios[frame])
            change += Double(ratios[frame] - harmonicity[frame])
            count += 1
        }
        let mel = logMelSpectrogram(samples)
        let distance = zip(mel.values, logMel.values).reduce(0.0) { $0 + Double(abs($1.0 - $1.1)) }
        let voicedCount = Double(max(1, count))
        return CopySynthesisRow(
            condition: condition, harmonicToNoiseRatio: ratio / voicedCount,
            harmonicToNoiseChange: change / voicedCount,
            melDistance: distance / Double(max(1, min(mel.values.count, logMel.values.count))),
            realTimeFactor: seconds * 24_000 / Double(max(1, sampleCount)))
    }
}
