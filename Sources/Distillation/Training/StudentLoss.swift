import Autograd
import Kernels
import StudentModel

/// The parts of the stage-1 loss, each already weighted over a batch so that shards add up.
struct LossParts: Equatable, Sendable {
    /// Mean |log-mel error| per bin, nats.
    var mel: Double = 0
    /// Mean |log F0 error| on voiced frames, network units.
    var pitch: Double = 0
    /// Mean cross-entropy of the voicing decision, nats.
    var voicing: Double = 0
    /// Mean squared error of ln duration per token; or mean |error| of ln duration per frame.
    var duration: Double = 0
    /// Mean squared error of the tokens' mean log F0, network units²; or mean |error| of it per
    /// voiced frame, network units.
    var phonemePitch: Double = 0

    static func += (left: inout LossParts, right: LossParts) {
        left.mel += right.mel
        left.pitch += right.pitch
        left.voicing += right.voicing
        left.duration += right.duration
        left.phonemePitch += right.phonemePitch
    }
}

/// What the losses of a whole batch are divided by.
struct LossNormalisation: Equatable, Sendable {
    var frameCount = 0
    var voicedFrameCount = 0
    var tokenCount = 0
    var stepCount = 0
    var utteranceCount = 0

    init(_ examples: some Sequence<TrainingExample>) {
        for example in examples {
            frameCount += example.frameCount
            voicedFrameCount += example.voicedFrameCount
            tokenCount += example.tokens.count
            stepCount += example.frames.rows
            utteranceCount += 1
        }
    }
}

/// Forward and backward pass of one shard of a batch.
///
/// - Returns: the parts of the loss and the gradient of every parameter, in the layout's order.
func lossAndGradients<Scalar: KernelScalar>(
    _ examples: [TrainingExample], parameters: [Matrix<Scalar>], layout: StudentLayout,
    configuration: TrainingConfiguration, normalisation: LossNormalisation, dropoutSeed: UInt64
) -> (parts: LossParts, gradients: [Matrix<Scalar>]) {
    let operations = TapeOperations(
        parameters: parameters, layout: layout, quantisation: configuration.quantisation,
        productPrecision: configuration.productPrecision,
        dropoutRate: Scalar(configuration.dropoutRate), dropoutSeed: dropoutSeed)
    let forward = StudentForward(
        examples, operations: operations, layout: layout, normalisation: normalisation,
        configuration: configuration)
    forward.tape.backward(from: forward.terms(configuration))
    return (forward.parts, operations.parameters.map { forward.tape.gradient(of: $0) })
}

/// The student's forward pass over a shard with the teacher's durations and pitch, and the losses
/// of stage 1 on it.
struct StudentForward<Scalar: KernelScalar> {
    typealias Variable = Tape<Scalar>.Variable

    let operations: TapeOperations<Scalar>
    let batch: StudentBatch
    /// [steps, framesPerStep × frameWidth], as `StudentNetwork.decode` gives it.
    let output: Variable
    /// [tokens, 2].
    let prosody: Variable
    /// What the output ought to be, in the same units and places.
    let target: Matrix<Scalar>
    /// Real frames of each utterance.
    let frameCounts: [Int]
    /// Decoder steps of each utterance, whose stretches are the batch's segments.
    let stepsOfUtterances: [Range<Int>]
    private let mel: Variable
    private let prosodyErrors: ProsodyLosses<Scalar>
    private let frames: FrameTargets<Scalar>
    private let tokens: TokenTargets<Scalar>

    var tape: Tape<Scalar> { operations.tape }

    init(
        _ examples: [TrainingExample], operations: TapeOperations<Scalar>, layout: StudentLayout,
        normalisation: LossNormalisation,
        configuration: TrainingConfiguration = TrainingConfiguration()
    ) {
        let tape = operations.tape
        let network = StudentNetwork(layout: layout, operations: operations)
        let batch = StudentBatch(
            examples, configuration: layout.configuration,
            cutsInPauses: configuration.cutsInPauses)
        let speakers = operations.embedding(layout.speakerEmbedding, examples.map(\.speakerIndex))
        let encoded = network.encode(batch, speakers: speakers)
        let prosody = network.prosody(encoded, batch)
        let means = Matrix(rows: batch.tokenCount, columns: 1, values: examples.flatMap(\.pitch))
        let output = network.decode(encoded, batch, pitch: means, speakers: speakers)

        frames = FrameTargets<Scalar>(examples, layout: layout, normalisation: normalisation)
        tokens = TokenTargets<Scalar>(
            examples, normalisation: normalisation, configuration: configuration)
        mel = tape.absoluteError(output, target: frames.values, weights: frames.melWeights)
        prosodyErrors = ProsodyLosses(
            on: tape, output: output, prosody: prosody, frames: frames, tokens: tokens,
            configuration)
        target = frames.values
        frameCounts = examples.map(\.frameCount)
        var rows: [Range<Int>] = []
        for example in examples {
            let start = rows.last?.upperBound ?? 0
            rows.append(start..<start + example.frames.rows)
        }
        stepsOfUtterances = rows
        self.operations = operations
        self.batch = batch
        self.output = output
        self.prosody = prosody
    }

    /// The losses of stage 1 with their weights.
    ///
    /// - Parameters:
    ///   - melShare: weight of the mel error, 1 in stage 1.
    ///   - prosodyShare: factor on the configured weights of the other four.
    func terms(
        _ configuration: TrainingConfiguration, melShare: Float = 1, prosodyShare: Float = 1
    ) -> [(loss: Variable, weight: Scalar)] {
        [(mel, Scalar(melShare))]
            + prosodyErrors.terms(configuration).map { ($0.loss, Scalar(prosodyShare) * $0.weight) }
    }

    /// The losses of melody and rhythm with a teacher's answers in place of the lessons' values,
    /// each weighing a frame or a token as there.
    ///
    /// - Parameters:
    ///   - output: its decoder's output, [steps, framesPerStep × frameWidth].
    ///   - prosody: its durations and pitch, [tokens, 2].
    func prosodyLosses(
        output teacher: Matrix<Scalar>, prosody teacherProsody: Matrix<Scalar>,
        _ configuration: TrainingConfiguration
    ) -> ProsodyLosses<Scalar> {
        var frames = frames
        frames.values = teacher
        // A logit becomes the probability that it stands for.
        for index in teacher.values.indices where frames.voicingWeights.values[index] > 0 {
            frames.values.values[index] =
                1 / (1 + Scalar.exponential(-teacher.values[index]))
        }
        var tokens = tokens
        tokens.values = teacherProsody
        return ProsodyLosses(
            on: tape, output: output, prosody: prosody, frames: frames, tokens: tokens,
            configuration)
    }

    /// The values of the losses of stage 1.
    var parts: LossParts {
        func total(_ loss: Variable) -> Double { Double(tape.value(of: loss).values[0]) }
        return LossParts(
            mel: total(mel), pitch: total(prosodyErrors.pitch),
            voicing: total(prosodyErrors.voicing),
            duration: total(prosodyErrors.duration), phonemePitch: total(prosodyErrors.phonemePitch)
        )
    }
}

extension StudentBatch {
    /// A batch with the teacher's durations.
    init(
        _ examples: [TrainingExample], configuration: StudentConfiguration,
        cutsInPauses: Bool = true
    ) {
        self.init(configuration: configuration, cutsInPauses: cutsInPauses)
        for example in examples {
            appendTokens(example.tokens)
            appendDurations(example.durations)
        }
    }
}
