/// `a += b`, element by element.
public func add<S>(
    _ b: Matrix<S>, to a: inout Matrix<S>, using kernels: KernelSet<S> = S.kernels
) {
    addScaled(b, by: 1, to: &a, using: kernels)
}

/// `a += factor × b`, element by element.
public func addScaled<S>(
    _ b: Matrix<S>, by factor: S, to a: inout Matrix<S>, using kernels: KernelSet<S> = S.kernels
) {
    precondition(
        a.rows == b.rows && a.columns == b.columns,
        "addScaled: cannot add \(b.shape) to \(a.shape)")
    addScaled(b.values, by: factor, to: &a.values, using: kernels)
}

/// `a += factor × b`, element by element.
public func addScaled<S>(
    _ b: [S], by factor: S, to a: inout [S], using kernels: KernelSet<S> = S.kernels
) {
    precondition(a.count == b.count, "addScaled: cannot add \(b.count) values to \(a.count)")
    a.withUnsafeMutableBufferPointer { a in
        b.withUnsafeBufferPointer { b in
            guard let target = a.baseAddress, let source = b.baseAddress else { return }
            kernels.addScaled(a.count, source, factor, target)
        }
    }
}

/// `a *= factor`, element by element.
public func scale<S>(
    _ a: inout Matrix<S>, by factor: S, using kernels: KernelSet<S> = S.kernels
) {
    a.values.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        kernels.scale(buffer.count, factor, base)
    }
}

@Sendable
func plainAddScaled<S: KernelScalar>(
    _ count: Int, _ b: UnsafePointer<S>, _ factor: S, _ a: UnsafeMutablePointer<S>
) {
    for i in 0..<count { a[i] += factor * b[i] }
}

@Sendable
func plainScale<S: KernelScalar>(_ count: Int, _ factor: S, _ a: UnsafeMutablePointer<S>) {
    for i in 0..<count { a[i] *= factor }
}
