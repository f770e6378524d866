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
            expectProducts(rows: rows, columns: columns, inner: inner, using: fast)
        }
    }

    @Test("products larger than every block", arguments: [(13, 1040, 530), (200, 17, 300)])
    func blocks(rows: Int, columns: Int, inner: Int) {
        let start: Matrix<Float> = noise(rows, columns, seed: 3)
        var expected = start
        let a: Matrix<Float> = noise(rows, inner, seed: 1)
        let b: Matrix<Float> = noise(inner, columns, seed: 2)
        accumulateMatrixProduct(a, b, into: &expected, using: plain)
        for (left, right) in [(a, b), (transposed(a), b), (a, transposed(b))] {
            var actual = start
            accumulateMatrixProduct(
                left, right, transposeA: left != a, transposeB: right != b, into: &actual,
                using: fast)
            #expect(relativeError(actual.values, expected.values, floor: 1) < 1e-5)
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
        expectBiasWithoutProducts(using: fast)
    }

    @Test("activations and their gradients", arguments: lengths)
    func activations(count: Int) {
        var x: Matrix<Float> = noise(count, 3, seed: 7)
        scale(&x, by: 8, using: plain)
        let gradient: Matrix<Float> = noise(count, 3, seed: 8)
        for (actual, expected) in [
            (gelu(x, using: fast), gelu(x, using: plain)),
            (relu(x, using: fast), relu(x, using: plain)),
            (
                geluBackward(gradient: gradient, x: x, using: fast),
                geluBackward(gradient: gradient, x: x, using: plain)
            ),
            (
                reluBackward(gradient: gradient, x: x, using: fast),
                reluBackward(gradient: gradient, x: x, using: plain)
            ),
        ] {
            #expect(relativeError(actual.values, expected.values) < 1e-6)
        }
    }

    @Test("gelu of extreme values: the identity, zero, and not-a-number for itself")
    func extremeActivations() {
        let x = Matrix<Float>(rows: 1, columns: 5, values: [1e30, -1e30, 0, 100, .nan])
        let y = gelu(x, using: fast).values
        #expect(y[0] == 1e30 && abs(y[1]) < 1e-6 && y[2] == 0 && y[3] == 100 && y[4].isNaN)
    }

    @Test("sums and scaling", arguments: lengths)
    func sums(count: Int) {
        let x: Matrix<Float> = noise(count, 9, seed: 9)
        let b: Matrix<Float> = noise(count, 9, seed: 10)
        let fastSums = columnSums(x, using: fast)
        #expect(relativeError(fastSums, columnSums(x, using: plain), floor: 1) < 1e-6)
        var (actual, expected) = (x, x)
        addScaled(b, by: 0.3, to: &actual, using: fast)
        addScaled(b, by: 0.3, to: &expected, using: plain)
        scale(&actual, by: -2, using: fast)
        scale(&expected, by: -2, using: plain)
        #expect(relativeError(actual.values, expected.values) < 1e-6)
        let indices = (0..<count).map { $0 * 7 % max(count / 2, 1) }
        #expect(
            relativeError(
                scatterAddRows(x, indices, rowCount: count, using: fast).values,
                scatterAddRows(x, indices, rowCount: count, using: plain).values) < 1e-6)
    }

    @Test("dropout, bit for bit", arguments: lengths)
    func dropoutMasks(count: Int) {
        let x: Matrix<Float> = noise(count, 5, seed: 11)
        for seed in [0, 1, UInt64.max] {
            let actual = dropout(x, rate: 0.3, seed: seed, using: fast)
            #expect(actual == dropout(x, rate: 0.3, seed: seed, using: plain))
        }
    }

    @Test("layer normalisation and its gradients", arguments: lengths)
    func layerNormalisation(columns: Int) {
        let x: Matrix<Float> = noise(9, columns, seed: 12)
        let gradient: Matrix<Float> = noise(9, columns, seed: 13)
        let gain: [Float] = noise(columns, seed: 14)
        let bias: [Float] = noise(columns, seed: 15)
        let actual = layerNorm(x, gain: gain, bias: bias, epsilon: 1e-5, using: fast)
        let expected = layerNorm(x, gain: gain, bias: bias, epsilon: 1e-5, using: plain)
        #expect(relativeError(actual.output.values, expected.output.values) < 1e-5)
        #expect(relativeError(actual.mean, expected.mean) < 1e-5)
        #expect(relativeError(actual.inverseDeviation, expected.inverseDeviation) < 1e-5)
        let actualGradients = layerNormBackward(
            gradient: gradient, x: x, gain: gain, mean: expected.mean,
            inverseDeviation: expected.inverseDeviation, using: fast)
        let expectedGradients = layerNormBackward(
            gradient: gradient, x: x, gain: gain, mean: expected.mean,
            inverseDeviation: expected.inverseDeviation, using: plain)
        let magnitude = expected.inverseDeviation.reduce(0) { max($0, Double($1)) }
        #expect(
            relativeError(
                actualGradients.x.values, expectedGradients.x.values, floor: magnitude) < 1e-5)
        #expect(relativeError(actualGradients.gain, expectedGradients.gain, floor: 1) < 1e-5)
        #expect(relativeError(actualGradients.bias, expectedGradients.bias, floor: 1) < 1e-5)
    }

    @Test("attention and its gradient, and the form without weights", arguments: lengths)
    func attentionLayers(rows: Int) {
        let (width, headCount) = (64, 2)
        let segments = threeSegments(rows)
        let input: Matrix<Float> = noise(rows, 3 * width, seed: 16)
        let gradient: Matrix<Float> = noise(rows, width, seed: 17)
        func run(_ kernels: KernelSet<Float>) -> [[Float]] {
            let forward = attention(
                queriesKeysValues: input, segments: segments, headCount: headCount, using: kernels)
            let backward = attentionBackward(
                gradient: gradient, queriesKeysValues: input, weights: forward.weights,
                segments: segments, headCount: headCount, using: kernels)
            let output = attentionOutput(
                queriesKeysValues: input, segments: segments, headCount: headCount, using: kernels)
            #expect(output == forward.output)
            return [forward.output.values, forward.weights, backward.values]
        }
        for (actual, expected) in zip(run(fast), run(plain)) {
            #expect(relativeError(actual, expected, floor: 1) < 1e-5)
        }
    }

    @Test("depthwise convolution and its gradients", arguments: lengths, [1, 5, 9])
    func depthwise(channels: Int, width: Int) {
        for rows in [1, 2, 9, 20] {
            let segments = threeSegments(rows)
            let x: Matrix<Float> = noise(rows, channels, seed: 18)
            let weight: Matrix<Float> = noise(width, channels, seed: 19)
            let bias: [Float] = noise(channels, seed: 20)
            let gradient: Matrix<Float> = noise(rows, channels, seed: 21)
            func run(_ kernels: KernelSet<Float>) -> [[Float]] {
                let output = depthwiseConvolution(
                    x, weight: weight, bias: bias, segments: segments, using: kernels)
                let backward = depthwiseConvolutionBackward(
                    gradient: gradient, x: x, weight: weight, segments: segments, using: kernels)
                return [
                    output.values, backward.x.values, backward.weight.values, backward.bias,
                ]
            }
            for (actual, expected) in zip(run(fast), run(plain)) {
                #expect(relativeError(actual, expected, floor: 1) < 1e-6)
            }
        }
    }

    @Test("AdamW, moving average and sum of squares", arguments: lengths)
    func optimizer(count: Int) {
        func run(fast: Bool) -> [[Float]] {
            var parameters: [Float] = noise(count, seed: 22)
            var (first, second) = ([Float](repeating: 0, count: count), parameters.map { $0 * $0 })
            var average = first
            for step in 1...3 {
                adamWStep(
                    parameters: &parameters, gradients: noise(count, seed: UInt64(22 + step)),
                    firstMoment: &first, secondMoment: &second, gradientScale: 0.5,
                    learningRate: 0.01, epsilon: 1e-6, weightDecay: 0.1, step: step,
                    usingFastKernels: fast)
                exponentialMovingAverage(
                    &average, towards: parameters, decay: 0.9, usingFastKernels: fast)
            }
            let squares = Float(sumOfSquares(parameters, usingFastKernels: fast))
            return [parameters, first, second, average, [squares]]
        }
        for (actual, expected) in zip(run(fast: true), run(fast: false)) {
            #expect(relativeError(actual, expected) < 1e-5)
        }
    }
}
