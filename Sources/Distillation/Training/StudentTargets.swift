import Kernels
import StudentModel

/// Frame targets of a shard and how much each value counts, all [steps, step width].
struct FrameTargets<Scalar: KernelScalar> {
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
struct TokenTargets<Scalar: KernelScalar> {
    var values: Matrix<Scalar>
    var durationWeights: Matrix<Scalar>
    var pitchWeights: Matrix<Scalar>

    init(
        _ examples: [TrainingExample], normalisation: LossNormalisation,
        configuration: TrainingConfiguration
    ) {
        let perToken = 1 / Scalar(max(1, normalisation.tokenCount))
        let perFrame = 1 / Scalar(max(1, normalisation.frameCount))
        let perVoicedFrame = 1 / Scalar(max(1, normalisation.voicedFrameCount))
        var targets: [Scalar] = []
        var durations: [Scalar] = []
        var pitches: [Scalar] = []
        for example in examples {
            for (index, duration) in example.durations.enumerated() {
                let frames = Scalar(max(1, duration))
                targets += [Scalar.logarithm(frames), Scalar(example.pitch[index])]
                let isAbsolute = configuration.durationLoss == .absolute
                durations += [isAbsolute ? frames * perFrame : perToken, 0]
                // Unvoiced tokens must stay near the line: the decoder sees their pitch as well.
                let voiced = Scalar(max(1, example.voicedFrameCounts[index]))
                let pitchWeight =
                    configuration.phonemePitchLoss == .absolute
                    ? voiced * perVoicedFrame : perToken
                pitches += [0, pitchWeight]
            }
        }
        let rows = targets.count / 2
        values = Matrix(rows: rows, columns: 2, values: targets)
        durationWeights = Matrix(rows: rows, columns: 2, values: durations)
        pitchWeights = Matrix(rows: rows, columns: 2, values: pitches)
    }
}
