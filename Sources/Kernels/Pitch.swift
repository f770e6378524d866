import KernelsC

/// A guess at the pitch of one frame.
public struct PitchCandidate: Equatable, Sendable {
    public var f0: Float  // Hz
    /// How periodic the frame is at this pitch, about 0…1.
    public var strength: Float

    public init(f0: Float, strength: Float) {
        self.f0 = f0
        self.strength = strength
    }
}

extension FrameTransform {
    /// The autocorrelation of the first `frameCount` windowed frames, shape [frameCount, lagCount].
    ///
    /// - Parameter powerWeights: factors for the power in every bin, which filter the sound.
    public func autocorrelation(
        of samples: [Float], frameCount: Int, lagCount: Int, powerWeights: [Float]
    ) -> Matrix<Float> {
        precondition(
            powerWeights.count == fft.binCount && lagCount <= fft.size,
            "autocorrelation: \(powerWeights.count) weights and \(lagCount) lags for \(fft.size)")
        precondition(
            samples.count >= paddedLength(frameCount: frameCount),
            "autocorrelation: \(samples.count) samples are too few for \(frameCount) frames")
        return Matrix(uninitializedRows: frameCount, columns: lagCount) { rows in
            withBlocks(of: frameCount) { frames, scratch, first, count in
                withBases(samples, powerWeights, window) { samples, weights, _ in
                    parley_block_autocorrelation(
                        frames, weights, samples + first * hopLength, count, lagCount,
                        rows + first * lagCount, scratch)
                }
            }
        }
    }
}

/// The highest peaks of every row of `autocorrelation`, best first (Boersma 1993).
///
/// - Parameters:
///   - windowCorrelation: the window's own autocorrelation at every lag, which is divided out.
///   - lags: where to look, in samples; one lag more than the last must be present.
///   - octaveBonus: what an octave higher counts for, in units of strength.
public func pitchCandidates(
    autocorrelation: Matrix<Float>, windowCorrelation: [Float], lags: ClosedRange<Int>,
    sampleRate: Double, octaveBonus: Float, limit: Int
) -> [[PitchCandidate]] {
    precondition(
        lags.lowerBound >= 1 && lags.upperBound + 1 < autocorrelation.columns
            && windowCorrelation.count == autocorrelation.columns,
        "pitchCandidates: lags \(lags) need more than \(autocorrelation.columns) columns")
    let scale = 1 / windowCorrelation[0]
    let correction = windowCorrelation.map { $0 * scale }
    return (0..<autocorrelation.rows).map { row in
        var f0 = [Float](repeating: 0, count: limit)
        var strength = f0
        var count = 0
        withBases(autocorrelation.values, correction, correction) { values, correction, _ in
            withMutableBases(&f0, &strength) { f0, strength in
                count = parley_pitch_candidates(
                    values + row * autocorrelation.columns, correction, lags.lowerBound,
                    lags.upperBound, Float(sampleRate), octaveBonus, limit, f0, strength)
            }
        }
        return (0..<count).map { PitchCandidate(f0: f0[$0], strength: strength[$0]) }
    }
}

/// Where in `samples`, at offsets 0 ..< `offsetCount` from `start`, they are most like `target`.
///
/// - Parameter target: a multiple of eight samples.
public func bestMatch(
    of target: [Float], in samples: [Float], from start: Int, offsetCount: Int
) -> Int {
    precondition(target.count % 8 == 0, "bestMatch: \(target.count) is not a multiple of 8")
    precondition(
        start >= 0 && offsetCount > 0 && start + offsetCount - 1 + target.count <= samples.count,
        "bestMatch: the search leaves the \(samples.count) samples")
    var best = 0
    let length = target.count
    withBases(target, samples, target) { target, samples, _ in
        best = parley_best_match(
            parley_has_avx2(), target, length, samples + start, offsetCount)
    }
    return best
}
