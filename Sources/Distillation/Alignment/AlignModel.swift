import Foundation
import Kernels
import Phonemes

/// A left-to-right hidden Markov model of every phoneme, whatever its accent: three states with a
/// diagonal Gaussian each, two for stops, one for silence.
///
/// Follows Rabiner 1989, with Viterbi instead of Baum-Welch re-estimation.
struct AlignModel: Sendable {
    /// The states of each phoneme of the inventory.
    let statesOfPhoneme: [Range<Int>]
    /// Per state: the weights of (x, x²) in its log density, [states, 2 × 27].
    private(set) var weights: Matrix<Float>
    private(set) var constants: [Float]
    /// Log probability of staying in a state and of leaving it.
    private(set) var logStay: [Float]
    private(set) var logLeave: [Float]

    static let stops: Set<String> = [
        "en.b", "en.d", "en.g", "en.p", "en.t", "en.k", "zh.b", "zh.d", "zh.g", "zh.p", "zh.t",
        "zh.k",
    ]

    /// A model that knows nothing yet.
    init() {
        var ranges: [Range<Int>] = []
        for (index, symbol) in PhonemeInventory.symbols.enumerated() {
            let count = index == PhonemeInventory.pause ? 1 : Self.stops.contains(symbol) ? 2 : 3
            let start = ranges.last?.upperBound ?? 0
            ranges.append(start..<start + count)
        }
        let stateCount = ranges.last?.upperBound ?? 0
        statesOfPhoneme = ranges
        weights = Matrix(rows: stateCount, columns: 2 * AlignFeatures.columns)
        constants = Array(repeating: 0, count: stateCount)
        logStay = Array(repeating: log(0.8), count: stateCount)
        logLeave = Array(repeating: log(0.2), count: stateCount)
    }

    var stateCount: Int { constants.count }

    /// The states an utterance passes through, and which token each belongs to.
    func chain(of phonemes: [UInt8]) -> (states: [Int], tokens: [Int]) {
        var states: [Int] = []
        var tokens: [Int] = []
        for (token, phoneme) in phonemes.enumerated() {
            for state in statesOfPhoneme[Int(phoneme)] {
                states.append(state)
                tokens.append(token)
            }
        }
        return (states, tokens)
    }

    /// Replaces the Gaussians and transitions by those of the counted frames.
    ///
    /// States that too few frames reached take the mean of all frames. Deviations are kept above
    /// a tenth of the variance of all.
    mutating func estimate(from statistics: AlignStatistics) {
        let dimensions = AlignFeatures.columns
        let (globalMean, globalVariance) = statistics.total()
        for state in 0..<stateCount {
            let count = statistics.frames[state]
            let isSeen = count >= 8
            var constant = 0.0
            for d in 0..<dimensions {
                let index = state * dimensions + d
                let mean = isSeen ? statistics.sums[index] / count : globalMean[d]
                let variance =
                    isSeen
                    ? max(statistics.squares[index] / count - mean * mean, 0.1 * globalVariance[d])
                    : globalVariance[d]
                weights[state, d] = Float(mean / variance)
                weights[state, dimensions + d] = Float(-0.5 / variance)
                constant -= 0.5 * (mean * mean / variance + log(2 * .pi * variance))
            }
            constants[state] = Float(constant)
            let visits = max(1, statistics.visits[state])
            let leave = isSeen ? min(max(visits / count, 0.02), 0.9) : 0.2
            logStay[state] = Float(log(1 - leave))
            logLeave[state] = Float(log(leave))
        }
    }

    /// The most probable state for every frame, as indices into `chain`; nil if the utterance has
    /// fewer frames than states.
    ///
    /// Silence (one state) may be passed over.
    func path(features: Matrix<Float>, chain: [Int]) -> [Int]? {
        let scores = densities(features: features, chain: chain)
        let count = chain.count
        let silence = statesOfPhoneme[Int(PhonemeInventory.pause)].lowerBound
        var best = [Float](repeating: -.infinity, count: count)
        var from = [UInt8](repeating: 0, count: features.rows * count)
        best[0] = scores[0]
        if count > 1, chain[0] == silence { best[1] = scores[1] }
        let values = scores
        for frame in 1..<max(1, features.rows) {
            for position in stride(from: count - 1, through: 0, by: -1) {
                var score = best[position] + logStay[chain[position]]
                var step: UInt8 = 0
                if position >= 1 {
                    let entered = best[position - 1] + logLeave[chain[position - 1]]
                    if entered > score { (score, step) = (entered, 1) }
                }
                if position >= 2, chain[position - 1] == silence {
                    let skipped = best[position - 2] + logLeave[chain[position - 2]]
                    if skipped > score { (score, step) = (skipped, 2) }
                }
                best[position] = score + values[frame * count + position]
                from[frame * count + position] = step
            }
        }
        var position = count - 1
        if count > 1, chain[count - 1] == silence, best[count - 2] > best[count - 1] {
            position = count - 2
        }
        guard best[position].isFinite else { return nil }
        var path = [Int](repeating: 0, count: features.rows)
        for frame in stride(from: features.rows - 1, through: 0, by: -1) {
            path[frame] = position
            position -= Int(from[frame * count + position])
        }
        return path
    }

    /// Log densities, [frames × chain] row-major: one matrix product.
    private func densities(features: Matrix<Float>, chain: [Int]) -> [Float] {
        let dimensions = AlignFeatures.columns
        var extended = Matrix<Float>(rows: features.rows, columns: 2 * dimensions)
        for row in 0..<features.rows {
            for d in 0..<dimensions {
                let x = features.values[row * dimensions + d]
                extended.values[row * 2 * dimensions + d] = x
                extended.values[row * 2 * dimensions + dimensions + d] = x * x
            }
        }
        var gathered: [Float] = []
        gathered.reserveCapacity(chain.count * 2 * dimensions)
        for state in chain { gathered += weights.row(state) }
        let weight = Matrix(rows: chain.count, columns: 2 * dimensions, values: gathered)
        return linear(extended, weight: weight, bias: chain.map { constants[$0] }).values
    }
}

/// Sums over the frames that a path gave to each state.
struct AlignStatistics: Sendable {
    private(set) var frames: [Double]
    private(set) var visits: [Double]
    private(set) var sums: [Double]
    private(set) var squares: [Double]

    init(stateCount: Int) {
        frames = Array(repeating: 0, count: stateCount)
        visits = frames
        sums = Array(repeating: 0, count: stateCount * AlignFeatures.columns)
        squares = sums
    }

    mutating func add(features: Matrix<Float>, chain: [Int], path: [Int]) {
        let dimensions = AlignFeatures.columns
        for (frame, position) in path.enumerated() {
            let state = chain[position]
            frames[state] += 1
            if frame == 0 || path[frame - 1] != position { visits[state] += 1 }
            for d in 0..<dimensions {
                let x = Double(features.values[frame * dimensions + d])
                sums[state * dimensions + d] += x
                squares[state * dimensions + d] += x * x
            }
        }
    }

    mutating func add(_ other: AlignStatistics) {
        for index in frames.indices {
            frames[index] += other.frames[index]
            visits[index] += other.visits[index]
        }
        for index in sums.indices {
            sums[index] += other.sums[index]
            squares[index] += other.squares[index]
        }
    }

    /// Mean and variance of all frames.
    func total() -> (mean: [Double], variance: [Double]) {
        let dimensions = AlignFeatures.columns
        let count = max(1, frames.reduce(0, +))
        var mean = [Double](repeating: 0, count: dimensions)
        var square = mean
        for index in sums.indices {
            mean[index % dimensions] += sums[index] / count
            square[index % dimensions] += squares[index] / count
        }
        let variance = (0..<dimensions).map { max(1e-6, square[$0] - mean[$0] * mean[$0]) }
        return (mean, variance)
    }
}
