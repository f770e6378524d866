/// The rows of `x` that `indices` name, in that order, with repetitions: an embedding look-up or a
/// length regulator. Shape [indices.count, columns].
public func gatherRows<S>(_ x: Matrix<S>, _ indices: [Int]) -> Matrix<S> {
    checkIndices(indices, rows: x.rows, name: "gatherRows")
    return Matrix(uninitializedRows: indices.count, columns: x.columns) { output in
        withBases(x.values) { values in
            for (row, index) in indices.enumerated() {
                (output + row * x.columns).update(
                    from: values + index * x.columns, count: x.columns)
            }
        }
    }
}

/// Adds row i of `gradient` to row `indices[i]` of a zero matrix: the backward pass of `gatherRows`.
///
/// - Returns: shape [rowCount, columns].
public func scatterAddRows<S>(
    _ gradient: Matrix<S>, _ indices: [Int], rowCount: Int, using kernels: KernelSet<S> = S.kernels
) -> Matrix<S> {
    precondition(
        indices.count == gradient.rows,
        "scatterAddRows: \(indices.count) indices for \(gradient.rows) rows")
    checkIndices(indices, rows: rowCount, name: "scatterAddRows")
    let columns = gradient.columns
    return Matrix(uninitializedRows: rowCount, columns: columns) { output in
        output.update(repeating: 0, count: rowCount * columns)
        withBases(gradient.values) { values in
            for (row, index) in indices.enumerated() {
                kernels.addScaled(columns, values + row * columns, 1, output + index * columns)
            }
        }
    }
}

private func checkIndices(_ indices: [Int], rows: Int, name: String) {
    for index in indices {
        precondition(index >= 0 && index < rows, "\(name): row \(index) of \(rows)")
    }
}
