import Foundation
import Kernels
import StudentModel

/// All that changes while training, and its checkpoint file.
struct TrainingState: Sendable {
    /// Optimiser steps taken.
    var step = 0
    /// Every parameter one after another, in the layout's order.
    var parameters: [Float]
    /// Moving average of `parameters`: what is evaluated and shipped.
    var average: [Float]
    var firstMoment: [Float]
    var secondMoment: [Float]

    init(layout: StudentLayout, seed: UInt64, melMean: [Float]) {
        var matrices = layout.initialParameters(seed: seed)
        matrices[layout.melMean].values = melMean
        self.init(StudentWeights(layout: layout, parameters: matrices))
    }

    /// Starts from weights, with nothing known of their gradients.
    init(_ weights: StudentWeights) {
        parameters = weights.parameters.flatMap(\.values)
        average = parameters
        firstMoment = Array(repeating: 0, count: parameters.count)
        secondMoment = firstMoment
    }

    /// One optimiser step on a batch, its shards side by side.
    ///
    /// - Returns: the loss before the step, and the gradient's norm before clipping.
    mutating func step(
        _ examples: [TrainingExample], layout: StudentLayout, configuration: TrainingConfiguration
    ) async -> (LossParts, gradientNorm: Float) {
        let normalisation = LossNormalisation(examples)
        let parameters = layout.matrices(of: parameters)
        let dropoutSeed = configuration.seed &+ UInt64(step) << 20
        let results = await withTaskGroup(of: (Int, LossParts, [Float]).self) { group in
            for (index, shard) in dealt(examples, shardCount: configuration.shardCount).enumerated()
            {
                group.addTask {
                    let result = lossAndGradients(
                        shard, parameters: parameters, layout: layout,
                        configuration: configuration, normalisation: normalisation,
                        dropoutSeed: dropoutSeed &+ UInt64(index) << 10)
                    return (index, result.parts, result.gradients.flatMap(\.values))
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        // In the order of the shards, not of their finishing: rounding must not depend on threads.
        var parts = LossParts()
        var total: [Float] = []
        var shards = results.sorted { $0.0 > $1.0 }
        while let (_, part, gradients) = shards.popLast() {
            parts += part
            if total.isEmpty { total = gradients } else { addScaled(gradients, by: 1, to: &total) }
        }
        let norm = apply(gradients: total, layout: layout, configuration: configuration)
        return (parts, norm)
    }

    /// One AdamW step (Loshchilov & Hutter 2019) with the gradient's norm clipped.
    ///
    /// - Parameter gradients: of every parameter, in the layout's order.
    /// - Returns: the norm of the gradient before clipping.
    mutating func apply(
        gradients: [Float], layout: StudentLayout, configuration: TrainingConfiguration
    ) -> Float {
        let norm = Float(sumOfSquares(gradients).squareRoot())
        let scale = norm > configuration.gradientClip ? configuration.gradientClip / norm : 1
        let rate = configuration.learningRate(at: step)
        step += 1
        for range in layout.decayingRanges {
            let factor = 1 - rate * configuration.weightDecay
            for index in range { parameters[index] *= factor }
        }
        adamWStep(
            parameters: &parameters, gradients: gradients, firstMoment: &firstMoment,
            secondMoment: &secondMoment, gradientScale: scale, learningRate: rate,
            beta1: configuration.beta1, beta2: configuration.beta2, epsilon: 1e-8, step: step)
        // A young average follows quickly, or it would keep the random start for long.
        let decay = min(configuration.averageDecay, Float(step) / Float(step + 9))
        exponentialMovingAverage(&average, towards: parameters, decay: decay)
        return norm
    }
}

extension StudentLayout {
    /// Where the parameters that weight decay applies to stand in the flat list.
    var decayingRanges: [Range<Int>] {
        var start = 0
        return parameters.compactMap { parameter in
            let range = start..<start + parameter.rows * parameter.columns
            start = range.upperBound
            return parameter.decays ? range : nil
        }
    }

    /// The flat list cut into one matrix per parameter.
    func matrices(of flat: [Float]) -> [Matrix<Float>] {
        var start = 0
        return parameters.map { parameter in
            let count = parameter.rows * parameter.columns
            defer { start += count }
            return Matrix(
                rows: parameter.rows, columns: parameter.columns,
                values: Array(flat[start..<start + count]))
        }
    }
}

/// Checkpoints: the whole state in one safetensors file, replaced atomically.
extension TrainingState {
    func save(to path: String, configuration: TrainingConfiguration) throws {
        let shape = [parameters.count]
        try SafetensorsWriter.write(
            tensors: [
                ("parameters", shape, parameters), ("average", shape, average),
                ("firstMoment", shape, firstMoment), ("secondMoment", shape, secondMoment),
            ],
            precision: .float32,
            metadata: [
                "step": String(step), "training": try jsonText(configuration),
            ], to: path)
    }

    /// The configuration that a checkpoint's run was started with.
    static func configuration(ofCheckpoint path: String) throws -> TrainingConfiguration {
        guard let text = try SafetensorsFile(path: path).metadata["training"] else {
            throw TrainingError.notACheckpoint(path: path)
        }
        return try overlaid(TrainingConfiguration(), with: Data(text.utf8), path: path)
    }

    /// Reads a checkpoint back.
    ///
    /// - Throws: `TrainingError.checkpointMismatch` if it belongs to another configuration.
    init(checkpoint path: String, configuration: TrainingConfiguration) throws {
        let file = try SafetensorsFile(path: path)
        guard let text = file.metadata["training"],
            let step = file.metadata["step"].flatMap(Int.init)
        else { throw TrainingError.notACheckpoint(path: path) }
        var stored = try overlaid(TrainingConfiguration(), with: Data(text.utf8), path: path)
        // A longer run may go on from a shorter one; anything else would not be the same run.
        stored.stepCount = configuration.stepCount
        guard stored == configuration else {
            throw TrainingError.checkpointMismatch(path: path)
        }
        self.step = step
        parameters = try file.floats(named: "parameters")
        average = try file.floats(named: "average")
        firstMoment = try file.floats(named: "firstMoment")
        secondMoment = try file.floats(named: "secondMoment")
        let count = StudentLayout(configuration.student).parameters
            .reduce(0) { $0 + $1.rows * $1.columns }
        guard [parameters, average, firstMoment, secondMoment].allSatisfy({ $0.count == count })
        else { throw TrainingError.checkpointMismatch(path: path) }
    }
}

/// Canonical JSON: sorted keys, so that equal values give equal text.
func jsonText(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
}
