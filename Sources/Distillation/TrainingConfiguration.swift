import StudentModel

/// Everything a training run depends on besides its data; a JSON file.
public struct TrainingConfiguration: Codable, Equatable, Sendable {
    public var student = StudentConfiguration()
    public var seed: UInt64 = 1
    /// Optimiser steps of the whole run; the learning rate's schedule ends here.
    public var stepCount = 4000
    /// Frames of a batch; utterances are added until it is full.
    public var framesPerBatch = 5000
    /// Parts of a batch, each with a tape and a thread of its own. Part of the run's identity:
    /// their gradients add up in order, so another number rounds differently.
    public var shardCount = 2
    public var learningRate: Float = 1e-3
    /// Share of the learning rate left at the end of the cosine.
    public var finalLearningRateShare: Float = 0.02
    public var warmUpStepCount = 150
    public var weightDecay: Float = 0.01
    public var beta1: Float = 0.9
    public var beta2: Float = 0.98
    public var gradientClip: Float = 1
    public var averageDecay: Float = 0.999
    public var dropoutRate: Float = 0.05
    public var pitchWeight: Float = 0.2
    public var voicingWeight: Float = 0.2
    public var durationWeight: Float = 0.3
    public var phonemePitchWeight: Float = 0.3
    /// Longest utterance trained on, in frames.
    public var longestUtterance = 1400

    public init() {}

    /// The learning rate at a step (counted from 0): linear warm-up, then a cosine.
    public func learningRate(at step: Int) -> Float {
        if step < warmUpStepCount {
            return learningRate * Float(step + 1) / Float(warmUpStepCount)
        }
        let progress =
            Float(step - warmUpStepCount) / Float(max(1, stepCount - warmUpStepCount))
        let cosine = 0.5 * (1 + cosineOf(.pi * min(1, progress)))
        return learningRate * (finalLearningRateShare + (1 - finalLearningRateShare) * cosine)
    }
}
