import Kernels

/// A waveform whose mel spectrogram approaches `logMel`, without knowing the pitch.
///
/// Amplitudes come from the mel bins by 12 multiplicative updates from a flat start, phases from
/// random ones by the iterations of Griffin & Lim 1984, accelerated as Perraudin, Balazs & Søndergaard
/// 2013 propose. For teachers without pitch, and to compare `SourceGuidedVocoder` with.
///
/// - Parameters:
///   - logMel: natural logarithms, shape [frames, melBinCount].
///   - momentum: 0.99 for the fast version, 0 for the plain one.
///   - seed: chooses the starting phases.
/// - Returns: (frames − 1) × hopLength samples.
public func griffinLim(
    logMel: Matrix<Float>, iterations: Int = 32, momentum: Float = 0.99, seed: UInt64 = 0,
    configuration: MelConfiguration = .standard
) -> [Float] {
    precondition(
        logMel.columns == configuration.melBinCount,
        "griffinLim: mel is \(logMel.shape), needs \(configuration.melBinCount) columns")
    guard logMel.rows > 1 else { return [] }
    var rounds = GriffinLimRounds(logMel: logMel, seed: seed, configuration: configuration)
    for _ in 0..<iterations { rounds.refine(momentum: momentum) }
    return rounds.sound
}

/// The state between two iterations over a whole sound.
private struct GriffinLimRounds {
    private let transform: FrameTransform
    private let settling: OverlapSettling
    private let frameCount: Int
    /// One for every eight frames.
    private var magnitudes: [MagnitudeColumns]
    /// Half a frame of silence, then the sound.
    private var samples: [Float]
    private var previous: [Float]

    init(logMel: Matrix<Float>, seed: UInt64, configuration: MelConfiguration) {
        transform = FrameTransform(
            size: configuration.fftSize, hopLength: configuration.hopLength,
            window: hannWindow(length: configuration.fftSize))
        settling = OverlapSettling(transform: transform)
        frameCount = logMel.rows
        let blocks = (frameCount + 7) / 8
        let bins = transform.fft.binCount
        magnitudes = Array(
            repeating: MagnitudeColumns(binCount: bins, capacity: 8), count: blocks)
        samples = Array(repeating: 0, count: transform.paddedLength(frameCount: frameCount))
        previous = Array(repeating: 0, count: 16 * bins * blocks)
        let settings = SourceSettings(guidedBy: configuration)
        for first in stride(from: 0, to: frameCount, by: 8) {
            let count = min(8, frameCount - first)
            let rows = first * logMel.columns..<(first + count) * logMel.columns
            transform.addRandomBlock(
                first / 8, seed: seed, settings: settings,
                logMel: Matrix(
                    rows: count, columns: logMel.columns, values: Array(logMel.values[rows])),
                magnitudes: &magnitudes[first / 8], column: 0, gain: settling.gain, to: &samples,
                at: first * transform.hopLength)
        }
        settle()
    }

    /// The samples between the first and the last frame's centre.
    var sound: [Float] {
        let half = transform.fft.size / 2
        return Array(samples[half..<half + (frameCount - 1) * transform.hopLength])
    }

    /// Takes the phases of the samples so far for the wanted amplitudes.
    mutating func refine(momentum: Float) {
        var output = [Float](repeating: 0, count: samples.count)
        for first in stride(from: 0, to: frameCount, by: 8) {
            transform.addAcceleratedBlock(
                of: samples, from: first * transform.hopLength, magnitudes: magnitudes[first / 8],
                column: 0, momentum: momentum, previous: &previous,
                previousOffset: first / 8 * 16 * transform.fft.binCount, gain: settling.gain,
                to: &output)
        }
        samples = output
        settle()
    }

    private mutating func settle() {
        let hopLength = transform.hopLength
        for start in stride(from: 0, through: samples.count - hopLength, by: hopLength) {
            settling.settle(
                hop: start / hopLength - transform.fft.size / 2 / hopLength,
                lastFrame: frameCount - 1, samples: &samples, at: start)
        }
    }
}
