@Sendable
func plainSoftmaxRows<S: KernelScalar>(
    _ rows: Int, _ columns: Int, _ factor: S, _ values: UnsafeMutablePointer<S>
) {
    for row in 0..<rows {
        let values = values + row * columns
        var highest = -S.infinity
        for j in 0..<columns { highest = max(highest, values[j] * factor) }
        var sum: S = 0
        for j in 0..<columns {
            values[j] = S.exponential(values[j] * factor - highest)
            sum += values[j]
        }
        for j in 0..<columns { values[j] /= sum }
    }
}

@Sendable
func plainSoftmaxRowsBackward<S: KernelScalar>(
    _ rows: Int, _ columns: Int, _ factor: S, _ weights: UnsafePointer<S>,
    _ gradient: UnsafeMutablePointer<S>
) {
    for row in 0..<rows {
        let weights = weights + row * columns
        let gradient = gradient + row * columns
        var projection: S = 0
        for j in 0..<columns { projection += weights[j] * gradient[j] }
        for j in 0..<columns { gradient[j] = weights[j] * (gradient[j] - projection) * factor }
    }
}
