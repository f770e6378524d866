import Kernels

/// Reverse-mode automatic differentiation: records operations on matrices, then walks back.
///
/// One tape belongs to one thread and one forward pass. Gradients are freed as the walk consumes
/// them; only those of parameters remain.
public final class Tape<Scalar: KernelScalar> {
    /// A recorded matrix.
    public struct Variable: Sendable {
        @usableFromInline let index: Int
    }

    /// Adds to the gradients of an operation's inputs, given the gradient of its output.
    @usableFromInline typealias Pullback = (_ gradient: Matrix<Scalar>, _ tape: Tape) -> Void

    private var values: [Matrix<Scalar>] = []
    private var gradients: [Matrix<Scalar>?] = []
    private var pullbacks: [Pullback?] = []
    private var needsGradient: [Bool] = []
    /// What the layers and their gradients are computed by.
    @usableFromInline let kernels: KernelSet<Scalar>

    public init(kernels: KernelSet<Scalar> = Scalar.kernels) {
        self.kernels = kernels
    }

    /// A matrix that gradients are wanted for.
    public func parameter(_ value: Matrix<Scalar>) -> Variable {
        append(value, needsGradient: true, pullback: nil)
    }

    /// A matrix that no gradient flows to.
    public func constant(_ value: Matrix<Scalar>) -> Variable {
        append(value, needsGradient: false, pullback: nil)
    }

    public func value(of variable: Variable) -> Matrix<Scalar> { values[variable.index] }

    /// The gradient of the last `backward`'s loss with respect to a parameter, zeros if the loss
    /// does not depend on it.
    public func gradient(of variable: Variable) -> Matrix<Scalar> {
        let value = values[variable.index]
        return gradients[variable.index] ?? Matrix(rows: value.rows, columns: value.columns)
    }

    /// Walks back from the sum of `losses`, each a 1 × 1 variable, weighted.
    public func backward(from losses: [(loss: Variable, weight: Scalar)]) {
        for (loss, weight) in losses {
            let value = values[loss.index]
            precondition(value.rows == 1 && value.columns == 1, "a loss is 1 × 1")
            accumulate(Matrix(rows: 1, columns: 1, values: [weight]), into: loss)
        }
        for index in pullbacks.indices.reversed() {
            guard let pullback = pullbacks[index], let gradient = gradients[index] else { continue }
            gradients[index] = nil
            pullbacks[index] = nil
            pullback(gradient, self)
        }
    }

    /// Records the output of an operation; `pullback` is dropped if no input needs a gradient.
    @usableFromInline
    func record(
        _ value: Matrix<Scalar>, inputs: [Variable], pullback: @escaping Pullback
    ) -> Variable {
        let isNeeded = inputs.contains { needsGradient[$0.index] }
        return append(value, needsGradient: isNeeded, pullback: isNeeded ? pullback : nil)
    }

    @usableFromInline
    func accumulate(_ gradient: @autoclosure () -> Matrix<Scalar>, into variable: Variable) {
        guard needsGradient[variable.index] else { return }
        if gradients[variable.index] == nil {
            gradients[variable.index] = gradient()
        } else {
            add(gradient(), to: &gradients[variable.index]!)
        }
    }

    private func append(
        _ value: Matrix<Scalar>, needsGradient isNeeded: Bool, pullback: Pullback?
    ) -> Variable {
        values.append(value)
        gradients.append(nil)
        pullbacks.append(pullback)
        needsGradient.append(isNeeded)
        return Variable(index: values.count - 1)
    }
}
