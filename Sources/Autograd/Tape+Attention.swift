import Kernels

/// Attention whose weights are looked at.
extension Tape {
    /// `attention` together with its softmax weights, both differentiable.
    ///
    /// - Parameter x: [rows, 3 × width]: queries, keys, values.
    /// - Returns: the output [rows, width], and the weights as one row: per segment, per head,
    ///   length × length of them.
    @inlinable
    public func attentionWithWeights(
        _ x: Variable, segments: [Range<Int>], headCount: Int
    ) -> (output: Variable, weights: Variable) {
        let input = value(of: x)
        let result = Kernels.attention(
            queriesKeysValues: input, segments: segments, headCount: headCount, using: kernels)
        let output = record(result.output, inputs: [x]) { gradient, tape in
            tape.accumulate(
                attentionBackward(
                    gradient: gradient, queriesKeysValues: input, weights: result.weights,
                    segments: segments, headCount: headCount, using: tape.kernels),
                into: x)
        }
        let weights = record(rowVector(result.weights), inputs: [x]) { gradient, tape in
            tape.accumulate(
                attentionWeightsBackward(
                    gradient: gradient.values, queriesKeysValues: input, weights: result.weights,
                    segments: segments, headCount: headCount, using: tape.kernels),
                into: x)
        }
        return (output, weights)
    }

    /// Mean over the heads of attention weights, so that networks with different numbers of heads
    /// can be compared.
    ///
    /// - Parameter weights: as `attentionWithWeights` returns them.
    /// - Returns: one row: per segment length × length of them.
    @inlinable
    public func headMean(
        _ weights: Variable, segments: [Range<Int>], headCount: Int
    ) -> Variable {
        let input = value(of: weights).values
        let sizes = segments.map { $0.count * $0.count }
        precondition(
            input.count == headCount * sizes.reduce(0, +), "headMean: other segments or heads")
        let share = 1 / Scalar(headCount)
        var mean = [Scalar](repeating: 0, count: sizes.reduce(0, +))
        forEachHead(sizes, headCount) { place, size, start in
            for index in 0..<size { mean[start + index] += share * input[place + index] }
        }
        return record(rowVector(mean), inputs: [weights]) { gradient, tape in
            var spread = [Scalar](repeating: 0, count: input.count)
            forEachHead(sizes, headCount) { place, size, start in
                for index in 0..<size {
                    spread[place + index] = share * gradient.values[start + index]
                }
            }
            tape.accumulate(rowVector(spread), into: weights)
        }
    }
}

/// Calls `body` with where a head's weights begin, how many they are, and where the segment's mean
/// begins.
@inlinable
func forEachHead(
    _ sizes: [Int], _ headCount: Int, _ body: (_ place: Int, _ size: Int, _ start: Int) -> Void
) {
    var (place, start) = (0, 0)
    for size in sizes {
        for _ in 0..<headCount {
            body(place, size, start)
            place += size
        }
        start += size
    }
}
