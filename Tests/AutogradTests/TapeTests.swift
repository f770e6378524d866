import Kernels
import Testing

@testable import Autograd

@Suite("Tape")
struct TapeTests {
    typealias Case = (
        name: String, inputs: [Matrix<Double>],
        operation: @Sendable (DoubleTape, [DoubleTape.Variable]) -> DoubleTape.Variable
    )

    static let segments = [0..<3, 3..<4, 4..<9]

    static let cases: [Case] = [
        ("sum", [testMatrix(3, 4), testMatrix(3, 4, phase: 0.5)], { $0.sum($1[0], $1[1]) }),
        (
            "sum with itself", [testMatrix(3, 4)],
            { $0.sum($1[0], $1[0]) }
        ),
        (
            "linear", [testMatrix(5, 4), testMatrix(3, 4, phase: 0.2), testMatrix(1, 3)],
            { $0.linear($1[0], weight: $1[1], bias: $1[2]) }
        ),
        (
            "layer normalisation",
            [testMatrix(4, 6), testMatrix(1, 6, phase: 0.7), testMatrix(1, 6)],
            { $0.layerNorm($1[0], gain: $1[1], bias: $1[2]) }
        ),
        ("gelu", [testMatrix(3, 5)], { $0.gelu($1[0]) }),
        (
            "attention", [testMatrix(9, 12)],
            { $0.attention($1[0], segments: segments, headCount: 2) }
        ),
        (
            "depthwise convolution",
            [testMatrix(9, 3), testMatrix(5, 3, phase: 0.4), testMatrix(1, 3)],
            {
                $0.depthwiseConvolution($1[0], weight: $1[1], bias: $1[2], segments: segments)
            }
        ),
        ("gather with repeats", [testMatrix(4, 3)], { $0.gather($1[0], [2, 0, 2, 3, 3, 3]) }),
        ("dropout", [testMatrix(6, 5)], { $0.dropout($1[0], rate: 0.4, seed: 7) }),
        (
            "absolute error", [testMatrix(4, 3)],
            { tape, x in
                tape.absoluteError(
                    x[0], target: testMatrix(4, 3, phase: 0.37),
                    weights: testMatrix(4, 3, phase: 0.9))
            }
        ),
        (
            "binary cross-entropy", [testMatrix(4, 3)],
            { tape, x in
                tape.binaryCrossEntropy(
                    x[0],
                    target: Matrix(
                        rows: 4, columns: 3, values: (0..<12).map { Double($0 % 2) }),
                    weights: testMatrix(4, 3, phase: 0.9))
            }
        ),
        (
            "cross-entropy", [testMatrix(4, 3)],
            { $0.crossEntropy($1[0], targets: [2, 0, 1, 1], weights: [1, 0.5, 0, 2]) }
        ),
    ]

    @Test("every operation's gradient matches central differences", arguments: cases.indices)
    func gradients(index: Int) {
        let (name, inputs, operation) = Self.cases[index]
        #expect(gradientError(of: inputs, operation) < 1e-7, "\(name)")
    }

    @Test("a layer of eight bits computes with rounded values, and its gradients pass straight")
    func straightThrough() {
        let inputs = [testMatrix(5, 12), testMatrix(3, 12, phase: 0.2), testMatrix(1, 3)]
        func run(
            _ inputs: [Matrix<Double>],
            _ layer: (DoubleTape, [DoubleTape.Variable]) -> DoubleTape.Variable
        ) -> (output: Matrix<Double>, gradients: [Matrix<Double>]) {
            let tape = DoubleTape()
            let variables = inputs.map { tape.parameter($0) }
            let output = layer(tape, variables)
            let loss = tape.squaredError(
                output, target: testMatrix(5, 3, phase: 0.3), weights: testMatrix(5, 3, phase: 0.6))
            tape.backward(from: [(loss, 1)])
            return (tape.value(of: output), variables.map { tape.gradient(of: $0) })
        }
        let quantized = run(inputs) { $0.quantizedLinear($1[0], weight: $1[1], bias: $1[2]) }
        // The rounding's own derivative is 0 almost everywhere; here it must count as 1.
        let rounded = run([roundedRows(inputs[0]), roundedWeight(inputs[1]), inputs[2]]) {
            $0.linear($1[0], weight: $1[1], bias: $1[2])
        }
        #expect(quantized.output == rounded.output)
        #expect(quantized.gradients == rounded.gradients)
        let exact = run(inputs) { $0.linear($1[0], weight: $1[1], bias: $1[2]) }
        #expect(quantized.output != exact.output)
        #expect(quantized.gradients[0] != exact.gradients[0])
    }

    @Test("the check catches a planted fault")
    func plantedFault() {
        let error = gradientError(of: [testMatrix(3, 5)]) { tape, x in
            let value = tape.value(of: x[0])
            // The output is 2x, the backward pass claims 3x.
            var doubled = value
            scale(&doubled, by: 2)
            return tape.record(doubled, inputs: [x[0]]) { gradient, tape in
                var wrong = gradient
                scale(&wrong, by: 3)
                tape.accumulate(wrong, into: x[0])
            }
        }
        #expect(error > 0.1)
    }

    @Test("no gradient flows into constants")
    func constants() {
        let tape = DoubleTape()
        let constant = tape.constant(testMatrix(2, 2))
        let parameter = tape.parameter(testMatrix(2, 2, phase: 0.5))
        let loss = tape.squaredError(
            tape.sum(constant, parameter), target: Matrix(rows: 2, columns: 2),
            weights: Matrix(rows: 2, columns: 2, values: [1, 1, 1, 1]))
        tape.backward(from: [(loss, 1)])
        #expect(tape.gradient(of: constant).values.allSatisfy { $0 == 0 })
        #expect(tape.gradient(of: parameter).values.allSatisfy { $0 != 0 })
    }

    @Test("losses add up with their weights")
    func weightedLosses() {
        let weights = Matrix<Double>(rows: 1, columns: 2, values: [1, 1])
        func gradient(_ factors: [Double]) -> [Double] {
            let tape = DoubleTape()
            let x = tape.parameter(testMatrix(1, 2))
            let loss = tape.squaredError(x, target: Matrix(rows: 1, columns: 2), weights: weights)
            tape.backward(from: factors.map { (loss, $0) })
            return tape.gradient(of: x).values
        }
        let (split, whole) = (gradient([0.25, 0.75]), gradient([1]))
        for (a, b) in zip(split, whole) { #expect(abs(a - b) < 1e-12) }
    }
}
