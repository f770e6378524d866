import Autograd
import Kernels

/// Stage 3: the discriminator learns to tell, the student to be taken for the teacher.
extension StagePass {
    struct Judgement {
        var loss: Double
        var gradient: [Scalar]
        var accuracy: Double
        /// By scale and layer, for feature matching.
        var realFeatures: [[Matrix<Scalar>]]
    }

    /// The discriminator's loss on the teacher's frames and the student's, and its gradient.
    func learnToTell(
        _ forward: StudentForward<Scalar>, _ discriminator: Discriminator,
        _ patches: DiscriminatorPatches, parameters: [Matrix<Scalar>]
    ) -> Judgement {
        let tape = Tape<Scalar>(
            kernels: .withProducts(in: configuration.training.productPrecision))
        let variables = parameters.map { tape.parameter($0) }
        func judged(_ frames: Matrix<Scalar>) -> [Discriminator.Answer<Scalar>] {
            discriminator.judge(
                tape.constant(frames), patches, parameters: variables, on: tape)
        }
        let real = judged(forward.target)
        let made = judged(forward.tape.value(of: forward.output))
        var losses: [Variable] = []
        var accuracy = 0.0
        for (scale, pair) in zip(real, made).enumerated() {
            let share = scoreShare(scale)
            losses.append(scoreLoss(pair.0.scores, isReal: true, share: share, on: tape))
            losses.append(scoreLoss(pair.1.scores, isReal: false, share: share, on: tape))
            let right =
                tape.value(of: pair.0.scores).values.count { $0 > boundary }
                + tape.value(of: pair.1.scores).values.count { $0 < boundary }
            accuracy += Double(right) * Double(share) / 2
        }
        let loss = losses.reduce(0) { $0 + Double(tape.value(of: $1).values[0]) }
        tape.backward(from: losses.map { ($0, 1) })
        return Judgement(
            loss: loss, gradient: variables.flatMap { tape.gradient(of: $0).values },
            accuracy: accuracy,
            realFeatures: real.map { $0.features.map { tape.value(of: $0) } })
    }

    /// The student's side: scores as if it were the teacher, and features like the teacher's.
    func adversarialTerms(
        _ forward: StudentForward<Scalar>, _ discriminator: Discriminator,
        _ patches: DiscriminatorPatches, parameters: [Matrix<Scalar>],
        realFeatures: [[Matrix<Scalar>]]
    ) -> [Term] {
        let tape = forward.tape
        let answers = discriminator.judge(
            forward.output, patches, parameters: parameters.map { tape.constant($0) }, on: tape)
        var terms: [Term] = []
        for (scale, answer) in answers.enumerated() {
            let share = scoreShare(scale)
            let loss =
                configuration.adversarial.form == .hinge
                ? tape.total(answer.scores, weight: -share)
                : scoreLoss(answer.scores, isReal: true, share: share, on: tape)
            terms.append(Term(name: "adversarial", loss: loss, weight: Scalar(lambda)))
            guard configuration.adversarial.featureMatching > 0 else { continue }
            let weight = Scalar(lambda * configuration.adversarial.featureMatching)
            for (layer, feature) in answer.features.enumerated() {
                let target = realFeatures[scale][layer]
                let count =
                    patchCounts[scale][layer] * target.columns * answers.count
                    * answer.features.count
                let matching = tape.absoluteError(
                    feature, target: target,
                    weights: filled(1 / Scalar(max(1, count)), like: target))
                terms.append(Term(name: "matching", loss: matching, weight: weight))
            }
        }
        return terms
    }

    /// Scores above it mean “teacher”.
    private var boundary: Scalar { configuration.adversarial.form == .hinge ? 0 : 0.5 }

    /// What one score of a scale counts.
    private func scoreShare(_ scale: Int) -> Scalar {
        1 / Scalar(max(1, patchCounts[scale][3] * patchCounts.count))
    }

    /// Least squares: (score − 1)² for the real, score² for the made. Hinge: max(0, 1 ∓ score).
    private func scoreLoss(
        _ scores: Variable, isReal: Bool, share: Scalar, on tape: Tape<Scalar>
    ) -> Variable {
        if configuration.adversarial.form == .hinge {
            return tape.hinge(scores, sign: isReal ? 1 : -1, weight: share)
        }
        let shape = tape.value(of: scores)
        return tape.squaredError(
            scores, target: filled(isReal ? 1 : 0, like: shape),
            weights: filled(share, like: shape))
    }
}
