import Testing

@testable import Kernels

/// The lengths around the vector and tile sizes where kernels go wrong.
private let lengths = [1, 7, 8, 9, 64, 65]

@Suite("Fast kernels agree with the plain ones")
struct FastKernelTests {
    private let fast = KernelSet<Float>.fast ?? .plain
    private let plain = KernelSet<Float>.plain

    @Test("matrix products, every transposition", arguments: lengths, lengths)
    func products(rows: Int, columns: Int) {
        for inner in lengths + [300] {
            for (transposeA, transposeB) in [
                (false, false), (true, false), (false, true), (true, true),
            ] {
                let a: Matrix<Float> =
                    transposeA ? noise(inner, rows, seed: 1) : noise(rows, inner, seed: 1)
                let b: Matrix<Float> =
                    transposeB ? noise(columns, inner, seed: 2) : noise(inner, columns, seed: 2)
                let expected = matrixProduct(
                    a, b, transposeA: transposeA, transposeB: transposeB, using: plain)
                let actual = matrixProduct(
                    a, b, transposeA: transposeA, transposeB: transposeB, using: fast)
                #expect(relativeError(actual.values, expected.values, floor: 1) < 1e-5)

                let start: Matrix<Float> = noise(rows, columns, seed: 3)
                var accumulated = start
                accumulateMatrixProduct(
                    a, b, transposeA: transposeA, transposeB: transposeB, into: &accumulated,
                    using: fast)
                let sum = zip(start.values, expected.values).map { $0 + $1 }
                #expect(relativeError(accumulated.values, sum, floor: 1) < 1e-5)
            }
        }
    }

    @Test("a fault planted in one element of a product is caught")
    func plantedFault() {
        let a: Matrix<Float> = noise(9, 65, seed: 1)
        let b: Matrix<Float> = noise(65, 9, seed: 2)
        var faulty = fast
        let product = faulty.product
        faulty.product = { task in
            product(task)
            task.c[4] *= 1.001
        }
        let expected = matrixProduct(a, b, using: plain)
        let actual = matrixProduct(a, b, using: faulty)
        #expect(relativeError(actual.values, expected.values) > 1e-5)
    }

    @Test("a row of linear does not depend, to the last bit, on the rows beside it")
    func rowIndependence() {
        let x: Matrix<Float> = noise(131, 300, seed: 4)
        let weight: Matrix<Float> = noise(70, 300, seed: 5)
        let bias: [Float] = noise(70, seed: 6)
        let whole = linear(x, weight: weight, bias: bias)
        for range in [0..<1, 5..<12, 100..<131] {
            let rows = gatherRows(x, Array(range))
            let part = linear(rows, weight: weight, bias: bias)
            #expect(part.values == gatherRows(whole, Array(range)).values)
        }
    }

    @Test("products over no inner elements leave the bias")
    func emptyInner() {
        let x = Matrix<Float>(rows: 2, columns: 0)
        let weight = Matrix<Float>(rows: 3, columns: 0)
        #expect(
            linear(x, weight: weight, bias: [1, 2, 3], using: fast).values == [1, 2, 3, 1, 2, 3])
    }
}
