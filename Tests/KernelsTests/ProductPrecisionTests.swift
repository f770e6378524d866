import Testing

@testable import Kernels

/// Sizes around those of a tile (16 × 32), of a block of four (32 × 32), and above what is packed at
/// once (512 columns, 1024 inner elements).
private let sizes = [1, 15, 16, 17, 33]

@Suite("Products of bfloat16")
struct ProductPrecisionTests {
    @Test(
        "numbers keep 8 bits, ties go to the even one",
        arguments: [
            (1, 1), (-3.5, -3.5), (1.001, 1), (1 + 3.0 / 512, 1 + 1.0 / 128),
            (1 + 1.0 / 256, 1), (1 + 3.0 / 256, 1 + 1.0 / 64), (0, 0), (.infinity, .infinity),
        ] as [(Float, Float)])
    func rounding(value: Float, expected: Float) {
        #expect(roundedToBfloat16(value) == expected)
    }

    @Test("what is not a number stays that, whatever its bits")
    func notANumber() {
        #expect(roundedToBfloat16(Float(bitPattern: 0x7fff_ffff)).isNaN)
    }

    @Test("every transposition, shape and start", arguments: sizes, sizes)
    func products(rows: Int, columns: Int) {
        for inner in sizes + [65] {
            for (transposeA, transposeB) in [
                (false, false), (true, false), (false, true), (true, true),
            ] {
                let a: Matrix<Float> =
                    transposeA ? noise(inner, rows, seed: 1) : noise(rows, inner, seed: 1)
                let b: Matrix<Float> =
                    transposeB ? noise(columns, inner, seed: 2) : noise(inner, columns, seed: 2)
                let expected = matrixProduct(
                    rounded(a), rounded(b), transposeA: transposeA, transposeB: transposeB,
                    using: .plain)
                let actual = matrixProduct(
                    a, b, transposeA: transposeA, transposeB: transposeB, using: bfloat16)
                #expect(relativeError(actual.values, expected.values, floor: 1) < 1e-5)

                let start: Matrix<Float> = noise(rows, columns, seed: 3)
                var accumulated = start
                accumulateMatrixProduct(
                    a, b, transposeA: transposeA, transposeB: transposeB, into: &accumulated,
                    using: bfloat16)
                let sum = zip(start.values, expected.values).map { $0 + $1 }
                #expect(relativeError(accumulated.values, sum, floor: 1) < 1e-5)
            }
        }
    }

    @Test("layers larger than what is packed at once", arguments: [(40, 530, 1040), (7, 33, 2100)])
    func layers(rows: Int, outer: Int, inner: Int) {
        let x: Matrix<Float> = noise(rows, inner, seed: 4)
        let weight: Matrix<Float> = noise(outer, inner, seed: 5)
        let bias: [Float] = noise(outer, seed: 6)
        let actual = linear(x, weight: weight, bias: bias, using: bfloat16)
        let expected = linear(rounded(x), weight: rounded(weight), bias: bias, using: .plain)
        #expect(relativeError(actual.values, expected.values, floor: 1) < 1e-5)
    }

    @Test("heads, which lie in strides inside wider rows")
    func attentionHeads() {
        let x: Matrix<Float> = noise(50, 3 * 32, seed: 7)
        let expected = attention(
            queriesKeysValues: x, segments: [0..<17, 17..<50], headCount: 2, using: .plain)
        let actual = attention(
            queriesKeysValues: x, segments: [0..<17, 17..<50], headCount: 2, using: bfloat16)
        #expect(relativeError(actual.output.values, expected.output.values) < 0.02)
        #expect(actual.output != expected.output)
    }

    @Test("products over no inner elements leave the bias")
    func emptyInner() {
        let x = Matrix<Float>(rows: 2, columns: 0)
        let weight = Matrix<Float>(rows: 3, columns: 0)
        #expect(
            linear(x, weight: weight, bias: [1, 2, 3], using: bfloat16).values
                == [1, 2, 3, 1, 2, 3])
    }

    @Test("the tiles sum what the rounding kernels sum, where there are tiles")
    func tiles() {
        guard let tiled = KernelSet<Float>.tiled else { return }
        let a: Matrix<Float> = noise(70, 200, seed: 8)
        let b: Matrix<Float> = noise(200, 90, seed: 9)
        let expected = matrixProduct(a, b, using: .roundingProducts)
        #expect(relativeError(matrixProduct(a, b, using: tiled).values, expected.values) < 1e-5)
    }

    private let bfloat16 = KernelSet<Float>.withProducts(in: .bfloat16)

    private func rounded(_ matrix: Matrix<Float>) -> Matrix<Float> {
        Matrix(
            rows: matrix.rows, columns: matrix.columns,
            values: matrix.values.map { roundedToBfloat16($0) })
    }
}
