/// Convolves every column of each segment with its own short kernel, centred, with zeros beyond the
/// segment's ends: y[t, c] = bias[c] + Σₖ weight[k, c] · x[t + k − width / 2, c].
///
/// - Parameters:
///   - x: shape [rows, channels].
///   - weight: shape [width, channels], width odd.
///   - bias: `channels` values.
///   - segments: row ranges, one per sequence, which must tile the rows in order.
/// - Returns: shape [rows, channels].
public func depthwiseConvolution<S>(
    _ x: Matrix<S>, weight: Matrix<S>, bias: [S], segments: [Range<Int>],
    using kernels: KernelSet<S> = S.kernels
) -> Matrix<S> {
    checkShapes(x, weight, segments)
    precondition(
        bias.count == x.columns,
        "depthwiseConvolution: bias has \(bias.count) values, needs \(x.columns)")
    return Matrix(uninitializedRows: x.rows, columns: x.columns) { output in
        withBases(x.values, weight.values, bias) { values, taps, bias in
            for segment in segments {
                kernels.depthwise(
                    DepthwiseTask(
                        rows: segment.count, channels: x.columns, width: weight.rows,
                        x: values + segment.lowerBound * x.columns, weight: taps, bias: bias,
                        output: output + segment.lowerBound * x.columns))
            }
        }
    }
}

/// The gradients of a loss by the three inputs of `depthwiseConvolution`.
///
/// - Parameter gradient: of the loss by the output, shape [rows, channels].
public func depthwiseConvolutionBackward<S>(
    gradient: Matrix<S>, x: Matrix<S>, weight: Matrix<S>, segments: [Range<Int>],
    using kernels: KernelSet<S> = S.kernels
) -> (x: Matrix<S>, weight: Matrix<S>, bias: [S]) {
    checkShapes(x, weight, segments)
    precondition(
        gradient.rows == x.rows && gradient.columns == x.columns,
        "depthwiseConvolutionBackward: the gradient is \(gradient.shape), x is \(x.shape)")
    var weightGradient = [S](repeating: 0, count: weight.values.count)
    var biasGradient = [S](repeating: 0, count: x.columns)
    let output = Matrix<S>(uninitializedRows: x.rows, columns: x.columns) { output in
        withBases(x.values, weight.values, gradient.values) { values, taps, gradient in
            withMutableBases(&weightGradient, &biasGradient) { weightGradient, biasGradient in
                for segment in segments {
                    let offset = segment.lowerBound * x.columns
                    kernels.depthwiseBackward(
                        DepthwiseBackwardTask(
                            rows: segment.count, channels: x.columns, width: weight.rows,
                            gradient: gradient + offset, x: values + offset, weight: taps,
                            output: output + offset, weightGradient: weightGradient,
                            biasGradient: biasGradient))
                }
            }
        }
    }
    let weightMatrix = Matrix(
        rows: weight.rows, columns: weight.columns, values: weightGradient)
    return (output, weightMatrix, biasGradient)
}

struct DepthwiseTask<S: KernelScalar> {
    var rows: Int
    var channels: Int
    var width: Int
    var x: UnsafePointer<S>
    var weight: UnsafePointer<S>
    var bias: UnsafePointer<S>
    var output: UnsafeMutablePointer<S>
}

struct DepthwiseBackwardTask<S: KernelScalar> {
    var rows: Int
    var channels: Int
    var width: Int
    var gradient: UnsafePointer<S>
    var x: UnsafePointer<S>
    var weight: UnsafePointer<S>
    var output: UnsafeMutablePointer<S>
    /// Added to; likewise `biasGradient`.
    var weightGradient: UnsafeMutablePointer<S>
    var biasGradient: UnsafeMutablePointer<S>
}

private func checkShapes<S>(_ x: Matrix<S>, _ weight: Matrix<S>, _ segments: [Range<Int>]) {
    precondition(
        weight.rows % 2 == 1 && weight.columns == x.columns,
        """
        depthwiseConvolution: weight is \(weight.shape), needs an odd number of rows and \
        \(x.columns) columns
        """)
    checkTiling(segments, rows: x.rows, name: "depthwiseConvolution")
}

@Sendable
func plainDepthwise<S>(_ task: DepthwiseTask<S>) {
    let channels = task.channels
    for row in 0..<task.rows {
        let output = task.output + row * channels
        for c in 0..<channels { output[c] = task.bias[c] }
        for tap in 0..<task.width {
            let source = row + tap - task.width / 2
            guard source >= 0 && source < task.rows else { continue }
            let x = task.x + source * channels
            let weight = task.weight + tap * channels
            for c in 0..<channels { output[c] += weight[c] * x[c] }
        }
    }
}

@Sendable
func plainDepthwiseBackward<S>(_ task: DepthwiseBackwardTask<S>) {
    let channels = task.channels
    for i in 0..<task.rows * channels { task.output[i] = 0 }
    for row in 0..<task.rows {
        let gradient = task.gradient + row * channels
        for c in 0..<channels { task.biasGradient[c] += gradient[c] }
        for tap in 0..<task.width {
            let source = row + tap - task.width / 2
            guard source >= 0 && source < task.rows else { continue }
            let x = task.x + source * channels
            let output = task.output + source * channels
            let weight = task.weight + tap * channels
            let weightGradient = task.weightGradient + tap * channels
            for c in 0..<channels {
                output[c] += weight[c] * gradient[c]
                weightGradient[c] += x[c] * gradient[c]
            }
        }
    }
}
