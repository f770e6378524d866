import Kernels
import StudentModel

/// A list of matrices kept as one flat array, with the moments of its optimiser: the networks that
/// help in training and are thrown away after it.
struct FlatAdam: Equatable, Sendable {
    /// Rows and columns of each matrix.
    let shapes: [Shape]
    var values: [Float]
    var firstMoment: [Float]
    var secondMoment: [Float]
    /// Optimiser steps taken.
    var step = 0

    struct Shape: Codable, Equatable, Sendable {
        var rows: Int
        var columns: Int
        var count: Int { rows * columns }
    }

    init(_ matrices: [Matrix<Float>]) {
        shapes = matrices.map { Shape(rows: $0.rows, columns: $0.columns) }
        values = matrices.flatMap(\.values)
        firstMoment = Array(repeating: 0, count: values.count)
        secondMoment = firstMoment
    }

    var matrices: [Matrix<Float>] {
        var start = 0
        return shapes.map { shape in
            defer { start += shape.count }
            return Matrix(
                rows: shape.rows, columns: shape.columns,
                values: Array(values[start..<start + shape.count]))
        }
    }

    /// One Adam step; the gradient's norm is clipped to 1.
    ///
    /// - Returns: the norm before clipping.
    @discardableResult
    mutating func apply(gradients: [Float], rate: Float, beta1: Float = 0.9) -> Float {
        guard !values.isEmpty else { return 0 }
        let norm = Float(sumOfSquares(gradients).squareRoot())
        step += 1
        adamWStep(
            parameters: &values, gradients: gradients, firstMoment: &firstMoment,
            secondMoment: &secondMoment, gradientScale: norm > 1 ? 1 / norm : 1,
            learningRate: rate, beta1: beta1, beta2: 0.98, epsilon: 1e-8, step: step)
        return norm
    }
}

extension FlatAdam {
    /// For a checkpoint.
    func tensors(named name: String) -> [(name: String, shape: [Int], values: [Float])] {
        [("values", values), ("firstMoment", firstMoment), ("secondMoment", secondMoment)].map {
            ("\(name).\($0.0)", [$0.1.count], $0.1)
        }
    }

    /// Reads back what `tensors` gave; the shapes stay those of `self`.
    ///
    /// - Throws: `WeightsError` where a tensor is missing, `TrainingError.checkpointMismatch` where
    ///   it has another size.
    mutating func read(
        _ file: SafetensorsFile, named name: String, step: Int, path: String
    ) throws {
        let count = values.count
        values = try file.floats(named: "\(name).values")
        firstMoment = try file.floats(named: "\(name).firstMoment")
        secondMoment = try file.floats(named: "\(name).secondMoment")
        self.step = step
        guard [values, firstMoment, secondMoment].allSatisfy({ $0.count == count }) else {
            throw TrainingError.checkpointMismatch(path: path)
        }
    }
}
