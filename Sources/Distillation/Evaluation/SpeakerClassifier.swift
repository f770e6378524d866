import Foundation
import Kernels

/// Tells who speaks, from utterance statistics: linear discriminant analysis (Fisher 1936) of the
/// means and deviations of 20 mel cepstra and of log F0.
///
/// It learns a class for every speaker and language and answers with the speaker of the likeliest.
/// To judge a student it is trained on teacher speech only.
public struct SpeakerClassifier: Sendable {
    /// One utterance as the classifier sees it.
    public struct Utterance: Sendable {
        public var speakerIndex: Int
        public var language: Language
        var features: [Double]

        /// - Parameters:
        ///   - logMel: [frames, 80], nats.
        ///   - f0: Hz, 0 where unvoiced.
        public init(speakerIndex: Int, language: Language, logMel: Matrix<Float>, f0: [Float]) {
            self.speakerIndex = speakerIndex
            self.language = language
            features = SpeakerClassifier.features(logMel: logMel, f0: f0)
        }
    }

    /// A speaker in one language, as a linear function of the features.
    private struct VoiceClass: Sendable {
        var speakerIndex: Int
        var weights: [Double]
        var bias: Double
    }

    private var classes: [VoiceClass] = []

    private static let cepstrumCount = 20

    /// Trains in closed form: no seed.
    ///
    /// - Parameters:
    ///   - utterances: of every speaker some; 50 of each are plenty.
    ///   - shrinkage: share of the features' covariance inside a class that is ignored, 0…1;
    ///     few utterances don't tell it well.
    public init(training utterances: [Utterance], shrinkage: Double = 0.1) {
        let groups = Dictionary(grouping: utterances) {
            "\($0.speakerIndex) \($0.language.rawValue)"
        }.sorted { $0.key < $1.key }.map(\.value)
        let columns = utterances.first?.features.count ?? 0
        var covariance = Array(repeating: Array(repeating: 0.0, count: columns), count: columns)
        let means = groups.map { group in
            (0..<columns).map { column in
                group.reduce(0) { $0 + $1.features[column] } / Double(group.count)
            }
        }
        for (group, mean) in zip(groups, means) {
            for utterance in group {
                let offset = zip(utterance.features, mean).map { $0 - $1 }
                for row in 0..<columns {
                    for column in 0...row {
                        covariance[row][column] +=
                            offset[row] * offset[column] / Double(utterances.count)
                    }
                }
            }
        }
        for row in 0..<columns {
            for column in 0..<row { covariance[row][column] *= 1 - shrinkage }
            // A feature that never changes must not divide by zero.
            covariance[row][row] += 1e-6
        }
        let factor = choleskyFactor(covariance)
        classes = zip(groups, means).map { group, mean in
            let weights = solved(factor, mean)
            let bias = -zip(weights, mean).reduce(0) { $0 + $1.0 * $1.1 } / 2
            return VoiceClass(
                speakerIndex: group[0].speakerIndex, weights: weights, bias: bias)
        }
    }

    /// The likeliest speaker's index.
    public func speaker(of utterance: Utterance) -> Int {
        func score(_ voice: VoiceClass) -> Double {
            zip(voice.weights, utterance.features).reduce(voice.bias) { $0 + $1.0 * $1.1 }
        }
        return classes.max { score($0) < score($1) }?.speakerIndex ?? 0
    }

    /// The share of utterances whose speaker it names, 0…1.
    public func accuracy(on utterances: [Utterance]) -> Double {
        let right = utterances.count { speaker(of: $0) == $0.speakerIndex }
        return utterances.isEmpty ? 0 : Double(right) / Double(utterances.count)
    }
}

extension SpeakerClassifier {
    /// Statistics over the frames within 5 nats of the loud ones.
    static func features(logMel: Matrix<Float>, f0: [Float]) -> [Double] {
        let level = RecogniserFeatures.level(of: logMel)
        var cepstra: [[Double]] = []
        for frame in 0..<logMel.rows {
            let row = logMel.row(frame)
            guard let peak = row.max(), peak > level - 5 else { continue }
            cepstra.append(
                MelCepstrum.coefficients(
                    row.map { Double(max($0, level - 9)) }, count: cepstrumCount))
        }
        let pitch = f0.filter { $0 > 0 }.map { log(Double($0)) }
        return (0..<cepstrumCount).flatMap { index in
            let statistics = meanAndDeviation(cepstra.map { $0[index] })
            return [statistics.mean, statistics.deviation]
        } + [meanAndDeviation(pitch).mean, meanAndDeviation(pitch).deviation]
    }
}

/// The lower triangle L with L·Lᵀ = `matrix`, of which only the lower triangle is read.
private func choleskyFactor(_ matrix: [[Double]]) -> [[Double]] {
    var factor = matrix
    for row in matrix.indices {
        for column in 0...row {
            var sum = matrix[row][column]
            for index in 0..<column { sum -= factor[row][index] * factor[column][index] }
            factor[row][column] =
                row == column ? max(sum, 1e-12).squareRoot() : sum / factor[column][column]
        }
    }
    return factor
}

/// x with L·Lᵀ·x = `right`.
private func solved(_ factor: [[Double]], _ right: [Double]) -> [Double] {
    var x = right
    for row in x.indices {
        for column in 0..<row { x[row] -= factor[row][column] * x[column] }
        x[row] /= factor[row][row]
    }
    for row in x.indices.reversed() {
        for column in row + 1..<x.count { x[row] -= factor[column][row] * x[column] }
        x[row] /= factor[row][row]
    }
    return x
}

private func meanAndDeviation(_ values: [Double]) -> (mean: Double, deviation: Double) {
    guard !values.isEmpty else { return (0, 0) }
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    return (mean, variance.squareRoot())
}
