import Kernels

/// Computes the student without recording anything, from weights packed for the kernels.
struct InferenceOperations: StudentOperations, Sendable {
    let layout: StudentLayout
    /// Without those that are packed.
    let parameters: [Matrix<Float>]

    /// By the index of a linear layer's weight.
    private let packed: [Int: PackedWeight]

    init(_ weights: StudentWeights) {
        layout = weights.layout
        var packed: [Int: PackedWeight] = [:]
        var parameters = weights.parameters
        for index in weights.layout.linearWeights {
            packed[index] = PackedWeight(parameters[index])
            parameters[index] = Matrix(rows: 0, columns: 0)
        }
        self.packed = packed
        self.parameters = parameters
    }

    /// Reads and packs a weights file.
    init(path: String) throws(WeightsError) {
        var packed: [Int: PackedWeight] = [:]
        var parameters: [Matrix<Float>] = []
        var linearWeights: Set<Int> = []
        let arena = PackingArena()
        layout = try StudentWeights.readParameters(path: path) { layout, index, matrix in
            if index == 0 { linearWeights = Set(layout.linearWeights) }
            if linearWeights.contains(index) {
                packed[index] = PackedWeight(matrix, in: arena)
                parameters.append(Matrix(rows: 0, columns: 0))
            } else {
                parameters.append(matrix)
            }
        }
        self.packed = packed
        self.parameters = parameters
    }

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
        guard let weight = packed[layer.weight] else {
            preconditionFailure("parameter \(layer.weight) is no linear layer's weight")
        }
        return Kernels.linear(x, packed: weight, bias: parameters[layer.bias].values)
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
        attentionOutput(queriesKeysValues: x, segments: segments, headCount: headCount)
    }

    func dropout(_ x: Matrix<Float>) -> Matrix<Float> { x }
}
