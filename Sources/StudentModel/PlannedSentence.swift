import Kernels

/// A sentence whose durations and pitch are decided, and whose frames are made when asked for.
///
/// It falls into one or two stretches (`StudentBatch`), so its first words sound before the last
/// ones are worked out.
public struct PlannedSentence: Sendable {
    /// Frames of each token.
    public let durations: [Int]
    public let stretchCount: Int
    private let decode: @Sendable (_ stretch: Int) -> SpokenFrames

    init(
        durations: [Int], stretchCount: Int,
        decode: @escaping @Sendable (_ stretch: Int) -> SpokenFrames
    ) {
        self.durations = durations
        self.stretchCount = stretchCount
        self.decode = decode
    }

    /// A sentence whose frames are all there already, and the durations of its tokens.
    public init(_ frames: SpokenFrames, durations: [Int]) {
        self.init(durations: durations, stretchCount: 1) { _ in frames }
    }

    public var frameCount: Int { durations.reduce(0, +) }

    /// Computes the frames of one stretch.
    public func frames(ofStretch index: Int) -> SpokenFrames { decode(index) }

    /// Computes the frames of the whole sentence, stretch by stretch.
    public var frames: SpokenFrames {
        let parts = (0..<stretchCount).map { decode($0) }
        let logMel = Matrix(
            rows: frameCount, columns: parts[0].logMel.columns,
            values: parts.flatMap(\.logMel.values))
        return SpokenFrames(logMel: logMel, f0: parts.flatMap(\.f0))
    }
}
