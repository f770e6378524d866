import Foundation
import Kernels
import StudentModel

/// Stage 1, behaviour cloning: trains a student on a dataset, checkpointing as it goes.
public struct Trainer: Sendable {
    public let configuration: TrainingConfiguration
    public let layout: StudentLayout
    private let training: Dataset
    private let heldOut: Dataset?
    private let folder: RunFolder
    private var schedule: BatchSchedule
    private var state: TrainingState

    /// Whether the run goes on from a checkpoint.
    public var startStep: Int { state.step }

    /// Opens a run in `folder`: goes on from its checkpoint if it has one, else starts afresh.
    ///
    /// - Parameter weights: where a fresh run starts; random values if nil.
    /// - Throws: `TrainingError` if the dataset is empty, the checkpoint is another run's, or the
    ///   weights are those of another network.
    public init(
        configuration: TrainingConfiguration, training: Dataset, heldOut: Dataset?, folder: String,
        startingFrom weights: StudentWeights? = nil
    ) throws {
        if let problem = configuration.student.problem {
            throw TrainingError.badConfiguration(problem)
        }
        self.configuration = configuration
        self.training = training
        self.heldOut = heldOut
        self.folder = try RunFolder(path: folder)
        layout = StudentLayout(configuration.student)
        schedule = BatchSchedule(
            frameCounts: (0..<training.count).map { training.frameCount(of: $0) },
            framesPerBatch: configuration.framesPerBatch, longest: configuration.longestUtterance,
            seed: configuration.seed)
        guard !schedule.isEmpty else { throw TrainingError.emptyDataset }
        if FileManager.default.fileExists(atPath: self.folder.checkpoint) {
            state = try TrainingState(
                checkpoint: self.folder.checkpoint, configuration: configuration)
        } else if let weights {
            guard weights.layout.configuration == configuration.student else {
                throw TrainingError.badConfiguration(
                    "the weights to start from are of another network than the configuration's")
            }
            state = TrainingState(weights)
        } else {
            state = TrainingState(
                layout: layout, seed: configuration.seed, melMean: try meanLogMel(of: training))
        }
        for _ in 0..<state.step { _ = schedule.next() }
        try self.folder.truncateLosses(after: state.step)
        try self.folder.log.truncate(after: state.step)
    }

    /// Trains to the last step or until `shouldStop`; both leave a checkpoint behind.
    ///
    /// - Parameters:
    ///   - checkpointEvery: steps between checkpoints; the held-out loss is measured with them.
    ///   - report: called after every step.
    public mutating func run(
        checkpointEvery: Int = 200, shouldStop: () -> Bool = { false },
        report: (TrainingProgress) -> Void
    ) async throws {
        keepFreedMemory()
        var lossRows: [LossRow] = []
        while state.step < configuration.stepCount, !shouldStop() {
            let start = ContinuousClock.now
            let (parts, norm) = try await step()
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            var row = LossRow(
                step: state.step, parts: parts, gradientNorm: norm,
                learningRate: configuration.learningRate(at: state.step - 1), heldOutMel: nil)
            guard parts.mel.isFinite, norm.isFinite else {
                throw TrainingError.diverged(step: state.step)
            }
            if state.step % checkpointEvery == 0 || state.step == configuration.stepCount {
                row.heldOutMel = try await heldOutMelError()
                try folder.append(lossRows + [row])
                lossRows = []
                try state.save(to: folder.checkpoint, configuration: configuration)
                try folder.drawCurve()
            } else {
                lossRows.append(row)
            }
            report(
                TrainingProgress(
                    step: state.step, stepCount: configuration.stepCount, row: row,
                    seconds: seconds))
        }
        if !lossRows.isEmpty {
            try folder.append(lossRows)
            try state.save(to: folder.checkpoint, configuration: configuration)
            try folder.drawCurve()
        }
    }

    private mutating func step() async throws -> (LossParts, gradientNorm: Float) {
        let melMean = layout.melMean(in: state.parameters)
        let examples = try schedule.next().map {
            TrainingExample(
                try training.record($0), configuration: configuration.student, melMean: melMean)
        }
        return await state.step(examples, layout: layout, configuration: configuration)
    }

    /// Mean |log-mel error| (nats) of the averaged weights on the held-out set with the teacher's
    /// durations and pitch; nil without a held-out set.
    private func heldOutMelError() async throws -> Double? {
        guard let heldOut, heldOut.count > 0 else { return nil }
        let melMean = layout.melMean(in: state.average)
        // Every so many utterances, so that all voices and languages take part.
        let stride = max(1, heldOut.count / 64)
        let examples = try Swift.stride(from: 0, to: heldOut.count, by: stride).map {
            TrainingExample(
                try heldOut.record($0), configuration: configuration.student, melMean: melMean)
        }
        var evaluation = configuration
        evaluation.dropoutRate = 0
        let parameters = layout.matrices(of: state.average)
        let (parts, _) = await Trainer.evaluate(
            examples, parameters: parameters, layout: layout, configuration: evaluation)
        return parts.mel
    }

    private static func evaluate(
        _ examples: [TrainingExample], parameters: [Matrix<Float>], layout: StudentLayout,
        configuration: TrainingConfiguration
    ) async -> (LossParts, [Float]) {
        let normalisation = LossNormalisation(examples)
        var parts = LossParts()
        for chunk in Swift.stride(from: 0, to: examples.count, by: 8) {
            let shard = Array(examples[chunk..<min(chunk + 8, examples.count)])
            parts +=
                lossAndGradients(
                    shard, parameters: parameters, layout: layout, configuration: configuration,
                    normalisation: normalisation, dropoutSeed: 0
                ).parts
        }
        return (parts, [])
    }
}

/// What is told after every step.
public struct TrainingProgress: Sendable {
    public let step: Int
    public let stepCount: Int
    public let row: LossRow
    /// Wall time of this step.
    public let seconds: Double
}

extension StudentLayout {
    /// The mean log-mel spectrum inside a flat list of parameters, [melBinCount], nats.
    func melMean(in flat: [Float]) -> [Float] {
        let start = parameters[..<melMean].reduce(0) { $0 + $1.rows * $1.columns }
        return Array(flat[start..<start + configuration.melBinCount])
    }
}

/// Mean log-mel spectrum (nats) over every 20th utterance, at most 500 of them.
private func meanLogMel(of dataset: Dataset) throws -> [Float] {
    var sums: [Double] = []
    var frames = 0
    for index in Swift.stride(from: 0, to: dataset.count, by: max(1, dataset.count / 500)) {
        let logMel = try dataset.record(index).logMel
        if sums.isEmpty { sums = Array(repeating: 0, count: logMel.columns) }
        for row in 0..<logMel.rows {
            for (bin, level) in logMel.row(row).enumerated() { sums[bin] += Double(level) }
        }
        frames += logMel.rows
    }
    return sums.map { Float($0 / Double(max(1, frames))) }
}
