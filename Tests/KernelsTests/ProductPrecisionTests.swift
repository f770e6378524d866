import Testing

@testable import Kernels

/// Sizes around the sides of a tile (16 lines × 32 inner elements) and of a block of four (32 × 32).
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
            expectProducts(
                rows: rows, columns: columns, inner: inner, using: bfloat16, seenAs: rounded)
        }
    }

    @Test(
        "layers larger than what is packed at once: 512 columns, 1024 inner elements",
        arguments: [(40, 530, 1040), (7, 33, 2100)])
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
        expectBiasWithoutProducts(using: bfloat16)
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
