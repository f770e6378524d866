import Kernels

/// Utterances for the student, one after another without padding.
///
/// The decoder sees an utterance in one or two stretches: a long one is cut in its first inner
/// pause. When speaking, the first stretch can so be heard while the second is not yet made.
public struct StudentBatch: Sendable {
    /// Token rows of each utterance.
    public private(set) var tokenSegments: [Range<Int>] = []
    /// Decoder steps of each stretch; none of an utterance that has no durations yet.
    public private(set) var stepSegments: [Range<Int>] = []
    var phonemes: [Int] = []
    var accents: [Int] = []
    var boundaries: [Int] = []
    /// For each token row, which utterance it belongs to.
    var utteranceOfToken: [Int] = []
    var utteranceOfStep: [Int] = []
    /// For each frame of a step, the token row it belongs to, one list per frame of a step.
    var tokenOfFrame: [[Int]]
    /// Position features, [steps, framesPerStep × `FramePosition.featureCount`], row-major.
    var positions: [Float] = []

    private let framesPerStep: Int
    private let cutsInPauses: Bool
    private var timedUtteranceCount = 0
    /// In the utterance, where this is but a stretch of one.
    private(set) var firstStep = 0
    /// The shortest stretch, in frames: 0.43 s.
    private static let shortestStretch = 40

    /// - Parameter cutsInPauses: false for a decoder that sees every utterance whole, as the first
    ///   ones were trained.
    public init(configuration: StudentConfiguration, cutsInPauses: Bool = true) {
        self.cutsInPauses = cutsInPauses
        framesPerStep = configuration.framesPerStep
        tokenOfFrame = Array(repeating: [], count: framesPerStep)
    }

    public var tokenCount: Int { phonemes.count }
    public var stepCount: Int { utteranceOfStep.count }

    /// Adds an utterance's tokens.
    public mutating func appendTokens(_ tokens: [StudentToken]) {
        let start = phonemes.count
        for token in tokens {
            phonemes.append(token.phoneme)
            accents.append(token.accent)
            boundaries.append(token.boundary)
            utteranceOfToken.append(tokenSegments.count)
        }
        tokenSegments.append(start..<phonemes.count)
    }

    /// Gives the durations (frames per token, in the order of the tokens) of the next utterance
    /// that has none yet; the length regulator of FastSpeech, as indices instead of copies.
    public mutating func appendDurations(_ durations: [Int]) {
        let segment = tokenSegments[timedUtteranceCount]
        precondition(durations.count == segment.count, "one duration per token")
        var tokens: [Int] = []
        var features: [Float] = []
        for (token, duration) in zip(segment, durations) {
            for frame in 0..<duration {
                tokens.append(token)
                FramePosition.append(frame: frame, of: duration, to: &features)
            }
        }
        while tokens.count % framesPerStep != 0, let last = tokens.last {
            tokens.append(last)
            features += features.suffix(FramePosition.featureCount)
        }
        let start = stepCount
        for (frame, token) in tokens.enumerated() {
            tokenOfFrame[frame % framesPerStep].append(token)
        }
        positions += features
        utteranceOfStep += Array(
            repeating: timedUtteranceCount, count: tokens.count / framesPerStep)
        timedUtteranceCount += 1
        if let cut = cutStep(segment, durations: durations) {
            stepSegments += [start..<start + cut, start + cut..<stepCount]
        } else {
            stepSegments.append(start..<stepCount)
        }
    }

    /// The step after the first inner pause that leaves enough on both sides. One cut and no more:
    /// every stretch reads all the weights again.
    private func cutStep(_ segment: Range<Int>, durations: [Int]) -> Int? {
        guard cutsInPauses else { return nil }
        let total = durations.reduce(0, +)
        var frames = 0
        for (token, duration) in zip(segment, durations) {
            frames += duration
            guard total - frames >= Self.shortestStretch else { return nil }
            if token > segment.lowerBound, phonemes[token] == StudentToken.pause,
                frames >= Self.shortestStretch
            {
                return frames / framesPerStep
            }
        }
        return nil
    }

    /// One stretch by itself, for decoding: all the tokens, but only its steps.
    func stretch(_ index: Int) -> StudentBatch {
        let steps = stepSegments[index]
        var stretch = self
        stretch.stepSegments = [0..<steps.count]
        stretch.firstStep = steps.lowerBound
        stretch.utteranceOfStep = Array(utteranceOfStep[steps])
        stretch.tokenOfFrame = tokenOfFrame.map { Array($0[steps]) }
        let width = framesPerStep * FramePosition.featureCount
        stretch.positions = Array(
            positions[steps.lowerBound * width..<steps.upperBound * width])
        return stretch
    }
}
