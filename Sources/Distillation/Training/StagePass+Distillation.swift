import Autograd
import Kernels
import StudentModel

/// Stage 2: how far the student is from the teacher, outside and inside.
extension StagePass {
    func distillationTerms(
        _ forward: StudentForward<Scalar>, _ inside: TeacherInside<Scalar>,
        projections: [Variable]
    ) -> [Term] {
        let loss = configuration.distillation
        var terms: [Term] = []
        if loss.outputWeight > 0 {
            let output =
                loss.form == .softmax
                ? softmaxTerm(forward, inside) : gaussianTerm(forward, inside)
            terms.append(Term(name: "output", loss: output, weight: Scalar(loss.outputWeight)))
        }
        if loss.attentionWeight > 0 {
            terms += attentionTerms(forward, inside).map {
                Term(name: "attention", loss: $0, weight: Scalar(loss.attentionWeight))
            }
        }
        if loss.prosodyWeight > 0, let prosody = inside.prosody {
            let losses = forward.prosodyLosses(
                output: inside.output, prosody: prosody, configuration.training)
            terms += losses.terms(configuration.training).map {
                Term(
                    name: "teacher." + $0.name, loss: $0.loss,
                    weight: Scalar(loss.prosodyWeight) * $0.weight)
            }
        }
        if loss.hiddenWeight > 0 {
            terms += hiddenTerms(forward, inside, projections: projections).map {
                Term(name: "hidden", loss: $0, weight: Scalar(loss.hiddenWeight))
            }
        }
        return terms
    }

    /// Which frames of a step are real: a weight for each, [steps, framesPerStep].
    private func frameWeights(_ batch: StudentBatch, _ forward: StudentForward<Scalar>)
        -> Matrix<Scalar>
    {
        let perStep = layout.configuration.framesPerStep
        var weights = Matrix<Scalar>(rows: batch.stepCount, columns: perStep)
        let share = 1 / Scalar(max(1, normalisation.frameCount))
        for (steps, frameCount) in zip(forward.stepsOfUtterances, forward.frameCounts) {
            let start = steps.lowerBound * perStep
            for frame in 0..<frameCount { weights.values[start + frame] = share }
        }
        return weights
    }

    private func softmaxTerm(
        _ forward: StudentForward<Scalar>, _ inside: TeacherInside<Scalar>
    ) -> Variable {
        let student = layout.configuration
        let tape = forward.tape
        // Log-mel in nats but for a factor: the network's values lack the mean spectrum.
        let mean = tape.value(of: forward.operations.parameters[layout.melMean]).values
        var offsets = Matrix<Scalar>(rows: inside.output.rows, columns: inside.output.columns)
        for index in offsets.values.indices where index % student.frameWidth < student.melBinCount {
            offsets.values[index] =
                mean[index % student.frameWidth] / Scalar(student.melDeviation)
        }
        var target = inside.output
        add(offsets, to: &target)
        return tape.softmaxDivergence(
            tape.sum(forward.output, tape.constant(offsets)), target: target,
            groups: (0..<student.framesPerStep).map {
                $0 * student.frameWidth..<$0 * student.frameWidth + student.melBinCount
            },
            weights: frameWeights(forward.batch, forward),
            temperature: Scalar(configuration.distillation.temperature),
            unit: Scalar(student.melDeviation))
    }

    /// KL of normal distributions of one deviation: (difference / deviation)² / 2, mean of the
    /// bins.
    private func gaussianTerm(
        _ forward: StudentForward<Scalar>, _ inside: TeacherInside<Scalar>
    ) -> Variable {
        let student = layout.configuration
        let frames = frameWeights(forward.batch, forward)
        let ratio = Scalar(
            student.melDeviation / configuration.distillation.gaussianDeviation)
        var weights = Matrix<Scalar>(rows: inside.output.rows, columns: inside.output.columns)
        for frame in frames.values.indices {
            let weight = frames.values[frame] * ratio * ratio / Scalar(2 * student.melBinCount)
            for bin in 0..<student.melBinCount {
                weights.values[frame * student.frameWidth + bin] = weight
            }
        }
        return forward.tape.squaredError(forward.output, target: inside.output, weights: weights)
    }

    /// Squared distance of the attention of a row, mean over rows, heads and blocks.
    private func attentionTerms(
        _ forward: StudentForward<Scalar>, _ inside: TeacherInside<Scalar>
    ) -> [Variable] {
        let student = layout.configuration
        let tape = forward.tape
        let taps = forward.operations.taps.attention
        return taps.indices.compactMap { block -> Variable? in
            guard var target = inside.attention[block] else { return nil }
            let isEncoder = block < student.encoderLayerCount
            let segments = isEncoder ? forward.batch.tokenSegments : forward.batch.stepSegments
            let rows = isEncoder ? normalisation.tokenCount : normalisation.stepCount
            var weights = taps[block]
            var headCount = student.headCount
            if inside.headCount != headCount {
                // Heads of different networks have no order in common: only their mean has a match.
                weights = tape.headMean(weights, segments: segments, headCount: headCount)
                if inside.headCount > 1 {
                    target = meanOfHeads(target, segments, headCount: inside.headCount)
                }
                headCount = 1
            }
            let wanted = Matrix(rows: 1, columns: target.count, values: target)
            let share = 1 / Scalar(max(1, rows * headCount * taps.count))
            return tape.squaredError(
                weights, target: wanted, weights: filled(share, like: wanted))
        }
    }

    private func meanOfHeads(
        _ weights: [Scalar], _ segments: [Range<Int>], headCount: Int
    ) -> [Scalar] {
        let tape = Tape<Scalar>()
        let all = tape.constant(Matrix(rows: 1, columns: weights.count, values: weights))
        return tape.value(of: tape.headMean(all, segments: segments, headCount: headCount)).values
    }

    /// Mean squared error of hidden states, rows normalised, the student's projected to the
    /// teacher's width.
    private func hiddenTerms(
        _ forward: StudentForward<Scalar>, _ inside: TeacherInside<Scalar>,
        projections: [Variable]
    ) -> [Variable] {
        let student = layout.configuration
        let tape = forward.tape
        let taps = forward.operations.taps.hidden
        return taps.indices.compactMap { block -> Variable? in
            guard let target = inside.hidden[block] else { return nil }
            let rows =
                block < student.encoderLayerCount
                ? normalisation.tokenCount : normalisation.stepCount
            var own = normalised(taps[block], on: tape)
            if student.modelWidth != target.columns {
                own = tape.linear(
                    own, weight: projections[2 * block], bias: projections[2 * block + 1])
            }
            let share = 1 / Scalar(max(1, rows * target.columns * taps.count))
            return tape.squaredError(own, target: target, weights: filled(share, like: target))
        }
    }

    /// Every row with mean 0 and deviation 1, as the teacher's are.
    private func normalised(_ x: Variable, on tape: Tape<Scalar>) -> Variable {
        let width = layout.configuration.modelWidth
        let row = Matrix<Scalar>(rows: 1, columns: width)
        return tape.layerNorm(
            x, gain: tape.constant(filled(1, like: row)), bias: tape.constant(row))
    }
}

/// First values of the projections of hidden states: for each of the student's blocks weight and
/// bias, without elements where the widths are equal or there is nothing to match.
///
/// Zeros: a projection that has learnt nothing yet must not pull the student anywhere. Its own
/// gradient is not zero, so it begins to learn with the first step, and the student follows.
func initialProjections(from width: Int, to teacherWidths: [Int?]) -> [Matrix<Float>] {
    teacherWidths.flatMap { teacherWidth -> [Matrix<Float>] in
        guard let rows = teacherWidth, rows != width else {
            return [Matrix(rows: 0, columns: 0), Matrix(rows: 0, columns: 0)]
        }
        return [Matrix(rows: rows, columns: width), Matrix(rows: 1, columns: rows)]
    }
}
