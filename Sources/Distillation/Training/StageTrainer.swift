import Foundation
import Kernels
import StudentModel

/// Stages 2 and 3 and the fine-tuning of speakers: trains a student further, checkpointing as it
/// goes.
public struct StageTrainer: Sendable {
    public let configuration: StageConfiguration
    public let layout: StudentLayout
    let training: Dataset
    private let heldOut: Dataset?
    private let teacher: InsideGiver?
    private let folder: RunFolder
    private let log: StageLog
    private var schedule: BatchSchedule
    var state: StageState

    /// Steps taken before this call of the program.
    public var startStep: Int { state.student.step }

    /// Opens a run in `folder`: goes on from its checkpoint if it has one, else starts from
    /// `weights`.
    ///
    /// - Parameter teacher: whose output and inside stage 2 learns from.
    /// - Throws: `TrainingError` if the configuration, the weights, the teacher, the dataset or the
    ///   checkpoint do not fit.
    public init(
        configuration: StageConfiguration, training: Dataset, heldOut: Dataset?, folder: String,
        startingFrom weights: StudentWeights, teacher: InsideSource? = nil
    ) throws {
        if let problem = configuration.problem { throw TrainingError.badConfiguration(problem) }
        let student = configuration.training.student
        guard weights.layout.configuration == student else {
            throw TrainingError.badConfiguration(
                "the weights to start from are of another network than the configuration's")
        }
        guard teacher != nil || !configuration.distillation.isUsed else {
            throw TrainingError.badConfiguration(
                "the distillation loss needs a teacher (--teacher or --records)")
        }
        self.configuration = configuration
        self.training = training
        self.heldOut = heldOut
        let giver = try teacher.map { source throws(TrainingError) in
            try InsideGiver(source, configuration.training)
        }
        self.teacher = giver
        self.folder = try RunFolder(path: folder)
        log = StageLog(folder: folder)
        layout = weights.layout
        schedule = BatchSchedule(
            // What the teacher does not know is too long for any batch.
            frameCounts: (0..<training.count).map { index in
                giver?.knows(training.summary(of: index).id) ?? true
                    ? training.frameCount(of: index) : .max
            },
            framesPerBatch: configuration.training.framesPerBatch,
            longest: configuration.training.longestUtterance, seed: configuration.training.seed)
        guard !schedule.isEmpty else { throw TrainingError.emptyDataset }
        state = try Self.firstState(weights, configuration, teacher: giver)
        if FileManager.default.fileExists(atPath: self.folder.checkpoint) {
            try state.read(checkpoint: self.folder.checkpoint, configuration: configuration)
        }
        for _ in 0..<state.student.step { _ = schedule.next() }
        try log.truncate(after: state.student.step)
    }

    private static func firstState(
        _ weights: StudentWeights, _ configuration: StageConfiguration, teacher: InsideGiver?
    ) throws -> StageState {
        let student = configuration.training.student
        let seed = configuration.training.seed
        let usesHidden = configuration.distillation.hiddenWeight > 0
        let blockCount = student.encoderLayerCount + student.decoderLayerCount
        let widths = try usesHidden ? teacher?.hiddenWidths(blockCount: blockCount) ?? [] : []
        let projections = initialProjections(from: student.modelWidth, to: widths)
        let discriminator = Discriminator(
            configuration.adversarial.discriminator, student: student)
        let classifier = SpeakerNetwork(
            width: configuration.speakers.classifierWidth, student: student)
        let state = TrainingState(weights)
        return StageState(
            student: state,
            projections: FlatAdam(projections),
            discriminator: FlatAdam(
                configuration.adversarial.isUsed
                    ? discriminator.initialParameters(seed: seed &+ 2) : []),
            classifier: FlatAdam(
                configuration.speakers.isUsed ? classifier.initialParameters(seed: seed &+ 3) : []),
            kept: state.parameters)
    }

    /// Trains to the last step or until `shouldStop`; both leave a checkpoint behind.
    ///
    /// - Parameters:
    ///   - checkpointEvery: steps between checkpoints; held-out figures are measured with them.
    ///   - report: called after every step with the row of the log and the seconds it took.
    public mutating func run(
        checkpointEvery: Int = 200, shouldStop: () -> Bool = { false },
        report: (StageRow, _ seconds: Double) -> Void
    ) async throws {
        keepFreedMemory()
        if !state.classifier.values.isEmpty, state.classifier.step == 0 { try trainClassifier() }
        var rows: [StageRow] = []
        while state.student.step < configuration.training.stepCount, !shouldStop() {
            let start = ContinuousClock.now
            var row = try await step()
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            if state.student.step % checkpointEvery == 0
                || state.student.step == configuration.training.stepCount
            {
                let figures = try heldOutFigures()
                (row.heldOutMel, row.heldOutVariance) = (figures?.mel, figures?.variance)
                try keep(rows + [row])
                rows = []
            } else {
                rows.append(row)
            }
            report(row, seconds)
        }
        if !rows.isEmpty { try keep(rows) }
    }

    /// The log first: rows that the checkpoint knows nothing of are dropped when the run goes on.
    private func keep(_ rows: [StageRow]) throws {
        try log.append(rows)
        try state.save(to: folder.checkpoint, configuration: configuration)
    }

    /// The averaged weights so far.
    public var averagedWeights: StudentWeights {
        StudentWeights(layout: layout, parameters: layout.matrices(of: state.student.average))
    }

    private mutating func step() async throws -> StageRow {
        let examples = try examples(at: schedule.next())
        let step = state.student.step
        let lambda = configuration.adversarial.lambda(at: step) * state.balance.factor
        let sum = try await contributions(examples, lambda: lambda)
        let mel = sum.losses["mel"] ?? .nan
        var row = StageRow(
            step: step + 1, stage: configuration.stage, losses: sum.losses, gradientNorm: 0,
            learningRate: Double(configuration.training.learningRate(at: step)))
        let isGood = mel.isFinite && areFinite(sum.student)
        if configuration.adversarial.isUsed {
            let event = state.balance.observe(
                accuracy: isGood ? Float(sum.accuracy) : .nan, mel: mel,
                isWarmingUp: step < configuration.adversarial.discriminatorLeadCount,
                configuration.adversarial.balance)
            row.lambda = Double(lambda)
            row.accuracy = state.balance.accuracy.map(Double.init)
            row.event = event?.rawValue
            if event == .restored || event == .notANumber {
                state.restore()
                state.student.step += 1
                return row
            }
        } else if !isGood {
            throw TrainingError.diverged(step: step + 1)
        }
        row.gradientNorm = Double(apply(sum))
        return row
    }

    private mutating func apply(_ sum: StageContribution<Float>) -> Float {
        let norm = state.student.apply(
            gradients: sum.student, layout: layout, configuration: configuration.training)
        state.projections.apply(
            gradients: sum.projections, rate: configuration.distillation.projectionRate)
        if state.balance.trainsDiscriminator, areFinite(sum.discriminator) {
            state.discriminator.apply(
                gradients: sum.discriminator, rate: configuration.adversarial.discriminatorRate,
                beta1: 0.5)
        }
        if state.student.step % max(1, configuration.adversarial.balance.keepEvery) == 0 {
            state.kept = state.student.parameters
        }
        return norm
    }
}

extension StageTrainer {
    private func examples(at indices: [Int]) throws -> [TrainingExample] {
        let melMean = layout.melMean(in: state.student.parameters)
        return try indices.map {
            TrainingExample(
                try training.record($0), configuration: layout.configuration, melMean: melMean)
        }
    }

    /// The batch's losses and gradients, its shards side by side and added in their order.
    private func contributions(
        _ examples: [TrainingExample], lambda: Float
    ) async throws -> StageContribution<Float> {
        let student = layout.configuration
        var pass = StagePass<Float>(
            configuration: configuration, layout: layout,
            normalisation: LossNormalisation(examples), lambda: lambda)
        if configuration.adversarial.isUsed {
            pass.patchCounts = DiscriminatorPatches.rowCounts(
                frameCounts: examples.map(\.frameCount),
                scaleCount: configuration.adversarial.discriminator.scaleCount,
                binCount: student.melBinCount)
        }
        pass.dropoutSeed = configuration.training.seed &+ UInt64(state.student.step) << 20
        let networks = StageNetworks(
            student: layout.matrices(of: state.student.parameters),
            projections: state.projections.matrices,
            discriminator: state.discriminator.matrices, classifier: state.classifier.matrices)
        let melMean = layout.melMean(in: state.student.parameters)
        let teacher = configuration.distillation.isUsed ? teacher : nil
        let shards = dealt(examples, shardCount: configuration.training.shardCount)
        let results = try await withThrowingTaskGroup(of: (Int, StageContribution<Float>).self) {
            group in
            for (index, shard) in shards.enumerated() {
                var own = pass
                own.dropoutSeed &+= UInt64(index) << 10
                group.addTask { [own] in
                    let inside: TeacherInside<Float>? = try teacher?.inside(
                        shard, melMean: melMean)
                    return (index, own.run(shard, networks: networks, inside: inside))
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        // In the order of the shards, not of their finishing: rounding must not depend on threads.
        var contributions = results.sorted { $0.0 > $1.0 }
        var sum = StageContribution<Float>()
        while let (_, next) = contributions.popLast() { sum.add(next) }
        return sum
    }

    /// Mel error and variance of the averaged weights on the held-out set, with the teacher's
    /// durations and pitch; nil without a held-out set.
    private func heldOutFigures() throws -> (mel: Double, variance: Double)? {
        guard let heldOut, heldOut.count > 0 else { return nil }
        return try figures(
            of: averagedWeights, on: heldOut, configuration: configuration.training)
    }
}

extension StageContribution {
    mutating func add(_ other: Self) {
        losses.merge(other.losses, uniquingKeysWith: +)
        accuracy += other.accuracy
        for part in [\Self.student, \Self.projections, \Self.discriminator] {
            if self[keyPath: part].isEmpty {
                self[keyPath: part] = other[keyPath: part]
            } else if !other[keyPath: part].isEmpty {
                addScaled(other[keyPath: part], by: 1, to: &self[keyPath: part])
            }
        }
    }
}
