import Foundation
import Signal

/// Times in seconds as whole frames.
enum DurationFrames {
    /// Frames of each token, at least one each; nil if there are fewer frames than tokens.
    ///
    /// - Parameter ends: seconds, rising. A boundary is at frame round(end · 24000 / 256); the
    ///   last token takes what is left.
    static func durations(ends: [Double], frameCount: Int) -> [Int]? {
        guard !ends.isEmpty, ends.count <= frameCount else { return nil }
        let configuration = MelConfiguration.standard
        let framesPerSecond = Double(configuration.sampleRate) / Double(configuration.hopLength)
        var boundaries = ends.map { Int(($0 * framesPerSecond).rounded()) }
        boundaries[boundaries.count - 1] = frameCount
        for index in boundaries.indices {
            boundaries[index] = max(boundaries[index], (index > 0 ? boundaries[index - 1] : 0) + 1)
        }
        for index in boundaries.indices.reversed() {
            boundaries[index] = min(boundaries[index], frameCount - (boundaries.count - 1 - index))
        }
        return zip(boundaries, [0] + boundaries).map { $0 - $1 }
    }
}
