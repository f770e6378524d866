import Kernels
import StudentModel

/// Mel error (nats) and variance over time relative to the teacher's, on some 64 utterances of a
/// dataset, with the teacher's durations and pitch.
func figures(
    of weights: StudentWeights, on heldOut: Dataset, configuration: TrainingConfiguration
) throws -> (mel: Double, variance: Double) {
    let layout = weights.layout
    let student = layout.configuration
    let melMean = weights.parameters[layout.melMean].values
    // Every so many utterances, so that all voices and languages take part.
    let step = max(1, heldOut.count / 64)
    let examples = try stride(from: 0, to: heldOut.count, by: step).map {
        TrainingExample(try heldOut.record($0), configuration: student, melMean: melMean)
    }
    let normalisation = LossNormalisation(examples)
    var mel = 0.0
    var detail = SpectralDetail()
    for start in stride(from: 0, to: examples.count, by: 8) {
        let shard = Array(examples[start..<min(start + 8, examples.count)])
        let operations = TapeOperations<Float>(
            parameters: weights.parameters, layout: layout, trained: [],
            quantisation: configuration.quantisation)
        let forward = StudentForward(
            shard, operations: operations, layout: layout, normalisation: normalisation,
            configuration: configuration)
        mel += forward.parts.mel
        let output = forward.tape.value(of: forward.output)
        for (example, segment) in zip(shard, forward.stepsOfUtterances) {
            func nats(_ x: Matrix<Float>, from row: Int) -> Matrix<Float> {
                melFrames(x, from: row, count: example.frameCount, student)
            }
            detail.add(
                teacher: nats(example.frames, from: 0),
                student: nats(output, from: segment.lowerBound), isSpeech: example.isSpeech)
        }
    }
    return (mel, detail.varianceRatio)
}

/// The mel frames in rows of steps, in nats but for the mean spectrum.
private func melFrames(
    _ steps: Matrix<Float>, from row: Int, count: Int, _ student: StudentConfiguration
) -> Matrix<Float> {
    var values: [Float] = []
    values.reserveCapacity(count * student.melBinCount)
    for frame in 0..<count {
        let start = row * steps.columns + frame * student.frameWidth
        values += steps.values[start..<start + student.melBinCount].map {
            $0 * student.melDeviation
        }
    }
    return Matrix(rows: count, columns: student.melBinCount, values: values)
}
