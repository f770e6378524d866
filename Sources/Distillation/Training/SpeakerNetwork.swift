import Autograd
import Kernels
import StudentModel

/// A small classifier that names the speaker of a mel spectrogram, differentiable where the
/// closed-form one of `evaluate` is not.
///
/// Two layers of depthwise convolution and linear map over decoder steps, the mean over the
/// utterance, and a linear map to the speakers. It hears the mel bins only: pitch would give the
/// speakers away.
struct SpeakerNetwork: Sendable {
    let width: Int
    let student: StudentConfiguration

    private static let convolutionWidth = 5

    private var inputCount: Int { student.framesPerStep * student.melBinCount }

    func initialParameters(seed: UInt64) -> [Matrix<Float>] {
        var random = SplitMix64(seed: seed)
        func normal(_ rows: Int, _ columns: Int, _ fan: Int) -> Matrix<Float> {
            Matrix(
                rows: rows, columns: columns,
                values: (0..<rows * columns).map { _ in
                    random.nextNormal() / Float(fan).squareRoot()
                })
        }
        func layer(_ inputs: Int, _ outputs: Int) -> [Matrix<Float>] {
            [normal(outputs, inputs, inputs), Matrix(rows: 1, columns: outputs)]
        }
        func convolution(_ channels: Int) -> [Matrix<Float>] {
            [
                normal(Self.convolutionWidth, channels, Self.convolutionWidth),
                Matrix(rows: 1, columns: channels),
            ]
        }
        return convolution(inputCount) + layer(inputCount, width) + convolution(width)
            + layer(width, width) + layer(width, student.speakerNames.count)
    }

    /// Logits [utterances, speakers].
    ///
    /// - Parameter output: what the decoder gives, or its target.
    func logits<Scalar: KernelScalar>(
        _ output: Tape<Scalar>.Variable, segments: [Range<Int>],
        parameters: [Tape<Scalar>.Variable], on tape: Tape<Scalar>
    ) -> Tape<Scalar>.Variable {
        let steps = tape.value(of: output).rows
        let columns = student.framesPerStep * student.frameWidth
        let mel = (0..<steps).flatMap { step in
            (0..<columns).filter { $0 % student.frameWidth < student.melBinCount }
                .map { Int32(step * columns + $0) }
        }
        var x = tape.elements(output, mel, columns: inputCount)
        for layer in 0..<2 {
            let own = parameters[4 * layer..<4 * layer + 4].map { $0 }
            x = tape.depthwiseConvolution(x, weight: own[0], bias: own[1], segments: segments)
            x = tape.gelu(tape.linear(x, weight: own[2], bias: own[3]))
        }
        return tape.linear(
            tape.segmentMeans(x, segments: segments), weight: parameters[8], bias: parameters[9])
    }

    /// Cross-entropy of the answers on teacher speech, its gradient, and the share of right
    /// answers.
    func lesson(
        _ examples: [TrainingExample], parameters: [Matrix<Float>]
    ) -> (loss: Float, gradient: [Float], accuracy: Double) {
        let tape = Tape<Float>()
        let variables = parameters.map { tape.parameter($0) }
        var segments: [Range<Int>] = []
        for example in examples {
            let start = segments.last?.upperBound ?? 0
            segments.append(start..<start + example.frames.rows)
        }
        let frames = Matrix(
            rows: segments.last?.upperBound ?? 0,
            columns: student.framesPerStep * student.frameWidth,
            values: examples.flatMap(\.frames.values))
        let answers = logits(
            tape.constant(frames), segments: segments, parameters: variables, on: tape)
        let loss = tape.crossEntropy(
            answers, targets: examples.map(\.speakerIndex),
            weights: Array(repeating: 1 / Float(max(1, examples.count)), count: examples.count))
        tape.backward(from: [(loss, 1)])
        let values = tape.value(of: answers)
        let right = examples.indices.count { index in
            let row = Array(values.row(index))
            return row.indices.max { row[$0] < row[$1] } == examples[index].speakerIndex
        }
        return (
            tape.value(of: loss).values[0], variables.flatMap { tape.gradient(of: $0).values },
            Double(right) / Double(max(1, examples.count))
        )
    }
}

extension StagePass {
    /// How much a frozen classifier doubts who speaks.
    func confusionTerm(
        _ forward: StudentForward<Scalar>, _ examples: [TrainingExample],
        classifier: [Matrix<Scalar>]
    ) -> Term {
        let tape = forward.tape
        let network = SpeakerNetwork(
            width: configuration.speakers.classifierWidth, student: layout.configuration)
        let answers = network.logits(
            forward.output, segments: forward.stepsOfUtterances,
            parameters: classifier.map { tape.constant($0) }, on: tape)
        let share = 1 / Scalar(max(1, normalisation.utteranceCount))
        let loss = tape.crossEntropy(
            answers, targets: examples.map(\.speakerIndex),
            weights: Array(repeating: share, count: examples.count))
        return Term(
            name: "confusion", loss: loss, weight: Scalar(configuration.speakers.confusionWeight))
    }
}
