/// What layers of eight bits make of their weights and inputs, in floats: training that is to end
/// in such layers computes with these.

/// Every row of a weight rounded to −127…127 times its own scale: `QuantizedWeight(quantizing:)`
/// and back.
///
/// - Parameter weight: shape [outer, inner].
/// - Returns: the same shape.
public func roundedWeight<S>(
    _ weight: Matrix<S>, using kernels: KernelSet<S> = S.kernels
) -> Matrix<S> {
    rounded(weight, kernels.roundWeight)
}

/// Every row rounded to 128 values between its least and its greatest: what a layer with a
/// `QuantizedWeight` sees of its input.
///
/// - Parameter x: shape [rows, inner].
/// - Returns: the same shape.
public func roundedRows<S>(
    _ x: Matrix<S>, using kernels: KernelSet<S> = S.kernels
) -> Matrix<S> {
    rounded(x, kernels.roundRows)
}

private func rounded<S>(
    _ x: Matrix<S>, _ kernel: (Int, Int, UnsafePointer<S>, UnsafeMutablePointer<S>) -> Void
) -> Matrix<S> {
    Matrix(uninitializedRows: x.rows, columns: x.columns) { output in
        withBases(x.values) { kernel(x.rows, x.columns, $0, output) }
    }
}

/// What the bytes of a row of a weight are multiplied by.
func byteScale<S: KernelScalar>(of row: some Sequence<S>) -> S {
    row.reduce(0) { max($0, abs($1)) } / 127
}

/// The nearest of −127…127 to `value / scale`, ties to even. The smallest scales are so coarse that
/// a quotient may lie beyond.
func nearestByte<S: KernelScalar>(_ value: S, scale: S) -> S {
    scale > 0 ? min(max((value / scale).rounded(.toNearestOrEven), -127), 127) : 0
}

@Sendable
func plainRoundWeight<S: KernelScalar>(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<S>, _ y: UnsafeMutablePointer<S>
) {
    for row in 0..<rows {
        let values = UnsafeBufferPointer(start: x + row * columns, count: columns)
        let scale = byteScale(of: values)
        for (column, value) in values.enumerated() {
            y[row * columns + column] = nearestByte(value, scale: scale) * scale
        }
    }
}

@Sendable
func plainRoundRows<S: KernelScalar>(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<S>, _ y: UnsafeMutablePointer<S>
) {
    for row in 0..<rows {
        let input = QuantizedRow(UnsafeBufferPointer(start: x + row * columns, count: columns))
        for (column, byte) in input.bytes.enumerated() {
            y[row * columns + column] = S(byte) * input.step + input.least
        }
    }
}

/// A row of a layer's input in bytes of 0…127, each about (value − least) / step.
struct QuantizedRow<S: KernelScalar> {
    let least: S
    let step: S
    let bytes: [UInt8]

    init(_ values: some Collection<S>) {
        let least = values.min() ?? 0
        let spread = (values.max() ?? 0) - least
        let inverse: S = spread > 0 ? 127 / spread : 0
        self.least = least
        step = spread / 127
        bytes = values.map { value in
            let byte = ((value - least) * inverse).rounded(.toNearestOrEven)
            // What is no number passes through as 0, as it does in the fast kernel.
            return byte >= 0 && byte <= 127 ? UInt8(byte) : 0
        }
    }
}
