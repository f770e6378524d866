/// Normalises every row to mean 0 and variance 1, then applies `gain` and `bias`.
///
/// - Parameters:
///   - x: shape [rows, columns].
///   - gain: `columns` factors.
///   - bias: `columns` offsets.
///   - epsilon: added to the variance (the mean square, not the sample variance).
/// - Returns: the output [rows, columns], and per row what the backward pass needs: its mean and
///   1 / √(variance + epsilon).
/// - Source: Ba, Kiros & Hinton 2016.
public func layerNorm<S>(
    _ x: Matrix<S>, gain: [S], bias: [S], epsilon: S, using kernels: KernelSet<S> = S.kernels
) -> (output: Matrix<S>, mean: [S], inverseDeviation: [S]) {
    precondition(
        gain.count == x.columns && bias.count == x.columns,
        "layerNorm: \(gain.count) gains and \(bias.count) biases for \(x.columns) columns")
    var mean = [S](repeating: 0, count: x.rows)
    var inverseDeviation = mean
    let output = Matrix<S>(uninitializedRows: x.rows, columns: x.columns) { output in
        withBases(x.values, gain, bias) { values, gain, bias in
            withMutableBases(&mean, &inverseDeviation) { mean, inverseDeviation in
                kernels.layerNorm(
                    LayerNormTask(
                        rows: x.rows, columns: x.columns, x: values, gain: gain, bias: bias,
                        epsilon: epsilon, output: output, mean: mean,
                        inverseDeviation: inverseDeviation))
            }
        }
    }
    return (output, mean, inverseDeviation)
}

/// The gradients of a loss by the three inputs of `layerNorm`.
///
/// - Parameters:
///   - gradient: of the loss by the output, shape [rows, columns].
///   - x: the input of the forward pass, same shape.
///   - gain: as in the forward pass.
///   - mean: as the forward pass returned it; likewise `inverseDeviation`.
public func layerNormBackward<S>(
    gradient: Matrix<S>, x: Matrix<S>, gain: [S], mean: [S], inverseDeviation: [S],
    using kernels: KernelSet<S> = S.kernels
) -> (x: Matrix<S>, gain: [S], bias: [S]) {
    precondition(
        gradient.rows == x.rows && gradient.columns == x.columns,
        "layerNormBackward: the gradient is \(gradient.shape), x is \(x.shape)")
    precondition(
        gain.count == x.columns && mean.count == x.rows && inverseDeviation.count == x.rows,
        "layerNormBackward: gain, mean or inverseDeviation do not fit x, which is \(x.shape)")
    var gainGradient = [S](repeating: 0, count: x.columns)
    var biasGradient = gainGradient
    let output = Matrix<S>(uninitializedRows: x.rows, columns: x.columns) { output in
        withBases(x.values, gain, gradient.values) { values, gain, gradient in
            withBases(mean, inverseDeviation, mean) { mean, inverseDeviation, _ in
                withMutableBases(&gainGradient, &biasGradient) { gainGradient, biasGradient in
                    kernels.layerNormBackward(
                        LayerNormBackwardTask(
                            rows: x.rows, columns: x.columns, gradient: gradient, x: values,
                            gain: gain, mean: mean, inverseDeviation: inverseDeviation,
                            output: output, gainGradient: gainGradient,
                            biasGradient: biasGradient))
                }
            }
        }
    }
    return (output, gainGradient, biasGradient)
}

struct LayerNormTask<S: KernelScalar> {
    var rows: Int
    var columns: Int
    var x: UnsafePointer<S>
    var gain: UnsafePointer<S>
    var bias: UnsafePointer<S>
    var epsilon: S
    var output: UnsafeMutablePointer<S>
    var mean: UnsafeMutablePointer<S>
    var inverseDeviation: UnsafeMutablePointer<S>
}

struct LayerNormBackwardTask<S: KernelScalar> {
    var rows: Int
    var columns: Int
    var gradient: UnsafePointer<S>
    var x: UnsafePointer<S>
    var gain: UnsafePointer<S>
    var mean: UnsafePointer<S>
    var inverseDeviation: UnsafePointer<S>
    var output: UnsafeMutablePointer<S>
    /// Added to; likewise `biasGradient`.
    var gainGradient: UnsafeMutablePointer<S>
    var biasGradient: UnsafeMutablePointer<S>
}

@Sendable
func plainLayerNorm<S>(_ task: LayerNormTask<S>) {
    let columns = task.columns
    for row in 0..<task.rows {
        let x = task.x + row * columns
        let output = task.output + row * columns
        var sum: S = 0
        for j in 0..<columns { sum += x[j] }
        let mean = sum / S(columns)
        var squares: S = 0
        for j in 0..<columns { squares += (x[j] - mean) * (x[j] - mean) }
        let inverse = 1 / (squares / S(columns) + task.epsilon).squareRoot()
        for j in 0..<columns { output[j] = (x[j] - mean) * inverse * task.gain[j] + task.bias[j] }
        task.mean[row] = mean
        task.inverseDeviation[row] = inverse
    }
}

@Sendable
func plainLayerNormBackward<S>(_ task: LayerNormBackwardTask<S>) {
    let columns = task.columns
    for row in 0..<task.rows {
        let x = task.x + row * columns
        let gradient = task.gradient + row * columns
        let output = task.output + row * columns
        let mean = task.mean[row]
        let inverse = task.inverseDeviation[row]
        var sum: S = 0
        var projection: S = 0
        for j in 0..<columns {
            let normalised = (x[j] - mean) * inverse
            let scaled = gradient[j] * task.gain[j]
            sum += scaled
            projection += scaled * normalised
            task.gainGradient[j] += gradient[j] * normalised
            task.biasGradient[j] += gradient[j]
        }
        let meanGradient = sum / S(columns)
        let meanProjection = projection / S(columns)
        for j in 0..<columns {
            let normalised = (x[j] - mean) * inverse
            let scaled = gradient[j] * task.gain[j]
            output[j] = inverse * (scaled - meanGradient - normalised * meanProjection)
        }
    }
}
