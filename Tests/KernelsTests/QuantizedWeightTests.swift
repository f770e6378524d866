import Foundation
import Testing

@testable import Kernels

@Suite("QuantizedWeight")
struct QuantizedWeightTests {
    @Test(
        "the fast kernel gives what the plain one gives, to the last bit",
        arguments: [1, 5, 7, 8, 9, 64, 65], [1, 7, 16, 33, 144])
    func equality(rows: Int, outer: Int) {
        for inner in [1, 4, 9, 31, 32, 64, 300] {
            let x: Matrix<Float> = noise(rows, inner, seed: 1)
            let weight = QuantizedWeight(quantizing: noise(outer, inner, seed: 2))
            let bias: [Float] = noise(outer, seed: 3)
            for bias in [nil, bias] {
                #expect(
                    linear(x, quantized: weight, bias: bias, usingFastKernels: hasFastKernels)
                        == linear(x, quantized: weight, bias: bias, usingFastKernels: false),
                    "\(rows) × \(inner) by \(outer)")
            }
        }
    }

    @Test(
        "gelu and residual follow as by themselves, to the last bit", arguments: [1, 4, 7, 65],
        [1, 7, 16, 33])
    func fusion(rows: Int, outer: Int) {
        let x: Matrix<Float> = noise(rows, 40, seed: 8)
        let weight = QuantizedWeight(quantizing: noise(outer, 40, seed: 9))
        let bias: [Float] = noise(outer, seed: 10)
        let residual: Matrix<Float> = noise(rows, outer, seed: 11)
        var expected = gelu(linear(x, quantized: weight, bias: bias))
        #expect(linear(x, quantized: weight, bias: bias, activation: .gelu) == expected)
        add(residual, to: &expected)
        #expect(
            linear(x, quantized: weight, bias: bias, activation: .gelu, residual: residual)
                == expected)
        let plain = linear(
            x, quantized: weight, bias: bias, activation: .gelu, residual: residual,
            usingFastKernels: false)
        #expect(relativeError(plain.values, expected.values) < 1e-5)
    }

    @Test(
        "the fast rounding of a weight gives what the plain one gives, to the last bit",
        arguments: [1, 7, 8, 9, 64, 65])
    func quantizing(inner: Int) {
        let weight: Matrix<Float> = noise(33, inner, seed: 12)
        let fast = QuantizedWeight(quantizing: weight, usingFastKernels: hasFastKernels)
        let plain = QuantizedWeight(quantizing: weight, usingFastKernels: false)
        #expect(fast.scales == plain.scales)
        #expect(fast.bytes == plain.bytes)
        #expect(fast.sums == plain.sums)
        #expect(fast.bytes.map(abs).max() == 127)
    }

    @Test("the smallest weights have coarse scales, and values that are no numbers do no harm")
    func edges() {
        let tiny = Float.leastNonzeroMagnitude
        let weight = Matrix<Float>(rows: 2, columns: 2, values: [190 * tiny, -tiny, 7 * tiny, 0])
        for fast in [hasFastKernels, false] {
            let quantized = QuantizedWeight(quantizing: weight, usingFastKernels: fast)
            #expect(quantized.bytes == [127, -1, 0, 0])
            let broken = Matrix<Float>(rows: 1, columns: 2, values: [.nan, .infinity])
            _ = linear(broken, quantized: quantized, bias: nil, usingFastKernels: fast)
        }
    }

    @Test("the greatest values do not overflow", arguments: [32, 1024, 2048])
    func extremes(inner: Int) {
        let x = Matrix<Float>(
            rows: 1, columns: inner, values: (0..<inner).map { $0 == 0 ? 0 : 1 })
        let weight = Matrix<Float>(
            rows: 2, columns: inner,
            values: Array(repeating: 127, count: inner) + Array(repeating: -127, count: inner))
        let y = linear(x, quantized: QuantizedWeight(quantizing: weight))
        let expected = Float(127 * (inner - 1))
        #expect(abs(y[0, 0] / expected - 1) < 1e-5)
        #expect(abs(y[0, 1] / -expected - 1) < 1e-5)
    }

    @Test("is within a percent and a half of the product in floats")
    func precision() {
        let x: Matrix<Float> = noise(40, 256, seed: 4)
        let weight: Matrix<Float> = noise(64, 256, seed: 5)
        let exact = linear(x, weight: weight, bias: nil)
        let quantized = QuantizedWeight(quantizing: weight)
        #expect(relativeError(linear(x, quantized: quantized).values, exact.values) < 0.015)
        #expect(relativeError(quantized.dequantized.values, weight.values) < 0.006)
    }

    @Test("constant rows, rows of zeros and an empty input are exact or harmless")
    func degenerate() {
        let weight = QuantizedWeight(
            quantizing: Matrix(rows: 2, columns: 3, values: [0, 0, 0, 127, -127, 0]))
        let x = Matrix<Float>(rows: 2, columns: 3, values: [5, 5, 5, 0, 0, 0])
        let y = linear(x, quantized: weight, bias: [1, 2])
        #expect(y.values == [1, 2, 1, 2])
        let none = linear(Matrix(rows: 0, columns: 3), quantized: weight, bias: [1, 2])
        #expect(none.rows == 0 && none.columns == 2)
        let hollow = QuantizedWeight(quantizing: Matrix(rows: 2, columns: 0))
        #expect(
            linear(Matrix(rows: 1, columns: 0), quantized: hollow, bias: [1, 2]).values == [1, 2])
    }

    @Test("bytes in a file are used where they lie")
    func file() throws {
        let made = QuantizedWeight(quantizing: noise(17, 30, seed: 6))
        let path = NSTemporaryDirectory() + "int8-\(UUID().uuidString)"
        defer { unlink(path) }
        // An odd offset: the file promises no alignment.
        try Data([1] + made.bytes.map { UInt8(bitPattern: $0) }).write(
            to: URL(fileURLWithPath: path))
        let read = QuantizedWeight(
            outer: 17, inner: 30, scales: made.scales, bytesIn: try MappedFile(path: path), at: 1)
        #expect(read.bytes == made.bytes)
        let x: Matrix<Float> = noise(9, 30, seed: 7)
        #expect(linear(x, quantized: read) == linear(x, quantized: made))
    }
}
