import Foundation
import Kernels

/// What the aligner hears: 13 mel cepstra and their slopes, level-free, and voicing, per frame.
enum AlignFeatures {
    static let cepstrumCount = 13
    static let columns = 2 * cepstrumCount + 1
    /// Slopes reach over so many rows either way, 10.7 ms: longer ones blur the boundaries.
    private static let reach = 2

    /// Cepstra and slopes of a log-mel spectrogram, and voicing.
    ///
    /// - Parameters:
    ///   - logMel: [frames, bins], any resolution.
    ///   - f0: of every frame, 0 where unvoiced; without it the last column is 0 throughout.
    ///   - upsampling: frames made of one by linear interpolation, so that short phones fit.
    /// - Returns: [frames × upsampling, 27]; the cepstra have mean zero over the utterance, and
    ///   silence is floored 9 nats below the loudest bin so that its exact level doesn't matter.
    static func features(
        of logMel: Matrix<Float>, f0: [Float] = [], upsampling: Int = 1
    ) -> Matrix<Float> {
        let cepstra = upsampled(cepstra(of: floored(logMel)), by: upsampling)
        var features = Matrix<Float>(rows: cepstra.rows, columns: columns)
        let voicing = upsampled(voicing(f0, frameCount: logMel.rows), by: upsampling)
        let means = columnSums(cepstra).map { $0 / Float(max(1, cepstra.rows)) }
        for row in 0..<cepstra.rows {
            let before = max(0, row - reach)
            let after = min(cepstra.rows - 1, row + reach)
            for column in 0..<cepstrumCount {
                // The first cepstrum is the level: silence must stay low however much of it there is.
                features[row, column] =
                    cepstra[row, column] - (column == 0 ? 0 : means[column])
                features[row, cepstrumCount + column] =
                    cepstra[after, column] - cepstra[before, column]
            }
            features[row, columns - 1] = voicing[row, 0]
        }
        return features
    }

    /// 1 where voiced, [frames, 1].
    private static func voicing(_ f0: [Float], frameCount: Int) -> Matrix<Float> {
        var result = Matrix<Float>(rows: frameCount, columns: 1)
        for (frame, hertz) in f0.prefix(frameCount).enumerated() where hertz > 0 {
            result[frame, 0] = 1
        }
        return result
    }

    private static func floored(_ logMel: Matrix<Float>) -> Matrix<Float> {
        let peak = logMel.values.max() ?? 0
        var result = logMel
        for index in result.values.indices {
            result.values[index] = max(result.values[index] - peak, -9)
        }
        return result
    }

    /// The cosine transform (type II) of every row.
    private static func cepstra(of logMel: Matrix<Float>) -> Matrix<Float> {
        let bins = logMel.columns
        var basis = Matrix<Float>(rows: cepstrumCount, columns: bins)
        let scale = (2 / Double(bins)).squareRoot()
        for order in 0..<cepstrumCount {
            for bin in 0..<bins {
                let angle = Double.pi * Double(order) * (Double(bin) + 0.5) / Double(bins)
                basis[order, bin] = Float(scale * cos(angle))
            }
        }
        return matrixProduct(logMel, basis, transposeB: true)
    }

    private static func upsampled(_ matrix: Matrix<Float>, by factor: Int) -> Matrix<Float> {
        guard factor > 1 else { return matrix }
        var result = Matrix<Float>(rows: matrix.rows * factor, columns: matrix.columns)
        for row in 0..<result.rows {
            let low = row / factor
            let high = min(low + 1, matrix.rows - 1)
            let weight = Float(row % factor) / Float(factor)
            for column in 0..<matrix.columns {
                result[row, column] =
                    (1 - weight) * matrix[low, column] + weight * matrix[high, column]
            }
        }
        return result
    }
}
