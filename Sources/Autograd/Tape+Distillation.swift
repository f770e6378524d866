import Kernels

/// Losses of distillation and of adversarial training: sums over weighted rows or elements, 1 × 1.
extension Tape {
    /// T² Σ weight · KL(softmax(target / T) ‖ softmax(prediction / T)), each softmax over one range
    /// of columns of one row (Hinton, Vinyals & Dean 2015).
    ///
    /// - Parameters:
    ///   - prediction: [rows, columns]; likewise `target`.
    ///   - groups: ranges of columns, a softmax each.
    ///   - weights: [rows, groups].
    ///   - unit: what both are multiplied by before the softmax.
    @inlinable
    public func softmaxDivergence(
        _ prediction: Variable, target: Matrix<Scalar>, groups: [Range<Int>],
        weights: Matrix<Scalar>, temperature: Scalar, unit: Scalar = 1
    ) -> Variable {
        let input = value(of: prediction)
        precondition(
            input.rows == target.rows && input.columns == target.columns
                && weights.rows == input.rows && weights.columns == groups.count,
            "softmaxDivergence: \(input.shape), \(target.shape), weights \(weights.shape)")
        var slope = Matrix<Scalar>(rows: input.rows, columns: input.columns)
        var total: Scalar = 0
        let factor = unit / temperature
        for row in 0..<input.rows {
            for (group, range) in groups.enumerated() where weights[row, group] != 0 {
                let weight = weights[row, group]
                let columns = row * input.columns + range.lowerBound
                let places = columns..<columns + range.count
                let student = logSoftmax(input.values[places], factor)
                let teacher = logSoftmax(target.values[places], factor)
                for (index, place) in places.enumerated() {
                    let share = Scalar.exponential(teacher[index])
                    total += weight * share * (teacher[index] - student[index])
                    slope.values[place] =
                        weight * (Scalar.exponential(student[index]) - share)
                }
            }
        }
        // T² · d(1/T): the gradient keeps one T, whatever the temperature.
        scale(&slope, by: temperature * unit)
        return terminal(temperature * temperature * total, slope: slope, of: prediction)
    }

    /// Σ weight · max(0, 1 − sign · x): how far scores are from the right side of the margin.
    @inlinable
    public func hinge(_ scores: Variable, sign: Scalar, weight: Scalar) -> Variable {
        let input = value(of: scores)
        var slope = Matrix<Scalar>(rows: input.rows, columns: input.columns)
        var total: Scalar = 0
        for (index, score) in input.values.enumerated() where sign * score < 1 {
            total += weight * (1 - sign * score)
            slope.values[index] = -sign * weight
        }
        return terminal(total, slope: slope, of: scores)
    }

    /// weight · Σ x.
    @inlinable
    public func total(_ x: Variable, weight: Scalar) -> Variable {
        let input = value(of: x)
        return terminal(
            weight * input.values.reduce(0, +),
            slope: Matrix(
                rows: input.rows, columns: input.columns,
                values: Array(repeating: weight, count: input.values.count)),
            of: x)
    }

    /// How much too little columns vary over time: Σ weight · max(0, √share · σ of target −
    /// σ of prediction)², for every column of every segment, with σ the standard deviation over its
    /// rows of weight above 0.
    ///
    /// - Parameters:
    ///   - prediction: [rows, columns], like `target` and `weights`.
    ///   - segments: ranges of rows.
    ///   - share: of the target's variance that is enough.
    ///   - weights: mask and normalisation in one; those of a segment's column are added up.
    /// - Source: global variance (Toda & Tokuda 2007). Differs: a squared error of deviations, each
    ///   utterance against its own target, and only what is missing counts.
    @inlinable
    public func deviationShortfall(
        _ prediction: Variable, target: Matrix<Scalar>, share: Scalar, segments: [Range<Int>],
        weights: Matrix<Scalar>
    ) -> Variable {
        let input = value(of: prediction)
        precondition(
            input.rows == target.rows && input.columns == target.columns
                && input.rows == weights.rows && input.columns == weights.columns,
            "deviationShortfall: prediction is \(input.rows) × \(input.columns), target "
                + "\(target.rows) × \(target.columns), weights "
                + "\(weights.rows) × \(weights.columns)")
        var total: Scalar = 0
        var slope = Matrix<Scalar>(rows: input.rows, columns: input.columns)
        for segment in segments {
            for column in 0..<input.columns {
                let indices = segment.map { $0 * input.columns + column }
                    .filter { weights.values[$0] > 0 }
                guard indices.count > 1 else { continue }
                let (mean, deviation) = meanAndDeviation(input.values, indices)
                let wanted =
                    share.squareRoot() * meanAndDeviation(target.values, indices).deviation
                guard deviation < wanted else { continue }
                let weight = indices.reduce(0) { $0 + weights.values[$1] }
                total += weight * (deviation - wanted) * (deviation - wanted)
                let factor = 2 * weight * (deviation - wanted) / (Scalar(indices.count) * deviation)
                for index in indices { slope.values[index] = factor * (input.values[index] - mean) }
            }
        }
        return terminal(total, slope: slope, of: prediction)
    }
}

/// Mean and standard deviation of some of the values; the latter is never 0.
@inlinable
func meanAndDeviation<Scalar: KernelScalar>(
    _ values: [Scalar], _ indices: [Int]
) -> (mean: Scalar, deviation: Scalar) {
    let count = Scalar(indices.count)
    let mean = indices.reduce(0) { $0 + values[$1] } / count
    let variance =
        indices.reduce(0) { $0 + (values[$1] - mean) * (values[$1] - mean) } / count
    return (mean, (variance + 1e-8).squareRoot())
}

/// ln softmax(factor · values), safe from overflow.
@inlinable
func logSoftmax<Scalar: KernelScalar>(
    _ values: ArraySlice<Scalar>, _ factor: Scalar
) -> [Scalar] {
    let scaled = values.map { factor * $0 }
    let largest = scaled.max() ?? 0
    let sum = scaled.reduce(0) { $0 + Scalar.exponential($1 - largest) }
    let level = largest + Scalar.logarithm(sum)
    return scaled.map { $0 - level }
}
