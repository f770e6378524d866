import Kernels

@testable import Autograd

typealias DoubleTape = Tape<Double>

/// A repeatable matrix of values in about −1…1 without ties.
func testMatrix(_ rows: Int, _ columns: Int, phase: Double = 0) -> Matrix<Double> {
    Matrix(
        rows: rows, columns: columns,
        values: (0..<rows * columns).map { index in
            let x = (Double(index) * 0.618_033_988_7 + phase).truncatingRemainder(dividingBy: 1)
            return 2 * x - 1 + 0.01 * Double(index % 7)
        })
}

/// Largest relative difference between the tape's gradients and central differences.
///
/// The operation's output is reduced to a number by a fixed weighting of its elements, so that
/// every element's gradient differs.
func gradientError(
    of inputs: [Matrix<Double>],
    _ operation: (DoubleTape, [DoubleTape.Variable]) -> DoubleTape.Variable
) -> Double {
    func loss(_ inputs: [Matrix<Double>]) -> (
        DoubleTape, [DoubleTape.Variable], DoubleTape.Variable
    ) {
        let tape = DoubleTape()
        let variables = inputs.map { tape.parameter($0) }
        let output = operation(tape, variables)
        let value = tape.value(of: output)
        if value.rows == 1 && value.columns == 1 { return (tape, variables, output) }
        let loss = tape.squaredError(
            output, target: testMatrix(value.rows, value.columns, phase: 0.3),
            weights: Matrix(
                rows: value.rows, columns: value.columns,
                values: (0..<value.values.count).map { 1 + 0.1 * Double($0 % 5) }))
        return (tape, variables, loss)
    }
    let (tape, variables, output) = loss(inputs)
    tape.backward(from: [(output, 1)])
    var worst = 0.0
    for (index, input) in inputs.enumerated() {
        let gradient = tape.gradient(of: variables[index])
        for element in input.values.indices {
            func shifted(by step: Double) -> Double {
                var inputs = inputs
                inputs[index].values[element] += step
                let (tape, _, output) = loss(inputs)
                return tape.value(of: output).values[0]
            }
            let step = 1e-5
            let numeric = (shifted(by: step) - shifted(by: -step)) / (2 * step)
            let scale = max(1, abs(numeric), abs(gradient.values[element]))
            worst = max(worst, abs(numeric - gradient.values[element]) / scale)
        }
    }
    return worst
}
