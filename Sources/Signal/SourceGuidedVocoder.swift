import Kernels

/// Turns log-mel frames and pitch into samples as they come: source-guided Griffin-Lim.
///
/// From the pitch of each frame an excitation is built (band-limited pulses where voiced, noise where
/// not and above 5 kHz). Multiplicative updates pull the amplitudes of its STFT towards such that have
/// the wanted mel spectrum; the phases start as the excitation's. Then come the iterations of Griffin
/// & Lim (1984), each as a stage that follows three frames behind the one before it, so memory does
/// not grow with the sound (about 0.4 MB) and the samples do not depend on how the frames were cut
/// into pushes. See docs/vocoder.md.
///
/// - Cost: about 0.003 of the sound's duration with 8 iterations, on one core with AVX2.
public struct SourceGuidedVocoder: Sendable {
    public let iterations: Int
    public let seed: UInt64
    private let configuration: MelConfiguration
    private let transform: FrameTransform
    private let settings: SourceSettings
    /// Frames not yet begun, and the number of the first of them.
    private var waiting = FrameQueue()
    private var pulses: PulseLine
    private var magnitudes: MagnitudeColumns
    private var stages: StageLine
    private var blockIndex = 0

    /// - Parameters:
    ///   - iterations: rounds of phase refinement; 8 is as good as more.
    ///   - seed: chooses the noise.
    public init(iterations: Int = 8, seed: UInt64 = 0) {
        self.init(iterations: iterations, seed: seed, usesAVX2: true)
    }

    init(iterations: Int, seed: UInt64, usesAVX2: Bool) {
        precondition(iterations >= 0, "SourceGuidedVocoder: \(iterations) iterations")
        self.iterations = iterations
        self.seed = seed
        configuration = .standard
        transform = FrameTransform(
            size: configuration.fftSize, hopLength: configuration.hopLength,
            window: hannWindow(length: configuration.fftSize), usesAVX2: usesAVX2)
        settings = SourceSettings(guidedBy: configuration)
        pulses = PulseLine(configuration: configuration, length: transform.blockLength)
        magnitudes = MagnitudeColumns(
            binCount: transform.fft.binCount, capacity: 8 + (3 * iterations + 7) / 8 * 8)
        stages = StageLine(stageCount: iterations + 1, transform: transform)
    }

    /// Takes further frames and gives the samples that are now certain.
    ///
    /// - Parameters:
    ///   - logMel: natural logarithms, shape [frames, 80].
    ///   - f0: Hz per frame, 0 = not voiced.
    public mutating func push(logMel: Matrix<Float>, f0: [Float]) -> [Float] {
        precondition(
            logMel.columns == configuration.melBinCount && logMel.rows == f0.count,
            "SourceGuidedVocoder: mel is \(logMel.shape), with \(f0.count) pitch values")
        waiting.append(logMel, f0: f0)
        var output: [Float] = []
        // Pulses reach a little into the frames before them, hence three frames more.
        while waiting.frameCount >= 8 * blockIndex + 8 + 3 {
            step(lastFrame: nil, into: &output)
        }
        return output
    }

    /// Gives the rest of the samples, `(frames − 1) × 256` in all, and is ready for the next sound.
    public mutating func finish() -> [Float] {
        let frameCount = waiting.frameCount
        var output: [Float] = []
        while frameCount > 1 && 8 * blockIndex + 5 - 3 * iterations < frameCount - 2 + 8 {
            step(lastFrame: frameCount - 1, into: &output)
        }
        self = SourceGuidedVocoder(
            iterations: iterations, seed: seed, usesAVX2: transform.usesAVX2)
        return output
    }

    /// Moves every stage on by eight frames.
    private mutating func step(lastFrame: Int?, into output: inout [Float]) {
        let first = 8 * blockIndex
        magnitudes.shift()
        if first <= lastFrame ?? .max {
            start(first, lastFrame: lastFrame)
        }
        for stage in 0...iterations {
            let frame = first - 3 * stage
            if stage > 0, frame + 8 > 0, frame <= lastFrame ?? .max {
                stages.refine(
                    stage, magnitudes: magnitudes, column: magnitudes.capacity - 8 - 3 * stage,
                    transform: transform)
            }
            stages.complete(stage, firstFrame: frame, lastFrame: lastFrame)
        }
        output += stages.finished(firstFrame: first - 3 * iterations, lastFrame: lastFrame)
        stages.shift()
        waiting.dropBlock()
        blockIndex += 1
    }

    /// Begins the eight frames from `first` on with their excitation.
    private mutating func start(_ first: Int, lastFrame: Int?) {
        pulses.advance(toBlockAt: first, f0: waiting, lastFrame: lastFrame)
        let source = BlockSource(
            pulses: pulses.signal,
            noise: pulses.noise(seed: seed, blockAt: first, lastFrame: lastFrame),
            start: PulseLine.margin, voiced: waiting.voiced(from: first))
        transform.addExcitedBlock(
            source, settings: settings, logMel: waiting.logMel(from: first),
            magnitudes: &magnitudes, column: magnitudes.capacity - 8, gain: stages.gain,
            to: &stages.samples, at: stages.writeOffset(of: 0))
    }
}

extension SourceSettings {
    /// Filters of `configuration`; in voiced frames pulses below 5 kHz, noise above.
    init(guidedBy configuration: MelConfiguration) {
        let filterbank =
            configuration == .standard ? MelFilterbank.standard : MelFilterbank(configuration)
        let share = voicedShare(
            binCount: filterbank.filterbank.binCount,
            sampleRate: Double(configuration.sampleRate))
        self.init(
            filterbank: filterbank.filterbank, pulseGains: share.map { $0.squareRoot() },
            noiseGains: share.map { (1 - $0).squareRoot() }, updateCount: 12)
    }
}

/// The share of the pulses in the power at every bin of a voiced frame: nearly 1 below, 0 above
/// `maximumVoicedHz`, crossfaded over some `crossfadeHz`.
///
/// - Parameter purity: the share well below; what is missing from 1 is the breath in every voice.
private func voicedShare(
    binCount: Int, sampleRate: Double, maximumVoicedHz: Double = 5000, crossfadeHz: Double = 400,
    purity: Double = 0.996
) -> [Float] {
    (0..<binCount).map { bin in
        let hz = Double(bin) * sampleRate / Double(2 * (binCount - 1))
        return Float(purity / (1 + Double.exponential((hz - maximumVoicedHz) / crossfadeHz)))
    }
}
