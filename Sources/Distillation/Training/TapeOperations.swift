import Autograd
import Kernels
import StudentModel

/// Runs the student on a tape, so that its forward pass can be differentiated.
final class TapeOperations<Scalar: KernelScalar>: StudentOperations {
    let tape = Tape<Scalar>()
    /// The parameters on the tape, in the layout's order.
    let parameters: [Tape<Scalar>.Variable]
    private let dropoutRate: Scalar
    private var dropoutSeed: UInt64

    /// - Parameter dropoutRate: share of values dropped, 0…1; 0 switches it off.
    init(
        parameters: [Matrix<Scalar>], layout: StudentLayout, dropoutRate: Scalar = 0,
        dropoutSeed: UInt64 = 0
    ) {
        let tape = tape
        self.parameters = zip(parameters, layout.parameters).map { value, specification in
            specification.isTrained ? tape.parameter(value) : tape.constant(value)
        }
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
        tape.linear(x, weight: parameters[layer.weight], bias: parameters[layer.bias])
    }

    func layerNorm(_ x: Tape<Scalar>.Variable, _ layer: NormLayer) -> Tape<Scalar>.Variable {
        tape.layerNorm(x, gain: parameters[layer.gain], bias: parameters[layer.bias])
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
        tape.attention(x, segments: segments, headCount: headCount)
    }

    func dropout(_ x: Tape<Scalar>.Variable) -> Tape<Scalar>.Variable {
        dropoutSeed &+= 1
        return tape.dropout(x, rate: dropoutRate, seed: dropoutSeed)
    }
}

/// The matrix in another precision; `Float` to `Float` copies nothing.
func converted<Scalar: KernelScalar>(_ matrix: Matrix<Float>) -> Matrix<Scalar> {
    if let same = matrix as? Matrix<Scalar> { return same }
    return Matrix(
        rows: matrix.rows, columns: matrix.columns, values: matrix.values.map { Scalar($0) })
}
