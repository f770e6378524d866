import Autograd
import Kernels
import StudentModel

/// The parameters of all networks that take part in a step.
struct StageNetworks<Scalar: KernelScalar>: Sendable {
    /// In the layout's order.
    var student: [Matrix<Scalar>]
    /// For each of the student's blocks weight [teacher's width, modelWidth] and bias; empty where
    /// the widths are equal.
    var projections: [Matrix<Scalar>] = []
    var discriminator: [Matrix<Scalar>] = []
    /// Of the frozen classifier.
    var classifier: [Matrix<Scalar>] = []
}

/// What a shard contributes to a step.
struct StageContribution<Scalar: KernelScalar>: Sendable {
    var losses: [String: Double] = [:]
    /// Likewise flat, in the order of the networks' parameters.
    var student: [Scalar] = []
    var projections: [Scalar] = []
    var discriminator: [Scalar] = []
    /// Patches that the discriminator puts right, as a share of all the batch's.
    var accuracy: Double = 0
}

/// Forward and backward pass of one shard in stage 2, stage 3 or the fine-tuning of speakers.
///
/// Generic, so that the whole gradient can be checked in `Double`.
struct StagePass<Scalar: KernelScalar> {
    typealias Variable = Tape<Scalar>.Variable

    let configuration: StageConfiguration
    let layout: StudentLayout
    let normalisation: LossNormalisation
    /// Positions of the discriminator's convolutions over the whole batch, by scale.
    var patchCounts: [[Int]] = []
    /// The weight of the adversarial part in this step.
    var lambda: Float = 0
    var dropoutSeed: UInt64 = 0

    /// - Parameter inside: what the teacher says to these examples; nil without one.
    func run(
        _ examples: [TrainingExample], networks: StageNetworks<Scalar>,
        inside: TeacherInside<Scalar>?
    ) -> StageContribution<Scalar> {
        let loss = configuration.distillation
        let operations = TapeOperations(
            parameters: networks.student, layout: layout,
            trained: configuration.stage == .speakers ? [layout.speakerEmbedding] : nil,
            isTapped: inside != nil && (loss.attentionWeight > 0 || loss.hiddenWeight > 0),
            quantisation: configuration.training.quantisation,
            productPrecision: configuration.training.productPrecision,
            dropoutRate: Scalar(configuration.training.dropoutRate), dropoutSeed: dropoutSeed)
        let forward = StudentForward(
            examples, operations: operations, layout: layout, normalisation: normalisation,
            configuration: configuration.training)
        let tape = forward.tape
        let projections = networks.projections.map { tape.parameter($0) }
        var result = StageContribution<Scalar>()
        var terms: [Term] = []
        if let inside {
            terms += distillationTerms(forward, inside, projections: projections)
        }
        if configuration.adversarial.isUsed {
            let discriminator = Discriminator(
                configuration.adversarial.discriminator, student: layout.configuration)
            let patches = DiscriminatorPatches(
                examples, discriminator: discriminator, student: layout.configuration)
            let judgement = learnToTell(
                forward, discriminator, patches, parameters: networks.discriminator)
            result.discriminator = judgement.gradient
            result.accuracy = judgement.accuracy
            result.losses["discriminator"] = judgement.loss
            if lambda > 0 {
                terms += adversarialTerms(
                    forward, discriminator, patches, parameters: networks.discriminator,
                    realFeatures: judgement.realFeatures)
            }
        }
        if configuration.globalVarianceWeight > 0 {
            terms.append(globalVarianceTerm(forward, examples))
        }
        if configuration.speakers.isUsed {
            terms.append(confusionTerm(forward, examples, classifier: networks.classifier))
        }
        tape.backward(
            from: forward.terms(
                configuration.training, melShare: configuration.melShare,
                prosodyShare: configuration.prosodyShare)
                + terms.map { ($0.loss, $0.weight) })
        for term in terms {
            result.losses[term.name, default: 0] += Double(tape.value(of: term.loss).values[0])
        }
        result.losses.merge(forward.parts.byName) { $1 }
        result.student = operations.parameters.flatMap { tape.gradient(of: $0).values }
        result.projections = projections.flatMap { tape.gradient(of: $0).values }
        return result
    }

    /// How much too little the bins of each utterance vary over its phonemes: the mean over frames
    /// and bins of the squared shortfall of the deviations, nats².
    private func globalVarianceTerm(
        _ forward: StudentForward<Scalar>, _ examples: [TrainingExample]
    ) -> Term {
        let student = layout.configuration
        let share =
            Scalar(student.melDeviation * student.melDeviation)
            / Scalar(max(1, normalisation.frameCount * student.melBinCount))
        var weights = Matrix<Scalar>(rows: forward.target.rows, columns: forward.target.columns)
        for (example, steps) in zip(examples, forward.stepsOfUtterances) {
            let start = steps.lowerBound * weights.columns
            for (frame, isSpeech) in example.isSpeech.enumerated() where isSpeech {
                let base = start + frame * student.frameWidth
                for index in base..<base + student.melBinCount { weights.values[index] = share }
            }
        }
        let loss = forward.tape.deviationShortfall(
            forward.output, target: forward.target,
            share: Scalar(configuration.globalVarianceShare),
            segments: forward.stepsOfUtterances, weights: weights)
        return Term(
            name: "globalVariance", loss: loss, weight: Scalar(configuration.globalVarianceWeight))
    }

    /// A loss with its name in the log and its weight.
    struct Term {
        var name: String
        var loss: Variable
        var weight: Scalar
    }

    /// A matrix of one value.
    func filled(_ value: Scalar, like matrix: Matrix<Scalar>) -> Matrix<Scalar> {
        Matrix(
            rows: matrix.rows, columns: matrix.columns,
            values: Array(repeating: value, count: matrix.values.count))
    }
}

extension LossParts {
    /// The parts under their names in the logs.
    var byName: [String: Double] {
        [
            "mel": mel, "pitch": pitch, "voicing": voicing, "duration": duration,
            "phonemePitch": phonemePitch,
        ]
    }
}
