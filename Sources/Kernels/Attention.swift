/// Multi-head self-attention inside each segment: softmax(q kᵀ / √headSize) v, every row seeing all
/// rows of its segment.
///
/// - Parameters:
///   - queriesKeysValues: shape [rows, 3 × width]: queries, keys, values side by side, and inside
///     each of them the heads one after another.
///   - segments: row ranges, one per sequence, which must tile the rows in order.
///   - headCount: must divide width.
/// - Returns: the output [rows, width], and the softmax weights that the backward pass needs: per
///   segment, per head, length × length of them, row by row.
/// - Source: Vaswani et al. 2017.
public func attention<S>(
    queriesKeysValues: Matrix<S>, segments: [Range<Int>], headCount: Int,
    using kernels: KernelSet<S> = S.kernels
) -> (output: Matrix<S>, weights: [S]) {
    let shape = AttentionShape(queriesKeysValues, segments, headCount)
    var output = Matrix<S>.empty
    let weights = [S](unsafeUninitializedCapacity: shape.weightCount) { weights, count in
        count = shape.weightCount
        output = Matrix(uninitializedRows: shape.rows, columns: shape.width) { output in
            withBases(queriesKeysValues.values) { input in
                guard var weights = weights.baseAddress else { return }
                for segment in segments {
                    for head in 0..<headCount {
                        let view = HeadView(shape, segment, head, input: input)
                        view.attend(
                            rows: 0..<segment.count, weights: weights, output: output, kernels)
                        weights += segment.count * segment.count
                    }
                }
            }
        }
    }
    return (output, weights)
}

/// The output of `attention`, to the last bit, without its weights: for inference.
///
/// Scratch memory is 192 × the longest segment: 1.2 MB for 1500 rows.
public func attentionOutput<S>(
    queriesKeysValues: Matrix<S>, segments: [Range<Int>], headCount: Int,
    using kernels: KernelSet<S> = S.kernels
) -> Matrix<S> {
    let shape = AttentionShape(queriesKeysValues, segments, headCount)
    let longest = segments.map(\.count).max() ?? 0
    let blockLength = min(192, longest)
    return Matrix(uninitializedRows: shape.rows, columns: shape.width) { output in
        withBases(queriesKeysValues.values) { input in
            withScratch(of: S.self, count: blockLength * longest) { weights in
                for segment in segments {
                    for head in 0..<headCount {
                        let view = HeadView(shape, segment, head, input: input)
                        for start in stride(from: 0, to: segment.count, by: blockLength) {
                            let end = min(start + blockLength, segment.count)
                            view.attend(
                                rows: start..<end, weights: weights, output: output, kernels)
                        }
                    }
                }
            }
        }
    }
}

/// The gradient of a loss by the input of `attention`, shape [rows, 3 × width].
///
/// - Parameters:
///   - gradient: of the loss by the output, shape [rows, width].
///   - weights: as the forward pass returned them; the rest as it was given them.
public func attentionBackward<S>(
    gradient: Matrix<S>, queriesKeysValues: Matrix<S>, weights: [S], segments: [Range<Int>],
    headCount: Int, using kernels: KernelSet<S> = S.kernels
) -> Matrix<S> {
    let shape = AttentionShape(queriesKeysValues, segments, headCount)
    precondition(
        gradient.rows == shape.rows && gradient.columns == shape.width,
        "attentionBackward: the gradient is \(gradient.shape), needs \(shape.rows) × \(shape.width)"
    )
    precondition(
        weights.count == shape.weightCount,
        "attentionBackward: \(weights.count) weights, needs \(shape.weightCount)")
    let longest = segments.map(\.count).max() ?? 0
    return Matrix(uninitializedRows: shape.rows, columns: 3 * shape.width) { output in
        withBases(queriesKeysValues.values, weights, gradient.values) { input, weights, gradient in
            withScratch(of: S.self, count: longest * longest) { scratch in
                var weights = weights
                for segment in segments {
                    for head in 0..<headCount {
                        HeadView(shape, segment, head, input: input).propagate(
                            gradient: gradient, weights: weights, scratch: scratch,
                            output: output, kernels)
                        weights += segment.count * segment.count
                    }
                }
            }
        }
    }
}

/// The checked shape of a self-attention call.
private struct AttentionShape {
    var rows: Int
    var width: Int
    var headSize: Int
    var weightCount: Int

    init<S>(_ input: Matrix<S>, _ segments: [Range<Int>], _ headCount: Int) {
        precondition(
            headCount > 0 && input.columns % (3 * headCount) == 0,
            "attention: \(input.columns) columns are not 3 × \(headCount) heads of equal size")
        checkTiling(segments, rows: input.rows, name: "attention")
        rows = input.rows
        width = input.columns / 3
        headSize = width / headCount
        weightCount = headCount * segments.reduce(0) { $0 + $1.count * $1.count }
    }
}

/// One head of one segment: where its queries, keys and values lie.
private struct HeadView<S: KernelScalar> {
    var length: Int
    var width: Int
    var headSize: Int
    /// Offset of the segment's first element of this head in a [rows, width] matrix.
    var offset: Int
    /// The same in a [rows, 3 × width] matrix, in the queries.
    var wideOffset: Int
    var queries: StridedOperand<S>
    var keys: StridedOperand<S>
    var values: StridedOperand<S>
    var factor: S

    init(_ shape: AttentionShape, _ segment: Range<Int>, _ head: Int, input: UnsafePointer<S>) {
        length = segment.count
        width = shape.width
        headSize = shape.headSize
        offset = segment.lowerBound * width + head * headSize
        wideOffset = segment.lowerBound * 3 * width + head * headSize
        queries = StridedOperand(input + wideOffset, rowStride: 3 * width)
        keys = StridedOperand(input + wideOffset + width, rowStride: 3 * width)
        values = StridedOperand(input + wideOffset + 2 * width, rowStride: 3 * width)
        factor = 1 / S(headSize).squareRoot()
    }

    /// Computes the output of some rows of the segment, leaving their softmax in `weights`.
    func attend(
        rows: Range<Int>, weights: UnsafeMutablePointer<S>, output: UnsafeMutablePointer<S>,
        _ kernels: KernelSet<S>
    ) {
        var queries = queries
        queries.base += rows.lowerBound * queries.rowStride
        kernels.product(
            ProductTask(
                rows: rows.count, columns: length, inner: headSize, a: queries,
                b: keys.transposed, c: weights, cRowStride: length, accumulate: false))
        kernels.softmaxRows(rows.count, length, factor, weights)
        kernels.product(
            ProductTask(
                rows: rows.count, columns: headSize, inner: length,
                a: StridedOperand(weights, rowStride: length), b: values,
                c: output + offset + rows.lowerBound * width, cRowStride: width,
                accumulate: false))
    }

    /// Writes the gradients by queries, keys and values to their places in `output`.
    ///
    /// With P the weights and O = P V: dV = Pᵀ dO, dP = dO Vᵀ, and through the softmax dS, then
    /// dQ = dS K and dK = dSᵀ Q.
    func propagate(
        gradient: UnsafePointer<S>, weights: UnsafePointer<S>, scratch: UnsafeMutablePointer<S>,
        output: UnsafeMutablePointer<S>, _ kernels: KernelSet<S>
    ) {
        let outputGradient = StridedOperand(gradient + offset, rowStride: width)
        let weightMatrix = StridedOperand(weights, rowStride: length)
        let scoreGradient = StridedOperand(UnsafePointer(scratch), rowStride: length)
        let queryOutput = output + wideOffset
        func multiply(
            _ a: StridedOperand<S>, _ b: StridedOperand<S>, into c: UnsafeMutablePointer<S>
        ) {
            kernels.product(
                ProductTask(
                    rows: length, columns: headSize, inner: length, a: a, b: b, c: c,
                    cRowStride: 3 * width, accumulate: false))
        }
        multiply(weightMatrix.transposed, outputGradient, into: queryOutput + 2 * width)
        kernels.product(
            ProductTask(
                rows: length, columns: length, inner: headSize, a: outputGradient,
                b: values.transposed, c: scratch, cRowStride: length, accumulate: false))
        kernels.softmaxRowsBackward(length, length, factor, weights, scratch)
        multiply(scoreGradient, keys, into: queryOutput)
        multiply(scoreGradient.transposed, queries, into: queryOutput + width)
    }
}
