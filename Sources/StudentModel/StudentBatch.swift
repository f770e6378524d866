import Kernels

/// Utterances for the student, one after another without padding.
public struct StudentBatch: Sendable {
    /// Token rows of each utterance.
    public private(set) var tokenSegments: [Range<Int>] = []
    /// Decoder steps of each utterance; empty ranges until durations are given.
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

    public init(configuration: StudentConfiguration) {
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
        let segment = tokenSegments[stepSegments.count]
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
        let steps = tokens.count / framesPerStep
        utteranceOfStep += Array(repeating: stepSegments.count, count: steps)
        stepSegments.append(start..<start + steps)
    }
}
