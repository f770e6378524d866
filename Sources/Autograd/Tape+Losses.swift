import Kernels

/// Losses: sums over weighted elements as 1 × 1 variables.
///
/// The weights carry both the mask and the normalisation, so that the gradients of the shards of
/// a batch simply add up.
extension Tape {
    /// Σ weight · |prediction − target|; all three of the same shape.
    @inlinable
    public func absoluteError(
        _ prediction: Variable, target: Matrix<Scalar>, weights: Matrix<Scalar>
    ) -> Variable {
        elementLoss(prediction, target, weights) { difference, _ in
            (abs(difference), difference > 0 ? 1 : difference < 0 ? -1 : 0)
        }
    }

    /// Σ weight · (prediction − target)².
    @inlinable
    public func squaredError(
        _ prediction: Variable, target: Matrix<Scalar>, weights: Matrix<Scalar>
    ) -> Variable {
        elementLoss(prediction, target, weights) { difference, _ in
            (difference * difference, 2 * difference)
        }
    }

    /// Σ weight · binary cross-entropy of the logits `prediction` against targets of 0…1.
    @inlinable
    public func binaryCrossEntropy(
        _ prediction: Variable, target: Matrix<Scalar>, weights: Matrix<Scalar>
    ) -> Variable {
        elementLoss(prediction, target, weights) { difference, target in
            let logit = difference + target
            // log(1 + eˣ) written so that it cannot overflow.
            let rest = Scalar.logarithm(1 + Scalar.exponential(-abs(logit)))
            let probability = 1 / (1 + Scalar.exponential(-logit))
            return (max(logit, 0) - logit * target + rest, probability - target)
        }
    }

    /// Σ over rows of weight · cross-entropy of the softmax of `logits` against class `targets`.
    ///
    /// - Parameters:
    ///   - logits: [rows, classes].
    ///   - targets: a class index a row.
    ///   - weights: one a row.
    @inlinable
    public func crossEntropy(
        _ logits: Variable, targets: [Int], weights: [Scalar]
    ) -> Variable {
        let input = value(of: logits)
        precondition(targets.count == input.rows && weights.count == input.rows, "one per row")
        var total: Scalar = 0
        var slope = input
        for row in 0..<input.rows {
            let range = row * input.columns..<(row + 1) * input.columns
            let largest = input.values[range].max() ?? 0
            var sum: Scalar = 0
            for index in range {
                slope.values[index] = Scalar.exponential(input.values[index] - largest)
                sum += slope.values[index]
            }
            for index in range { slope.values[index] *= weights[row] / sum }
            let target = range.lowerBound + targets[row]
            slope.values[target] -= weights[row]
            total += weights[row] * (Scalar.logarithm(sum) + largest - input.values[target])
        }
        return terminal(total, slope: slope, of: logits)
    }

    @inlinable
    func elementLoss(
        _ prediction: Variable, _ target: Matrix<Scalar>, _ weights: Matrix<Scalar>,
        _ lossAndSlope: (_ difference: Scalar, _ target: Scalar) -> (Scalar, Scalar)
    ) -> Variable {
        let input = value(of: prediction)
        precondition(
            input.rows == target.rows && input.columns == target.columns
                && input.rows == weights.rows && input.columns == weights.columns,
            "loss: prediction \(input.shape), target \(target.shape), weights \(weights.shape)")
        var total: Scalar = 0
        var slope = Matrix<Scalar>(rows: input.rows, columns: input.columns)
        for index in input.values.indices where weights.values[index] != 0 {
            let weight = weights.values[index]
            let (loss, derivative) = lossAndSlope(
                input.values[index] - target.values[index], target.values[index])
            total += weight * loss
            slope.values[index] = weight * derivative
        }
        return terminal(total, slope: slope, of: prediction)
    }

    @inlinable
    func terminal(
        _ total: Scalar, slope: Matrix<Scalar>, of input: Variable
    ) -> Variable {
        record(rowVector([total]), inputs: [input]) { gradient, tape in
            var scaled = slope
            scale(&scaled, by: gradient.values[0])
            tape.accumulate(scaled, into: input)
        }
    }
}
