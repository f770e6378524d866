import Foundation
import Kernels
import StudentModel

/// Everything a training run depends on besides its data; a JSON file.
public struct TrainingConfiguration: Codable, Equatable, Sendable {
    public var student = StudentConfiguration()
    public var seed: UInt64 = 1
    /// Optimiser steps of the whole run; the learning rate's schedule ends here.
    public var stepCount = 4000
    /// Frames of a batch; utterances are added until it is full.
    public var framesPerBatch = 4000
    /// Parts of a batch, each with a tape and a thread of its own. Part of the run's identity:
    /// their gradients add up in order, so another number rounds differently.
    public var shardCount = 2
    public var learningRate: Float = 1e-3
    /// Share of the steps, at the end, over which the learning rate falls to nothing.
    public var decayShare: Float = 0.3
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
    public var durationLoss = DurationLoss.squaredLogarithm
    public var phonemePitchWeight: Float = 0.3
    public var phonemePitchLoss = PhonemePitchLoss.squared
    /// Whether the decoder sees long utterances in stretches, as it will when it speaks.
    public var cutsInPauses = true
    /// What the layers compute in while they learn.
    public var quantisation = Quantisation.none
    /// What the matrix products of a step are computed in, forward and backward.
    public var productPrecision = ProductPrecision.float32
    /// Longest utterance trained on, in frames.
    public var longestUtterance = 1400

    public init() {}

    /// What is made small about durations.
    public enum DurationLoss: String, Codable, Sendable {
        /// The squared error of ln duration, for the mean: steady from random weights on.
        case squaredLogarithm
        /// The error of ln duration times the duration, for the median: to first order the error
        /// in seconds, which `evaluate` measures. For fine-tuning.
        case absolute
    }

    /// What is made small about the mean log F0 of tokens.
    public enum PhonemePitchLoss: String, Codable, Sendable {
        /// The squared error, every token alike, unvoiced ones by the line between neighbours.
        case squared
        /// The error times the token's voiced frames, at least one: the error of F0 that `evaluate`
        /// measures, as far as one value a token can be right. For fine-tuning.
        case absolute
    }

    /// What the layers compute in while they learn.
    public enum Quantisation: String, Codable, Sendable {
        /// Floats.
        case none
        /// As a student of `StudentPrecision.int8` will: weights and inputs rounded to bytes, while
        /// the weights themselves are kept and changed as floats.
        case int8
    }

    /// The learning rate at a step, counted from 0: linear warm-up, constant, linear fall.
    ///
    /// Constant for most of the run rather than a cosine, so that a run can be lengthened or cut
    /// short before the fall begins and still be the run of its final configuration.
    public func learningRate(at step: Int) -> Float {
        let warmUp = Float(step + 1) / Float(max(1, warmUpStepCount))
        let decayStepCount = max(1, decayShare * Float(stepCount))
        let fall = (Float(stepCount - step)) / decayStepCount
        return learningRate * max(0, min(1, warmUp, fall))
    }
}

extension TrainingConfiguration {
    /// Reads a JSON file; values it leaves out keep their defaults.
    ///
    /// - Throws: `TrainingError.badConfiguration` naming the file and the value.
    public init(path: String) throws(TrainingError) {
        self = try overlaid(TrainingConfiguration(), withFileAt: path)
    }
}

/// The values of a JSON file, and of `defaults` where the file says nothing.
///
/// - Throws: `TrainingError.badConfiguration` naming the file and the value.
func overlaid<Value: Codable>(
    _ defaults: Value, withFileAt path: String
) throws(TrainingError) -> Value {
    do {
        let json = try Data(contentsOf: URL(fileURLWithPath: path))
        return try overlaid(defaults, with: json, path: path)
    } catch let error as TrainingError {
        throw error
    } catch {
        throw .badConfiguration("\(path) cannot be read (\(error))")
    }
}

/// The same from the text of such a file.
func overlaid<Value: Codable>(
    _ defaults: Value, with json: Data, path: String
) throws(TrainingError) -> Value {
    do {
        let given = try JSONSerialization.jsonObject(with: json)
        let known = try JSONSerialization.jsonObject(with: Data(try jsonText(defaults).utf8))
        let merged = try merge(given, over: known, path: path)
        return try JSONDecoder().decode(
            Value.self, from: JSONSerialization.data(withJSONObject: merged))
    } catch let error as TrainingError {
        throw error
    } catch {
        throw .badConfiguration("\(path) cannot be read (\(error))")
    }
}

/// Overlays `given` on `defaults`; a key that the defaults do not have is a mistake.
private func merge(_ given: Any, over defaults: Any, path: String) throws(TrainingError) -> Any {
    guard let defaults = defaults as? [String: Any] else { return given }
    guard let given = given as? [String: Any] else {
        throw .badConfiguration("\(path) holds a value where an object belongs")
    }
    var merged = defaults
    for (key, value) in given {
        guard let known = defaults[key] else {
            throw .badConfiguration("\(path) has an unknown key “\(key)”")
        }
        merged[key] = try merge(value, over: known, path: path)
    }
    return merged
}

/// The averaged weights of a training run's checkpoint, and the step they stand at.
///
/// - Parameter configuration: what the run must have been started with; the checkpoint's own if
///   nil.
public func averagedWeights(
    ofRun folder: String, configuration: TrainingConfiguration? = nil
) throws -> (weights: StudentWeights, step: Int) {
    let path = try RunFolder(path: folder).checkpoint
    let configuration = try configuration ?? TrainingState.configuration(ofCheckpoint: path)
    let layout = StudentLayout(configuration.student)
    let state = try TrainingState(checkpoint: path, configuration: configuration)
    return (
        StudentWeights(layout: layout, parameters: layout.matrices(of: state.average)), state.step
    )
}
