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
    /// Mean squared error of the tokens' mean log F0, network units.
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

    init(_ examples: some Sequence<TrainingExample>) {
        for example in examples {
            frameCount += example.frameCount
            voicedFrameCount += example.voicedFrameCount
            tokenCount += example.tokens.count
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
        parameters: parameters, layout: layout, dropoutRate: Scalar(configuration.dropoutRate),
        dropoutSeed: dropoutSeed)
    let tape = operations.tape
    let network = StudentNetwork(layout: layout, operations: operations)

    var batch = StudentBatch(configuration: layout.configuration)
    for example in examples {
        batch.appendTokens(example.tokens)
        batch.appendDurations(example.durations)
    }
    let speakers = operations.embedding(layout.speakerEmbedding, examples.map(\.speakerIndex))
    let encoded = network.encode(batch, speakers: speakers)
    let prosody = network.prosody(encoded, batch)
    let pitch = Matrix(rows: batch.tokenCount, columns: 1, values: examples.flatMap(\.pitch))
    let output = network.decode(encoded, batch, pitch: pitch, speakers: speakers)

    let frames = FrameTargets<Scalar>(examples, layout: layout, normalisation: normalisation)
    let tokens = TokenTargets<Scalar>(
        examples, normalisation: normalisation, durationLoss: configuration.durationLoss)
    let mel = tape.absoluteError(output, target: frames.values, weights: frames.melWeights)
    let f0 = tape.absoluteError(output, target: frames.values, weights: frames.pitchWeights)
    let voicing = tape.binaryCrossEntropy(
        output, target: frames.values, weights: frames.voicingWeights)
    let duration =
        switch configuration.durationLoss {
        case .squaredLogarithm:
            tape.squaredError(
                prosody, target: tokens.values, weights: tokens.durationWeights)
        case .absolute:
            tape.absoluteError(
                prosody, target: tokens.values, weights: tokens.durationWeights)
        }
    let phonemePitch = tape.squaredError(
        prosody, target: tokens.values, weights: tokens.pitchWeights)
    tape.backward(from: [
        (mel, 1), (f0, Scalar(configuration.pitchWeight)),
        (voicing, Scalar(configuration.voicingWeight)),
        (duration, Scalar(configuration.durationWeight)),
        (phonemePitch, Scalar(configuration.phonemePitchWeight)),
    ])
    func total(_ loss: Tape<Scalar>.Variable) -> Double { Double(tape.value(of: loss).values[0]) }
    let parts = LossParts(
        mel: total(mel), pitch: total(f0), voicing: total(voicing), duration: total(duration),
        phonemePitch: total(phonemePitch))
    return (parts, operations.parameters.map { tape.gradient(of: $0) })
}

/// Frame targets of a shard and how much each value counts, all [steps, step width].
private struct FrameTargets<Scalar: KernelScalar> {
    var values: Matrix<Scalar>
    var melWeights: Matrix<Scalar>
    var pitchWeights: Matrix<Scalar>
    var voicingWeights: Matrix<Scalar>

    init(
        _ examples: [TrainingExample], layout: StudentLayout, normalisation: LossNormalisation
    ) {
        let configuration = layout.configuration
        let width = configuration.frameWidth
        let columns = configuration.framesPerStep * width
        let rows = examples.reduce(0) { $0 + $1.frames.rows }
        let target = Matrix(rows: rows, columns: columns, values: examples.flatMap(\.frames.values))
        // In nats: the network's mel values are divided by the deviation.
        let melWeight = Scalar(
            configuration.melDeviation
                / Float(max(1, normalisation.frameCount * configuration.melBinCount)))
        let pitchWeight = 1 / Scalar(max(1, normalisation.voicedFrameCount))
        let voicingWeight = 1 / Scalar(max(1, normalisation.frameCount))
        values = converted(target)
        melWeights = Matrix(rows: rows, columns: columns)
        pitchWeights = melWeights
        voicingWeights = melWeights
        var start = 0
        for example in examples {
            for frame in 0..<example.frameCount {
                let base = start + frame * width
                for bin in 0..<configuration.melBinCount {
                    melWeights.values[base + bin] = melWeight
                }
                let pitch = base + configuration.melBinCount
                if target.values[pitch + 1] > 0 { pitchWeights.values[pitch] = pitchWeight }
                voicingWeights.values[pitch + 1] = voicingWeight
            }
            start += example.frames.values.count
        }
    }
}

/// Prosody targets of a shard and their weights, all [tokens, 2]: ln duration, mean log F0.
private struct TokenTargets<Scalar: KernelScalar> {
    var values: Matrix<Scalar>
    var durationWeights: Matrix<Scalar>
    var pitchWeights: Matrix<Scalar>

    init(
        _ examples: [TrainingExample], normalisation: LossNormalisation,
        durationLoss: TrainingConfiguration.DurationLoss
    ) {
        let perToken = 1 / Scalar(max(1, normalisation.tokenCount))
        let perFrame = 1 / Scalar(max(1, normalisation.frameCount))
        var targets: [Scalar] = []
        var durations: [Scalar] = []
        var pitches: [Scalar] = []
        for example in examples {
            for (duration, pitch) in zip(example.durations, example.pitch) {
                let frames = Scalar(max(1, duration))
                targets += [Scalar.logarithm(frames), Scalar(pitch)]
                durations += [durationLoss == .absolute ? frames * perFrame : perToken, 0]
                pitches += [0, perToken]
            }
        }
        let rows = targets.count / 2
        values = Matrix(rows: rows, columns: 2, values: targets)
        durationWeights = Matrix(rows: rows, columns: 2, values: durations)
        pitchWeights = Matrix(rows: rows, columns: 2, values: pitches)
    }
}
