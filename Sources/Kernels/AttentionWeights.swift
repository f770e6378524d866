/// The gradient of a loss by the input of `attention`, where the loss looks at the softmax weights
/// themselves and not at the output.
///
/// With P the weights of a head and G the gradient by them: dS = P ∘ (G − Σ P ∘ G) / √headSize by
/// row, then dQ = dS K and dK = dSᵀ Q. The values get nothing.
///
/// - Parameters:
///   - gradient: of the loss by the weights, laid out as `attention` returns them.
///   - queriesKeysValues: as `attention` was given it, [rows, 3 × width]; likewise `segments` and
///     `headCount`.
///   - weights: as `attention` returned them.
/// - Returns: shape [rows, 3 × width].
public func attentionWeightsBackward<S>(
    gradient: [S], queriesKeysValues: Matrix<S>, weights: [S], segments: [Range<Int>],
    headCount: Int, using kernels: KernelSet<S> = S.kernels
) -> Matrix<S> {
    let wide = queriesKeysValues.columns
    let width = wide / 3
    let headSize = width / headCount
    precondition(
        wide == 3 * headSize * headCount,
        "attentionWeightsBackward: \(wide) columns are not 3 × \(headCount) heads of equal size")
    checkTiling(segments, rows: queriesKeysValues.rows, name: "attentionWeightsBackward")
    let weightCount = headCount * segments.reduce(0) { $0 + $1.count * $1.count }
    precondition(
        gradient.count == weightCount && weights.count == weightCount,
        "attentionWeightsBackward: \(gradient.count) gradients, needs \(weightCount)")
    var scores = gradient
    var output = Matrix<S>(rows: queriesKeysValues.rows, columns: wide)
    output.values.withUnsafeMutableBufferPointer { output in
        scores.withUnsafeMutableBufferPointer { scores in
            withBases(queriesKeysValues.values, weights, weights) { input, weights, _ in
                guard let output = output.baseAddress, let scores = scores.baseAddress else {
                    return
                }
                var start = 0
                for segment in segments {
                    let length = segment.count
                    for head in 0..<headCount {
                        kernels.softmaxRowsBackward(
                            length, length, 1 / S(headSize).squareRoot(), weights + start,
                            scores + start)
                        let offset = segment.lowerBound * wide + head * headSize
                        let slope = StridedOperand(
                            UnsafePointer(scores + start), rowStride: length)
                        let queries = StridedOperand(input + offset, rowStride: wide)
                        let keys = StridedOperand(input + offset + width, rowStride: wide)
                        for (a, b, place) in [
                            (slope, keys, offset), (slope.transposed, queries, offset + width),
                        ] {
                            kernels.product(
                                ProductTask(
                                    rows: length, columns: headSize, inner: length, a: a, b: b,
                                    c: output + place, cRowStride: wide, accumulate: false))
                        }
                        start += length * length
                    }
                }
            }
        }
    }
    return output
}
