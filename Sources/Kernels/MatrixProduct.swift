/// `op(a) · op(b)`, where op transposes if asked to.
///
/// Every element is one chain of multiply-adds in the order of the inner dimension, so that its
/// value depends neither on the other rows and columns nor on how the work is blocked.
///
/// - Parameters:
///   - a: shape [rows, inner], or [inner, rows] with `transposeA`.
///   - b: shape [inner, columns], or [columns, inner] with `transposeB`.
/// - Returns: shape [rows, columns].
public func matrixProduct<S>(
    _ a: Matrix<S>, _ b: Matrix<S>, transposeA: Bool = false, transposeB: Bool = false,
    using kernels: KernelSet<S> = S.kernels
) -> Matrix<S> {
    let shape = ProductShape(a, b, transposeA, transposeB, name: "matrixProduct")
    return Matrix(uninitializedRows: shape.rows, columns: shape.columns) { output in
        run(shape, a, b, bias: nil, into: output, accumulate: false, kernels)
    }
}

/// `c += op(a) · op(b)`; otherwise as `matrixProduct`.
public func accumulateMatrixProduct<S>(
    _ a: Matrix<S>, _ b: Matrix<S>, transposeA: Bool = false, transposeB: Bool = false,
    into c: inout Matrix<S>, using kernels: KernelSet<S> = S.kernels
) {
    let shape = ProductShape(a, b, transposeA, transposeB, name: "accumulateMatrixProduct")
    precondition(
        c.rows == shape.rows && c.columns == shape.columns,
        "accumulateMatrixProduct: c is \(c.shape), needs \(shape.rows) × \(shape.columns)")
    c.values.withUnsafeMutableBufferPointer { output in
        guard let base = output.baseAddress else { return }
        run(shape, a, b, bias: nil, into: base, accumulate: true, kernels)
    }
}

/// `y = x · weightᵀ + bias`, one fully connected layer.
///
/// A row of the result depends only on the same row of `x`, to the last bit: a sequence computed in
/// pieces gives what it gives in one call, and what `linear(_:packed:)` gives.
///
/// - Parameters:
///   - x: shape [rows, inner].
///   - weight: shape [outer, inner].
///   - bias: `outer` values.
/// - Returns: shape [rows, outer].
public func linear<S>(
    _ x: Matrix<S>, weight: Matrix<S>, bias: [S]?, using kernels: KernelSet<S> = S.kernels
) -> Matrix<S> {
    let shape = ProductShape(x, weight, false, true, name: "linear")
    guard let bias else { return matrixProduct(x, weight, transposeB: true, using: kernels) }
    precondition(
        bias.count == weight.rows, "linear: bias has \(bias.count) values, needs \(weight.rows)")
    return Matrix(uninitializedRows: shape.rows, columns: shape.columns) { output in
        bias.withUnsafeBufferPointer { bias in
            run(
                shape, x, weight, bias: bias.baseAddress, into: output, accumulate: false, kernels)
        }
    }
}

/// The sum of every column of `x`, in row order: the gradient of a bias.
public func columnSums<S>(_ x: Matrix<S>, using kernels: KernelSet<S> = S.kernels) -> [S] {
    Array(unsafeUninitializedCapacity: x.columns) { output, count in
        count = x.columns
        guard let sums = output.baseAddress else { return }
        x.values.withUnsafeBufferPointer { values in
            guard let values = values.baseAddress else {
                return sums.update(repeating: 0, count: x.columns)
            }
            kernels.columnSums(x.rows, x.columns, values, sums)
        }
    }
}

/// One product for a kernel: c[i, j] = (c[i, j] or bias[j] or 0) + Σₚ a[i, p] · b[p, j].
struct ProductTask<S: KernelScalar> {
    var rows: Int
    var columns: Int
    var inner: Int
    var a: StridedOperand<S>
    var b: StridedOperand<S>
    /// Added before the products; not together with `accumulate`.
    var bias: UnsafePointer<S>?
    var c: UnsafeMutablePointer<S>
    var cRowStride: Int
    /// Whether to add to what `c` holds instead of overwriting it.
    var accumulate: Bool
}

/// A matrix in memory whose element (i, j) sits at `i × rowStride + j × columnStride`.
struct StridedOperand<S: KernelScalar> {
    var base: UnsafePointer<S>
    var rowStride: Int
    var columnStride: Int

    init(_ base: UnsafePointer<S>, rowStride: Int, columnStride: Int = 1) {
        self.base = base
        self.rowStride = rowStride
        self.columnStride = columnStride
    }

    var transposed: StridedOperand {
        StridedOperand(base, rowStride: columnStride, columnStride: rowStride)
    }
}

/// The checked shape of a product and how its operands lie.
private struct ProductShape {
    var rows: Int
    var columns: Int
    var inner: Int
    var transposeA: Bool
    var transposeB: Bool

    init<S>(_ a: Matrix<S>, _ b: Matrix<S>, _ transposeA: Bool, _ transposeB: Bool, name: String) {
        rows = transposeA ? a.columns : a.rows
        inner = transposeA ? a.rows : a.columns
        columns = transposeB ? b.rows : b.columns
        self.transposeA = transposeA
        self.transposeB = transposeB
        precondition(
            inner == (transposeB ? b.columns : b.rows),
            """
            \(name): inner sizes differ: a is \(a.shape)\(transposeA ? " transposed" : ""), \
            b is \(b.shape)\(transposeB ? " transposed" : "")
            """)
    }
}

private func run<S>(
    _ shape: ProductShape, _ a: Matrix<S>, _ b: Matrix<S>, bias: UnsafePointer<S>?,
    into c: UnsafeMutablePointer<S>, accumulate: Bool, _ kernels: KernelSet<S>
) {
    a.values.withUnsafeBufferPointer { aBuffer in
        b.values.withUnsafeBufferPointer { bBuffer in
            // An empty array has no address; nothing is read from it, so any other will do.
            let aBase = aBuffer.baseAddress ?? UnsafePointer(c)
            let bBase = bBuffer.baseAddress ?? UnsafePointer(c)
            let aOperand = StridedOperand(aBase, rowStride: a.columns)
            let bOperand = StridedOperand(bBase, rowStride: b.columns)
            kernels.product(
                ProductTask(
                    rows: shape.rows, columns: shape.columns, inner: shape.inner,
                    a: shape.transposeA ? aOperand.transposed : aOperand,
                    b: shape.transposeB ? bOperand.transposed : bOperand,
                    bias: bias, c: c, cRowStride: shape.columns, accumulate: accumulate))
        }
    }
}

@Sendable
func plainProduct<S>(_ task: ProductTask<S>) {
    for i in 0..<task.rows {
        let c = task.c + i * task.cRowStride
        if !task.accumulate {
            for j in 0..<task.columns { c[j] = task.bias?[j] ?? 0 }
        }
        for p in 0..<task.inner {
            let a = task.a.base[i * task.a.rowStride + p * task.a.columnStride]
            let b = task.b.base + p * task.b.rowStride
            let stride = task.b.columnStride
            for j in 0..<task.columns { c[j] += a * b[j * stride] }
        }
    }
}

@Sendable
func plainColumnSums<S: KernelScalar>(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<S>, _ sums: UnsafeMutablePointer<S>
) {
    for j in 0..<columns { sums[j] = 0 }
    for i in 0..<rows {
        for j in 0..<columns { sums[j] += x[i * columns + j] }
    }
}
