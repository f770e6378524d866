import Foundation
import Kernels

/// What the recogniser hears of a frame: 80 mel bins free of level, log F0 relative to the
/// speaker's, and voicing; two frames to a row.
enum RecogniserFeatures {
    static let framesPerRow = 2
    private static let binCount = DatasetFormat.melBinCount
    static let columns = framesPerRow * (binCount + 2)
    /// Nats below the loud frames at which the mel bins are cut: quieter is silence.
    private static let floor: Float = 9

    /// - Parameters:
    ///   - logMel: [frames, 80], nats.
    ///   - f0: Hz, 0 where unvoiced.
    ///   - referenceF0: the speaker's median F0, Hz; tones are heard against it.
    /// - Returns: [⌈frames / 2⌉, 164].
    static func features(
        logMel: Matrix<Float>, f0: [Float], referenceF0: Float
    ) -> Matrix<Float> {
        let level = level(of: logMel)
        let pitch = bridged(f0.map { $0 > 0 ? log($0 / referenceF0) : nil })
        let rows = (logMel.rows + framesPerRow - 1) / framesPerRow
        var values: [Float] = []
        values.reserveCapacity(rows * columns)
        for frame in 0..<rows * framesPerRow {
            let source = min(frame, logMel.rows - 1)
            for value in logMel.row(source) {
                values.append((max(value - level, -floor) + 4.5) / 2.5)
            }
            values.append(4 * pitch[source])
            values.append(f0[source] > 0 ? 1 : 0)
        }
        return Matrix(rows: rows, columns: columns, values: values)
    }

    /// How loud the loud frames are: the 90th percentile of the frames' strongest bins, nats.
    static func level(of logMel: Matrix<Float>) -> Float {
        let peaks = (0..<logMel.rows).map { logMel.row($0).max() ?? 0 }.sorted()
        return peaks.isEmpty ? 0 : peaks[peaks.count * 9 / 10]
    }

    /// Values with the gaps filled by straight lines, the ends held.
    private static func bridged(_ values: [Float?]) -> [Float] {
        var result = values.map { $0 ?? 0 }
        let known = values.indices.filter { values[$0] != nil }
        guard let first = known.first, let last = known.last else { return result }
        for index in 0..<first { result[index] = result[first] }
        for index in last..<result.count { result[index] = result[last] }
        for (left, right) in zip(known, known.dropFirst()) where right > left + 1 {
            let step = (result[right] - result[left]) / Float(right - left)
            for index in left + 1..<right {
                result[index] = result[left] + step * Float(index - left)
            }
        }
        return result
    }

    /// The median of all voiced frames, Hz; 160 where nothing is voiced.
    static func medianF0(of tracks: some Sequence<[Float]>) -> Float {
        let voiced = tracks.flatMap { $0.filter { $0 > 0 } }.sorted()
        return voiced.isEmpty ? 160 : voiced[voiced.count / 2]
    }
}
