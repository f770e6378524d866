import Kernels

/// Computes the student without recording anything, from weights packed for the kernels.
struct InferenceOperations: StudentOperations, Sendable {
    private let parameters: [Matrix<Float>]

    init(_ weights: StudentWeights) { parameters = weights.parameters }

    func embedding(_ parameter: Int, _ indices: [Int]) -> Matrix<Float> {
        gatherRows(parameters[parameter], indices)
    }

    func gather(_ x: Matrix<Float>, _ indices: [Int]) -> Matrix<Float> { gatherRows(x, indices) }

    func constant(_ matrix: Matrix<Float>) -> Matrix<Float> { matrix }

    func sum(_ a: Matrix<Float>, _ b: Matrix<Float>) -> Matrix<Float> {
        var total = a
        add(b, to: &total)
        return total
    }

    func linear(_ x: Matrix<Float>, _ layer: LinearLayer) -> Matrix<Float> {
        Kernels.linear(x, weight: parameters[layer.weight], bias: parameters[layer.bias].values)
    }

    func layerNorm(_ x: Matrix<Float>, _ layer: NormLayer) -> Matrix<Float> {
        Kernels.layerNorm(
            x, gain: parameters[layer.gain].values, bias: parameters[layer.bias].values,
            epsilon: 1e-5
        ).output
    }

    func gelu(_ x: Matrix<Float>) -> Matrix<Float> { Kernels.gelu(x) }

    func convolution(
        _ x: Matrix<Float>, _ layer: LinearLayer, segments: [Range<Int>]
    ) -> Matrix<Float> {
        depthwiseConvolution(
            x, weight: parameters[layer.weight], bias: parameters[layer.bias].values,
            segments: segments)
    }

    func attention(
        _ x: Matrix<Float>, segments: [Range<Int>], headCount: Int
    ) -> Matrix<Float> {
        Kernels.attention(queriesKeysValues: x, segments: segments, headCount: headCount).output
    }

    func dropout(_ x: Matrix<Float>) -> Matrix<Float> { x }
}
