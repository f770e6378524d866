import Kernels

/// Computes the student without recording anything, from weights laid out for the kernels.
struct InferenceOperations: StudentOperations, Sendable {
    let layout: StudentLayout
    /// Without the weights of linear layers.
    let parameters: [Matrix<Float>]

    /// By the index of a linear layer's weight.
    private let linearWeights: [Int: InferenceWeight]

    /// - Parameter precision: as files of it would hold the weights.
    init(_ weights: StudentWeights, precision: StudentPrecision = .float32) {
        let storage = weights.layout.storage(at: precision)
        self.init(
            weights.layout,
            linear: { InferenceWeight(weights.parameters[$0], as: storage[$0]) },
            other: { weights.parameters[$0].rounded(as: storage[$0]) })
    }

    /// Opens a weights file, whose large matrices stay where they are unless another precision is
    /// asked for than they have.
    ///
    /// - Parameter precision: what to compute with; what the file holds if nil.
    init(path: String, precision: StudentPrecision? = nil) throws(WeightsError) {
        let (file, layout) = try StudentWeights.open(path: path)
        let storage = precision.map { layout.storage(at: $0) }
        try self.init(
            layout,
            linear: { index throws(WeightsError) in
                try file.inferenceWeight(layout.parameters[index], as: storage?[index])
            },
            other: { index throws(WeightsError) in
                try file.parameter(layout.parameters[index], as: storage?[index])
            })
    }

    private init<Failure: Error>(
        _ layout: StudentLayout,
        linear: (_ index: Int) throws(Failure) -> InferenceWeight,
        other: (_ index: Int) throws(Failure) -> Matrix<Float>
    ) throws(Failure) {
        let linearIndices = Set(layout.linearWeights)
        var linearWeights: [Int: InferenceWeight] = [:]
        var parameters: [Matrix<Float>] = []
        for index in layout.parameters.indices {
            if linearIndices.contains(index) {
                linearWeights[index] = try linear(index)
                parameters.append(Matrix(rows: 0, columns: 0))
            } else {
                parameters.append(try other(index))
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
        linear(x, layer, activation: .none, residual: nil)
    }

    func geluLinear(_ x: Matrix<Float>, _ layer: LinearLayer) -> Matrix<Float> {
        linear(x, layer, activation: .gelu, residual: nil)
    }

    func residualLinear(
        _ residual: Matrix<Float>, _ x: Matrix<Float>, _ layer: LinearLayer
    ) -> Matrix<Float> {
        linear(x, layer, activation: .none, residual: residual)
    }

    private func linear(
        _ x: Matrix<Float>, _ layer: LinearLayer, activation: LinearActivation,
        residual: Matrix<Float>?
    ) -> Matrix<Float> {
        guard let weight = linearWeights[layer.weight] else {
            preconditionFailure("parameter \(layer.weight) is no linear layer's weight")
        }
        return Kernels.linear(
            x, packed: weight, bias: parameters[layer.bias].values, activation: activation,
            residual: residual)
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
