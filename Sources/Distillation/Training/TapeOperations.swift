import Autograd
import Kernels
import StudentModel

/// Runs the student on a tape, so that its forward pass can be differentiated.
final class TapeOperations<Scalar: KernelScalar>: StudentOperations {
    let tape: Tape<Scalar>
    /// The parameters on the tape, in the layout's order.
    let parameters: [Tape<Scalar>.Variable]
    /// What was seen inside, if anybody wanted to look.
    private(set) var taps = Taps()
    private let tappedGains: Set<Int>
    /// Weights whose layers compute as those of eight bits do.
    private let quantizedWeights: Set<Int>
    private let dropoutRate: Scalar
    private var dropoutSeed: UInt64

    /// The inside of a pass: encoder blocks first, then the decoder's.
    struct Taps {
        /// Softmax weights, a row each: per utterance, per head, length × length.
        var attention: [Tape<Scalar>.Variable] = []
        /// Outputs of the blocks, [rows, modelWidth].
        var hidden: [Tape<Scalar>.Variable] = []
    }

    /// - Parameters:
    ///   - trained: which parameters gradients are wanted for, by their place in the layout; all
    ///     that can be trained if nil.
    ///   - isTapped: whether to keep attention weights and hidden states in `taps`.
    ///   - quantisation: which layers compute as they will when the weights are rounded.
    ///   - productPrecision: what all matrix products are computed in.
    ///   - dropoutRate: share of values dropped, 0…1; 0 switches it off.
    init(
        parameters: [Matrix<Scalar>], layout: StudentLayout, trained: Set<Int>? = nil,
        isTapped: Bool = false, quantisation: TrainingConfiguration.Quantisation = .none,
        productPrecision: ProductPrecision = .float32, dropoutRate: Scalar = 0,
        dropoutSeed: UInt64 = 0
    ) {
        let tape = Tape<Scalar>(kernels: .withProducts(in: productPrecision))
        self.tape = tape
        self.parameters = zip(parameters, layout.parameters).enumerated().map { index, pair in
            let isTrained = pair.1.isTrained && trained?.contains(index) ?? true
            return isTrained ? tape.parameter(pair.0) : tape.constant(pair.0)
        }
        tappedGains = isTapped ? layout.gainsAfterBlocks : []
        quantizedWeights = quantisation == .int8 ? layout.quantizedWeights : []
        self.dropoutRate = dropoutRate
        self.dropoutSeed = dropoutSeed
    }

    func embedding(_ parameter: Int, _ indices: [Int]) -> Tape<Scalar>.Variable {
        tape.gather(parameters[parameter], indices)
    }

    func gather(_ x: Tape<Scalar>.Variable, _ indices: [Int]) -> Tape<Scalar>.Variable {
        tape.gather(x, indices)
    }

    func constant(_ matrix: Matrix<Float>) -> Tape<Scalar>.Variable {
        tape.constant(converted(matrix))
    }

    func sum(_ a: Tape<Scalar>.Variable, _ b: Tape<Scalar>.Variable) -> Tape<Scalar>.Variable {
        tape.sum(a, b)
    }

    func linear(_ x: Tape<Scalar>.Variable, _ layer: LinearLayer) -> Tape<Scalar>.Variable {
        let (weight, bias) = (parameters[layer.weight], parameters[layer.bias])
        return quantizedWeights.contains(layer.weight)
            ? tape.quantizedLinear(x, weight: weight, bias: bias)
            : tape.linear(x, weight: weight, bias: bias)
    }

    func layerNorm(_ x: Tape<Scalar>.Variable, _ layer: NormLayer) -> Tape<Scalar>.Variable {
        // The norm that follows a block is given the block's output.
        if tappedGains.contains(layer.gain) { taps.hidden.append(x) }
        return tape.layerNorm(x, gain: parameters[layer.gain], bias: parameters[layer.bias])
    }

    func gelu(_ x: Tape<Scalar>.Variable) -> Tape<Scalar>.Variable { tape.gelu(x) }

    func convolution(
        _ x: Tape<Scalar>.Variable, _ layer: LinearLayer, segments: [Range<Int>]
    ) -> Tape<Scalar>.Variable {
        tape.depthwiseConvolution(
            x, weight: parameters[layer.weight], bias: parameters[layer.bias], segments: segments)
    }

    func attention(
        _ x: Tape<Scalar>.Variable, segments: [Range<Int>], headCount: Int
    ) -> Tape<Scalar>.Variable {
        guard !tappedGains.isEmpty else {
            return tape.attention(x, segments: segments, headCount: headCount)
        }
        let both = tape.attentionWithWeights(x, segments: segments, headCount: headCount)
        taps.attention.append(both.weights)
        return both.output
    }

    func dropout(_ x: Tape<Scalar>.Variable) -> Tape<Scalar>.Variable {
        dropoutSeed &+= 1
        return tape.dropout(x, rate: dropoutRate, seed: dropoutSeed)
    }
}

extension StudentLayout {
    /// The gains of the norms that are given the output of an encoder or decoder block.
    fileprivate var gainsAfterBlocks: Set<Int> {
        let first = ["encoder.0.attention.norm.gain", "decoder.0.attention.norm.gain"]
        return Set(
            parameters.indices.filter {
                let name = parameters[$0].name
                let followsBlock = name.hasSuffix(".attention.norm.gain") && !first.contains(name)
                return followsBlock
                    || name == "encoder.norm.gain" && configuration.encoderLayerCount > 0
                    || name == "decoder.norm.gain" && configuration.decoderLayerCount > 0
            })
    }
}

/// The matrix in another precision; `Float` to `Float` copies nothing.
func converted<Scalar: KernelScalar>(_ matrix: Matrix<Float>) -> Matrix<Scalar> {
    if let same = matrix as? Matrix<Scalar> { return same }
    return Matrix(
        rows: matrix.rows, columns: matrix.columns, values: matrix.values.map { Scalar($0) })
}
