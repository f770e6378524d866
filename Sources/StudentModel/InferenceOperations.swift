import Kernels

/// Computes the student without recording anything, from weights laid out for the kernels.
struct InferenceOperations: StudentOperations, Sendable {
    let layout: StudentLayout
    /// Without the weights of linear layers.
    let parameters: [Matrix<Float>]

    /// By the index of a linear layer's weight.
    private let linearWeights: [Int: InferenceWeight]

    init(_ weights: StudentWeights) {
        layout = weights.layout
        var linearWeights: [Int: InferenceWeight] = [:]
        var parameters = weights.parameters
        for index in weights.layout.linearWeights {
            linearWeights[index] = InferenceWeight(parameters[index])
            parameters[index] = Matrix(rows: 0, columns: 0)
        }
        self.linearWeights = linearWeights
        self.parameters = parameters
    }

    /// Opens a weights file, whose large matrices stay where they are.
    init(path: String) throws(WeightsError) {
        let (file, layout) = try StudentWeights.open(path: path)
        let linear = Set(layout.linearWeights)
        var linearWeights: [Int: InferenceWeight] = [:]
        var parameters: [Matrix<Float>] = []
        for (index, parameter) in layout.parameters.enumerated() {
            if linear.contains(index) {
                linearWeights[index] = try file.inferenceWeight(
                    named: parameter.name, rows: parameter.rows, columns: parameter.columns)
                parameters.append(Matrix(rows: 0, columns: 0))
            } else {
                parameters.append(try file.parameter(parameter))
            }
        }
        self.layout = layout
        self.linearWeights = linearWeights
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
        guard let weight = linearWeights[layer.weight] else {
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
