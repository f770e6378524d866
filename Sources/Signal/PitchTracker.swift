import Foundation
import Kernels

/// The pitch of every frame of mono samples at `configuration.sampleRate`: Hz between 60 and 500, or 0
/// where the sound is not voiced.
///
/// Follows Boersma 1993: peaks of the autocorrelation, freed of the window's own, then the cheapest
/// path through them. Differs: the sound is low-passed at 4 kHz in the same transform.
///
/// - Returns: 1 + samples / hopLength values.
/// - Cost: about 0.001 of the sound's duration.
public func trackF0(
    _ samples: [Float], configuration: MelConfiguration = .standard
) -> [Float] {
    PitchTracker(configuration: configuration).f0(of: samples)
}

/// The settings of the search behind `trackF0(_:configuration:)`, and the search.
struct PitchTracker {
    var minimumHz = 60.0
    var maximumHz = 500.0
    /// The strength of “not voiced”: higher means fewer voiced frames.
    var voicingThreshold: Float = 0.42
    /// Below this fraction of the loudest frame's amplitude, “not voiced” grows stronger.
    var silenceThreshold: Float = 0.03
    var octaveBonus: Float = 0.01
    var octaveJumpCost: Float = 0.35
    var voicingChangeCost: Float = 0.14
    var candidateLimit = 8
    let configuration: MelConfiguration

    init(configuration: MelConfiguration) {
        self.configuration = configuration
    }

    func f0(of samples: [Float]) -> [Float] {
        let frameCount = configuration.frameCount(sampleCount: samples.count)
        let rate = Double(configuration.sampleRate)
        let lags = Int(rate / maximumHz)...Int((rate / minimumHz).rounded(.up))
        let transform = makeTransform(longestLag: lags.upperBound)
        let correlation = transform.autocorrelation(
            of: padded(samples, frameCount: frameCount, transform: transform),
            frameCount: frameCount, lagCount: lags.upperBound + 3,
            powerWeights: powerWeights(binCount: transform.fft.binCount))
        let candidates = pitchCandidates(
            autocorrelation: correlation,
            windowCorrelation: windowCorrelation(transform, lagCount: lags.upperBound + 3),
            lags: lags, sampleRate: rate, octaveBonus: octaveBonus, limit: candidateLimit)
        let amplitudes = (0..<frameCount).map { max(0, correlation[$0, 0]).squareRoot() }
        return cheapestPath(through: states(candidates, amplitudes: amplitudes))
    }

    /// Frames of three longest periods in a transform long enough for all lags.
    private func makeTransform(longestLag: Int) -> FrameTransform {
        let length = 5 * longestLag / 2
        var size = 64
        while size < length + longestLag + 3 { size *= 2 }
        let before = (size - length) / 2
        let window =
            Array(repeating: 0, count: before) + hannWindow(length: length)
            + Array(repeating: 0, count: size - length - before)
        return FrameTransform(
            size: size, hopLength: configuration.hopLength, window: window)
    }

    private func padded(
        _ samples: [Float], frameCount: Int, transform: FrameTransform
    ) -> [Float] {
        let half = transform.fft.size / 2
        let length = max(
            transform.paddedLength(frameCount: frameCount), samples.count + half)
        var padded = [Float](repeating: 0, count: length)
        padded.replaceSubrange(half..<half + samples.count, with: samples)
        return padded
    }

    /// Passes the band where voices are most periodic.
    private func powerWeights(binCount: Int) -> [Float] {
        let binHz = Double(configuration.sampleRate) / Double(2 * (binCount - 1))
        return (0..<binCount).map { bin in
            let hz = Double(bin) * binHz
            return hz < 40 ? 0 : Float(1 / (1 + pow(hz / 4000, 4)))
        }
    }

    private func windowCorrelation(_ transform: FrameTransform, lagCount: Int) -> [Float] {
        let spectrum = transform.fft.spectrum(of: transform.window)
        var power = spectrum
        for bin in 0..<transform.fft.binCount {
            let (real, imaginary) = (spectrum[2 * bin], spectrum[2 * bin + 1])
            power[2 * bin] = real * real + imaginary * imaginary
            power[2 * bin + 1] = 0
        }
        return Array(transform.fft.values(of: power).prefix(lagCount))
    }
}

extension PitchTracker {
    /// One thing a frame may be: voiced at a pitch, or not voiced.
    struct State {
        var f0: Float  // Hz, 0 = not voiced
        var octaves: Float
        var strength: Float
    }

    /// “Not voiced” first, then the candidates, for every frame.
    private func states(
        _ candidates: [[PitchCandidate]], amplitudes: [Float]
    ) -> [[State]] {
        let loudest = amplitudes.max() ?? 0
        return zip(candidates, amplitudes).map { candidates, amplitude in
            let level = loudest > 0 ? amplitude / loudest : 0
            let quietness = max(0, 2 - level * (1 + voicingThreshold) / silenceThreshold)
            let unvoiced = State(f0: 0, octaves: 0, strength: voicingThreshold + quietness)
            return [unvoiced]
                + candidates.filter { $0.f0 >= Float(minimumHz) && $0.f0 <= Float(maximumHz) }
                .map { State(f0: $0.f0, octaves: log2($0.f0), strength: $0.strength) }
        }
    }

    private func cost(from: State, to: State) -> Float {
        switch (from.f0 > 0, to.f0 > 0) {
        case (false, false): 0
        case (true, true): octaveJumpCost * abs(from.octaves - to.octaves)
        default: voicingChangeCost
        }
    }

    /// The pitch along the path of the greatest strength less the cost of its changes (Viterbi).
    private func cheapestPath(through states: [[State]]) -> [Float] {
        guard let first = states.first else { return [] }
        var costs = first.map { -$0.strength }
        var origins: [[Int]] = []
        for frame in 1..<max(1, states.count) {
            var next: [Float] = []
            var origin: [Int] = []
            for state in states[frame] {
                var best = (cost: Float.infinity, index: 0)
                for (index, previous) in states[frame - 1].enumerated() {
                    let total = costs[index] + cost(from: previous, to: state)
                    if total < best.cost { best = (total, index) }
                }
                next.append(best.cost - state.strength)
                origin.append(best.index)
            }
            costs = next
            origins.append(origin)
        }
        var index = costs.indices.min { costs[$0] < costs[$1] } ?? 0
        var f0 = [Float](repeating: 0, count: states.count)
        for frame in states.indices.reversed() {
            f0[frame] = states[frame][index].f0
            if frame > 0 { index = origins[frame - 1][index] }
        }
        return f0
    }
}
