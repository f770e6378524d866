import Foundation
import StudentModel

/// Which part of the method a run is.
public enum TrainingStage: String, Codable, CaseIterable, Sendable {
    /// Behaviour cloning: the stage that needs no other.
    case cloning = "1"
    /// The teacher's softened spectrum, attention and hidden states.
    case distillation = "2"
    /// A discriminator that the student learns to satisfy.
    case adversarial = "3"
    /// The speaker embeddings alone, against confusion of the speakers.
    case speakers

    /// The name of the configuration that ships for it.
    var resource: String {
        switch self {
        case .cloning: "training.json"
        case .distillation: "stage-2.json"
        case .adversarial: "stage-3.json"
        case .speakers: "stage-speakers.json"
        }
    }
}

/// Everything a run of one of the later stages depends on besides its data; a JSON file.
///
/// The optimiser, the batches and the network are those of stage 1. A part whose weight is 0 is not
/// computed, so that a stage may borrow from another.
public struct StageConfiguration: Codable, Equatable, Sendable {
    public var stage: TrainingStage = .distillation
    public var training = TrainingConfiguration()
    /// Weight of stage 1's mel error.
    public var melShare: Float = 1
    /// Factor on the weights of stage 1's other losses (pitch, voicing, duration, phoneme pitch).
    public var prosodyShare: Float = 1
    /// Weight of the squared shortfall (nats²) of how far each mel bin varies over an utterance's
    /// speech.
    public var globalVarianceWeight: Float = 0
    /// The share of the teacher's variance that is enough.
    public var globalVarianceShare: Float = 1
    public var distillation = DistillationLoss()
    public var adversarial = AdversarialLoss()
    public var speakers = SpeakerLoss()

    public init() {}

    /// Reads a JSON file over the configuration that ships for `stage`.
    ///
    /// - Throws: `TrainingError.badConfiguration` naming the file and the value.
    public init(stage: TrainingStage, path: String?) throws {
        var configuration = StageConfiguration()
        configuration.stage = stage
        if stage != .cloning {
            configuration = try overlaid(
                configuration, withFileAt: try DistillationResource.url(stage.resource).path)
        }
        if let path { configuration = try overlaid(configuration, withFileAt: path) }
        guard configuration.stage == stage else {
            throw TrainingError.badConfiguration(
                "\(path ?? "") is for stage \(configuration.stage.rawValue), not \(stage.rawValue)")
        }
        self = configuration
    }

    /// What is wrong with it; nil if a run can use it.
    var problem: String? {
        if let problem = training.student.problem { return problem }
        if distillation.temperature <= 0 { return "distillation.temperature must be above 0" }
        if distillation.gaussianDeviation <= 0 {
            return "distillation.gaussianDeviation must be above 0"
        }
        if !(globalVarianceShare > 0) { return "globalVarianceShare must be above 0" }
        if adversarial.isUsed, !(1...4).contains(adversarial.discriminator.scaleCount) {
            return "adversarial.discriminator.scaleCount is outside 1…4"
        }
        if adversarial.isUsed, !(1...256).contains(adversarial.discriminator.channelCount) {
            return "adversarial.discriminator.channelCount is outside 1…256"
        }
        if stage == .speakers, training.weightDecay != 0 {
            return "training.weightDecay must be 0 where only the speakers are trained"
        }
        return nil
    }
}

/// Stage 2: `output · KL + attention · MSE + hidden · MSE`.
public struct DistillationLoss: Codable, Equatable, Sendable {
    /// How the student's spectrum is compared with the teacher's.
    public enum Form: String, Codable, Sendable {
        /// Softmax over the mel bins of a frame, softened.
        case softmax
        /// Normal distributions of one deviation around the two spectra: a squared error.
        case gaussian
    }

    public var form = Form.softmax
    /// Alpha.
    public var outputWeight: Float = 0
    /// Factor on the weights of stage 1's other losses with the teacher's durations, pitch and
    /// voicing in place of the lessons'.
    public var prosodyWeight: Float = 0
    /// Beta.
    public var attentionWeight: Float = 0
    /// Gamma.
    public var hiddenWeight: Float = 0
    public var temperature: Float = 2
    /// Nats.
    public var gaussianDeviation: Float = 0.5
    /// Learning rate of the projections of hidden states.
    public var projectionRate: Float = 1e-3

    public init() {}

    var isUsed: Bool {
        outputWeight > 0 || prosodyWeight > 0 || attentionWeight > 0 || hiddenWeight > 0
    }
}

/// Stage 3: `lambda · (adversarial + featureMatching · matching)`.
public struct AdversarialLoss: Codable, Equatable, Sendable {
    public enum Form: String, Codable, Sendable {
        /// (Mao et al. 2017)
        case leastSquares
        /// (Lim & Ye 2017)
        case hinge
    }

    public var form = Form.leastSquares
    /// The largest weight that the adversarial part gets.
    public var lambda: Float = 0
    /// Steps in which the discriminator learns alone; lambda is 0.
    public var discriminatorLeadCount = 50
    /// Steps in which lambda then rises to its full value.
    public var warmUpStepCount = 200
    public var featureMatching: Float = 1
    public var discriminator = DiscriminatorConfiguration()
    public var discriminatorRate: Float = 4e-4
    public var balance = BalanceConfiguration()

    public init() {}

    var isUsed: Bool { lambda > 0 }

    /// Lambda at a step counted from 0, before the guard has its say.
    func lambda(at step: Int) -> Float {
        let rise = Float(step - discriminatorLeadCount) / Float(max(1, warmUpStepCount))
        return lambda * min(max(rise, 0), 1)
    }
}

/// The fine-tuning of the speaker embeddings.
public struct SpeakerLoss: Codable, Equatable, Sendable {
    /// Weight of the cross-entropy of a frozen classifier's answer.
    public var confusionWeight: Float = 0
    /// Steps in which the classifier learns from teacher speech before it is frozen.
    public var classifierStepCount = 300
    public var classifierWidth = 64
    public var classifierRate: Float = 2e-3

    public init() {}

    var isUsed: Bool { confusionWeight > 0 }
}
