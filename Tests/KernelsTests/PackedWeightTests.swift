import Testing

@testable import Kernels

@Suite("Packed weights")
struct PackedWeightTests {
    @Test(
        "give what linear, gelu and add give, to the last bit",
        arguments: [1, 2, 3, 5, 7, 8, 9, 64, 65, 200], [1, 7, 8, 9, 64, 65, 144])
    func equality(rows: Int, outer: Int) {
        for inner in [1, 9, 300] {
            let x: Matrix<Float> = noise(rows, inner, seed: 1)
            let weight: Matrix<Float> = noise(outer, inner, seed: 2)
            let bias: [Float] = noise(outer, seed: 3)
            let residual: Matrix<Float> = noise(rows, outer, seed: 4)
            var expected = linear(x, weight: weight, bias: bias)
            let packed = PackedWeight(weight)
            #expect(linear(x, packed: packed, bias: bias) == expected)
            expected = gelu(expected)
            add(residual, to: &expected)
            let fused = linear(
                x, packed: packed, bias: bias, activation: .gelu, residual: residual)
            #expect(fused == expected)
        }
    }

    @Test("without bias, and without fast kernels, agree with the plain product")
    func plainLayout() {
        let x: Matrix<Float> = noise(9, 65, seed: 5)
        let weight: Matrix<Float> = noise(33, 65, seed: 6)
        let expected = matrixProduct(x, weight, transposeB: true, using: .plain)
        for fast in [true, false] {
            let packed = PackedWeight(weight, usingFastKernels: fast)
            let actual = linear(x, packed: packed)
            #expect(relativeError(actual.values, expected.values) < 1e-5)
        }
    }

    @Test("a weight without columns leaves the bias", arguments: [1, 9])
    func emptyInner(rows: Int) {
        let packed = PackedWeight(Matrix(rows: 2, columns: 0))
        let y = linear(Matrix(rows: rows, columns: 0), packed: packed, bias: [1, 2])
        #expect(y.values == (0..<rows).flatMap { _ in [1, 2] as [Float] })
    }
}
