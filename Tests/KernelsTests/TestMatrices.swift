import Testing

@testable import Kernels

/// Reproducible values in −1…1, with a few exact zeros among them.
func noise<S: KernelScalar>(_ count: Int, seed: UInt64, as type: S.Type = S.self) -> [S] {
    var state = seed &* 0x9e37_79b9_7f4a_7c15 &+ 1
    return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return S(Int64(state >> 33) - (1 << 30)) / S(1 << 30)
    }
}

func noise<S: KernelScalar>(
    _ rows: Int, _ columns: Int, seed: UInt64, as type: S.Type = S.self
) -> Matrix<S> {
    Matrix(rows: rows, columns: columns, values: noise(rows * columns, seed: seed))
}

func transposed<S>(_ a: Matrix<S>) -> Matrix<S> {
    var result = Matrix<S>(rows: a.columns, columns: a.rows)
    for i in 0..<a.rows {
        for j in 0..<a.columns { result[j, i] = a[i, j] }
    }
    return result
}

/// The largest difference, relative to the largest expected value, or to `floor` if that is larger:
/// the size of the terms where a sum of them may cancel out.
func relativeError<S: KernelScalar>(
    _ actual: [S], _ expected: [S], floor: Double = 1e-30
) -> Double {
    guard actual.count == expected.count else { return .infinity }
    let scale = expected.reduce(floor) { max($0, Double(abs($1))) }
    return zip(actual, expected).reduce(0) {
        let difference = Double(abs($1.0 - $1.1))
        return difference.isNaN ? .infinity : max($0, difference / scale)
    }
}

/// The gradient of Σ weights · f(x) by x from central differences.
func centralDifference(
    at x: [Double], weights: [Double], _ f: ([Double]) -> [Double]
) -> [Double] {
    let step = 1e-5
    func loss(_ x: [Double]) -> Double { zip(f(x), weights).reduce(0) { $0 + $1.0 * $1.1 } }
    return x.indices.map { index in
        var above = x
        var below = x
        above[index] += step
        below[index] -= step
        return (loss(above) - loss(below)) / (2 * step)
    }
}

/// Splits rows into three segments, the middle one possibly empty.
func threeSegments(_ rows: Int) -> [Range<Int>] {
    [0..<rows / 3, rows / 3..<(rows + 1) / 2, (rows + 1) / 2..<rows]
}

/// Expects products of every transposition, alone and added to something, to be what the plain
/// kernels make of the factors as they are `seenAs`.
func expectProducts(
    rows: Int, columns: Int, inner: Int, using kernels: KernelSet<Float>,
    seenAs: (Matrix<Float>) -> Matrix<Float> = { $0 }
) {
    for (transposeA, transposeB) in [
        (false, false), (true, false), (false, true), (true, true),
    ] {
        let a: Matrix<Float> =
            transposeA ? noise(inner, rows, seed: 1) : noise(rows, inner, seed: 1)
        let b: Matrix<Float> =
            transposeB ? noise(columns, inner, seed: 2) : noise(inner, columns, seed: 2)
        let expected = matrixProduct(
            seenAs(a), seenAs(b), transposeA: transposeA, transposeB: transposeB, using: .plain)
        let actual = matrixProduct(
            a, b, transposeA: transposeA, transposeB: transposeB, using: kernels)
        #expect(relativeError(actual.values, expected.values, floor: 1) < 1e-5)

        let start: Matrix<Float> = noise(rows, columns, seed: 3)
        var accumulated = start
        accumulateMatrixProduct(
            a, b, transposeA: transposeA, transposeB: transposeB, into: &accumulated,
            using: kernels)
        let sum = zip(start.values, expected.values).map { $0 + $1 }
        #expect(relativeError(accumulated.values, sum, floor: 1) < 1e-5)
    }
}

/// Expects a layer without inputs to give its bias.
func expectBiasWithoutProducts(using kernels: KernelSet<Float>) {
    let x = Matrix<Float>(rows: 2, columns: 0)
    let weight = Matrix<Float>(rows: 3, columns: 0)
    #expect(
        linear(x, weight: weight, bias: [1, 2, 3], using: kernels).values == [1, 2, 3, 1, 2, 3])
}
