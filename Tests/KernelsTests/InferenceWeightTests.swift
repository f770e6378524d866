import Foundation
import Testing

@testable import Kernels

@Suite("Inference weights")
struct InferenceWeightTests {
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
            let packed = InferenceWeight(weight)
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
            let packed = InferenceWeight(weight, usingFastKernels: fast)
            let actual = linear(x, packed: packed)
            #expect(relativeError(actual.values, expected.values) < 1e-5)
        }
    }

    @Test("a weight without columns leaves the bias", arguments: [1, 9])
    func emptyInner(rows: Int) {
        let packed = InferenceWeight(Matrix(rows: 2, columns: 0))
        let y = linear(Matrix(rows: rows, columns: 0), packed: packed, bias: [1, 2])
        #expect(y.values == (0..<rows).flatMap { _ in [1, 2] as [Float] })
    }

    @Test(
        "halves in a file give what their values give in memory, to the last bit",
        arguments: [1, 3, 7, 65, 400], [1, 9, 64, 144])
    func halves(rows: Int, outer: Int) throws {
        for inner in [1, 9, 300] {
            let weight: Matrix<Float> = noise(outer, inner, seed: 7)
            let x: Matrix<Float> = noise(rows, inner, seed: 8)
            let bias: [Float] = noise(outer, seed: 9)
            let residual: Matrix<Float> = noise(rows, outer, seed: 10)
            // An odd offset: the file promises no alignment.
            let path = NSTemporaryDirectory() + "halves-\(UUID().uuidString)"
            defer { unlink(path) }
            try Data([1] + halfBytes(of: weight.values)).write(to: URL(fileURLWithPath: path))
            let file = try MappedFile(path: path)
            let rounded = Matrix(
                rows: outer, columns: inner,
                values: file.floatsFromHalves(at: 1, count: outer * inner))
            let expected = linear(
                x, packed: InferenceWeight(rounded), bias: bias, activation: .gelu,
                residual: residual)
            for fast in [true, false] {
                let inFile = InferenceWeight(
                    outer: outer, inner: inner,
                    halves: WeightStorage(file, at: 1, count: outer * inner),
                    usingFastKernels: fast && hasFastKernels)
                let actual = linear(
                    x, packed: inFile, bias: bias, activation: .gelu, residual: residual)
                #expect(actual == expected)
            }
            let inMemory = InferenceWeight(halving: weight)
            #expect(
                linear(x, packed: inMemory, bias: bias, activation: .gelu, residual: residual)
                    == expected)
        }
    }

    @Test("bytes give what the quantized layer gives")
    func bytes() {
        let quantized = QuantizedWeight(quantizing: noise(20, 40, seed: 11))
        let x: Matrix<Float> = noise(9, 40, seed: 12)
        let bias: [Float] = noise(20, seed: 13)
        let residual: Matrix<Float> = noise(9, 20, seed: 14)
        let weight = InferenceWeight(quantized)
        #expect(weight.outer == 20 && weight.inner == 40)
        #expect(
            linear(x, packed: weight, bias: bias, activation: .gelu, residual: residual)
                == linear(
                    x, quantized: quantized, bias: bias, activation: .gelu, residual: residual))
    }
}
