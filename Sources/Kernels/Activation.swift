/// The Gaussian error linear unit, tanh form: 0.5 x (1 + tanh(√(2/π) (x + 0.044715 x³))).
///
/// - Source: Hendrycks & Gimpel 2016. Computed as x · sigmoid(2u), which is the same function.
public func gelu<S>(_ x: Matrix<S>, using kernels: KernelSet<S> = S.kernels) -> Matrix<S> {
    map(x, kernels.gelu)
}

/// The gradient by `x` of a loss whose gradient by `gelu(x)` is `gradient`.
public func geluBackward<S>(
    gradient: Matrix<S>, x: Matrix<S>, using kernels: KernelSet<S> = S.kernels
) -> Matrix<S> {
    map(gradient, x, name: "geluBackward", kernels.geluBackward)
}

/// `max(x, 0)`, element by element.
public func relu<S>(_ x: Matrix<S>, using kernels: KernelSet<S> = S.kernels) -> Matrix<S> {
    map(x, kernels.relu)
}

/// The gradient by `x` of a loss whose gradient by `relu(x)` is `gradient`; 0 where `x` is 0.
public func reluBackward<S>(
    gradient: Matrix<S>, x: Matrix<S>, using kernels: KernelSet<S> = S.kernels
) -> Matrix<S> {
    map(gradient, x, name: "reluBackward", kernels.reluBackward)
}

private func map<S>(
    _ x: Matrix<S>, _ kernel: (Int, UnsafePointer<S>, UnsafeMutablePointer<S>) -> Void
) -> Matrix<S> {
    Matrix(uninitializedRows: x.rows, columns: x.columns) { output in
        x.values.withUnsafeBufferPointer { values in
            guard let input = values.baseAddress else { return }
            kernel(values.count, input, output)
        }
    }
}

private func map<S>(
    _ a: Matrix<S>, _ b: Matrix<S>, name: String,
    _ kernel: (Int, UnsafePointer<S>, UnsafePointer<S>, UnsafeMutablePointer<S>) -> Void
) -> Matrix<S> {
    precondition(
        a.rows == b.rows && a.columns == b.columns,
        "\(name): the gradient is \(a.shape), x is \(b.shape)")
    return Matrix(uninitializedRows: a.rows, columns: a.columns) { output in
        a.values.withUnsafeBufferPointer { aValues in
            b.values.withUnsafeBufferPointer { bValues in
                guard let aBase = aValues.baseAddress, let bBase = bValues.baseAddress else {
                    return
                }
                kernel(aValues.count, aBase, bBase, output)
            }
        }
    }
}

/// √(2/π), the factor inside the tanh of gelu.
private func geluSlope<S: KernelScalar>() -> S { S(0.7978845608028654) }

@Sendable
func plainGelu<S: KernelScalar>(
    _ count: Int, _ x: UnsafePointer<S>, _ y: UnsafeMutablePointer<S>
) {
    let slope: S = geluSlope()
    let cubic = S(0.044715)
    for i in 0..<count {
        let u = slope * (x[i] + cubic * x[i] * x[i] * x[i])
        y[i] = x[i] / (1 + S.exponential(-2 * u))
    }
}

@Sendable
func plainGeluBackward<S: KernelScalar>(
    _ count: Int, _ gradient: UnsafePointer<S>, _ x: UnsafePointer<S>,
    _ output: UnsafeMutablePointer<S>
) {
    let slope: S = geluSlope()
    let cubic = S(0.044715)
    for i in 0..<count {
        let value = x[i]
        let u = slope * (value + cubic * value * value * value)
        let uSlope = slope * (1 + 3 * cubic * value * value)
        let sigmoid = 1 / (1 + S.exponential(-2 * u))
        output[i] = gradient[i] * (sigmoid + value * sigmoid * (1 - sigmoid) * 2 * uSlope)
    }
}

@Sendable
func plainRelu<S: KernelScalar>(
    _ count: Int, _ x: UnsafePointer<S>, _ y: UnsafeMutablePointer<S>
) {
    for i in 0..<count { y[i] = x[i] > 0 ? x[i] : 0 }
}

@Sendable
func plainReluBackward<S: KernelScalar>(
    _ count: Int, _ gradient: UnsafePointer<S>, _ x: UnsafePointer<S>,
    _ output: UnsafeMutablePointer<S>
) {
    for i in 0..<count { output[i] = x[i] > 0 ? gradient[i] : 0 }
}
