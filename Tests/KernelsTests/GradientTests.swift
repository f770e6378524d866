import Testing

@testable import Kernels

@Suite("Backward kernels match central differences")
struct GradientTests {
    @Test("gelu and relu")
    func activations() {
        let x: Matrix<Double> = noise(3, 5, seed: 1)
        let gradient: Matrix<Double> = noise(3, 5, seed: 2)
        let numericGelu = centralDifference(at: x.values, weights: gradient.values) {
            gelu(Matrix(rows: 3, columns: 5, values: $0)).values
        }
        #expect(relativeError(geluBackward(gradient: gradient, x: x).values, numericGelu) < 1e-8)
        let numericRelu = centralDifference(at: x.values, weights: gradient.values) {
            relu(Matrix(rows: 3, columns: 5, values: $0)).values
        }
        #expect(relativeError(reluBackward(gradient: gradient, x: x).values, numericRelu) < 1e-8)
    }

    @Test("a fault planted in a gradient is caught")
    func plantedFault() {
        let x: Matrix<Double> = noise(3, 5, seed: 1)
        let gradient: Matrix<Double> = noise(3, 5, seed: 2)
        let numeric = centralDifference(at: x.values, weights: gradient.values) {
            gelu(Matrix(rows: 3, columns: 5, values: $0)).values
        }
        var faulty = KernelSet<Double>.plain
        faulty.geluBackward = { count, gradient, x, output in
            plainGeluBackward(count, gradient, x, output)
            output[count / 2] *= 1.001
        }
        let actual = geluBackward(gradient: gradient, x: x, using: faulty)
        #expect(relativeError(actual.values, numeric) > 1e-6)
    }

    @Test("layer normalisation, by x, gain and bias")
    func layerNormalisation() {
        let (rows, columns) = (3, 7)
        let x: Matrix<Double> = noise(rows, columns, seed: 3)
        let gain: [Double] = noise(columns, seed: 4)
        let bias: [Double] = noise(columns, seed: 5)
        let gradient: Matrix<Double> = noise(rows, columns, seed: 6)
        let forward = layerNorm(x, gain: gain, bias: bias, epsilon: 1e-5)
        let actual = layerNormBackward(
            gradient: gradient, x: x, gain: gain, mean: forward.mean,
            inverseDeviation: forward.inverseDeviation)
        let byX = centralDifference(at: x.values, weights: gradient.values) {
            let x = Matrix(rows: rows, columns: columns, values: $0)
            return layerNorm(x, gain: gain, bias: bias, epsilon: 1e-5).output.values
        }
        let byGain = centralDifference(at: gain, weights: gradient.values) {
            layerNorm(x, gain: $0, bias: bias, epsilon: 1e-5).output.values
        }
        let byBias = centralDifference(at: bias, weights: gradient.values) {
            layerNorm(x, gain: gain, bias: $0, epsilon: 1e-5).output.values
        }
        #expect(relativeError(actual.x.values, byX) < 1e-7)
        #expect(relativeError(actual.gain, byGain) < 1e-7)
        #expect(relativeError(actual.bias, byBias) < 1e-7)
    }

    @Test("attention over several segments", arguments: [1, 2, 7])
    func attentionGradient(rows: Int) {
        let width = 6
        let segments = threeSegments(rows)
        let input: Matrix<Double> = noise(rows, 3 * width, seed: 7)
        let gradient: Matrix<Double> = noise(rows, width, seed: 8)
        let forward = attention(queriesKeysValues: input, segments: segments, headCount: 2)
        let actual = attentionBackward(
            gradient: gradient, queriesKeysValues: input, weights: forward.weights,
            segments: segments, headCount: 2)
        let numeric = centralDifference(at: input.values, weights: gradient.values) {
            let input = Matrix(rows: rows, columns: 3 * width, values: $0)
            return attentionOutput(queriesKeysValues: input, segments: segments, headCount: 2)
                .values
        }
        #expect(relativeError(actual.values, numeric) < 1e-7)
    }

    @Test("depthwise convolution, by x, weight and bias", arguments: [1, 2, 9])
    func depthwiseGradient(rows: Int) {
        let (channels, width) = (3, 5)
        let segments = threeSegments(rows)
        let x: Matrix<Double> = noise(rows, channels, seed: 9)
        let weight: Matrix<Double> = noise(width, channels, seed: 10)
        let bias: [Double] = noise(channels, seed: 11)
        let gradient: Matrix<Double> = noise(rows, channels, seed: 12)
        let actual = depthwiseConvolutionBackward(
            gradient: gradient, x: x, weight: weight, segments: segments)
        let byX = centralDifference(at: x.values, weights: gradient.values) {
            let x = Matrix(rows: rows, columns: channels, values: $0)
            return depthwiseConvolution(x, weight: weight, bias: bias, segments: segments).values
        }
        let byWeight = centralDifference(at: weight.values, weights: gradient.values) {
            let weight = Matrix(rows: width, columns: channels, values: $0)
            return depthwiseConvolution(x, weight: weight, bias: bias, segments: segments).values
        }
        #expect(relativeError(actual.x.values, byX) < 1e-8)
        #expect(relativeError(actual.weight.values, byWeight) < 1e-8)
        #expect(relativeError(actual.bias, columnSums(gradient)) < 1e-12)
    }

    @Test("scattering rows is the transpose of gathering them")
    func scatterIsTransposedGather() {
        let indices = [2, 0, 2, 1]
        let x: Matrix<Double> = noise(4, 3, seed: 13)
        let gradient: Matrix<Double> = noise(indices.count, 3, seed: 14)
        let numeric = centralDifference(at: x.values, weights: gradient.values) {
            gatherRows(Matrix(rows: 4, columns: 3, values: $0), indices).values
        }
        let actual = scatterAddRows(gradient, indices, rowCount: 4)
        #expect(relativeError(actual.values, numeric) < 1e-8)
    }
}
