import Kernels

/// The differentiable layers; each backward pass is checked against central differences.
extension Tape {
    public func sum(_ a: Variable, _ b: Variable) -> Variable {
        var total = value(of: a)
        add(value(of: b), to: &total)
        return record(total, inputs: [a, b]) { gradient, tape in
            tape.accumulate(gradient, into: a)
            tape.accumulate(gradient, into: b)
        }
    }

    /// `x · weightᵀ + bias`; x [rows, inputs], weight [outputs, inputs], bias [1, outputs].
    public func linear(_ x: Variable, weight: Variable, bias: Variable) -> Variable {
        linear(x, seenAs: value(of: x), weight, seenAs: value(of: weight), bias)
    }

    /// `linear` as a layer with weights of eight bits computes it: every row of `weight` and of `x`
    /// rounded to its own bytes.
    ///
    /// Gradients pass the rounding as if it were not there, and are taken at the rounded values.
    ///
    /// - Source: the straight-through estimator (Bengio, Léonard & Courville 2013), in layers as
    ///   Jacob et al. 2018 train them. Differs: ranges are those of the rows at hand, so nothing is
    ///   clipped and nothing is learnt about them.
    public func quantizedLinear(_ x: Variable, weight: Variable, bias: Variable) -> Variable {
        linear(
            x, seenAs: roundedRows(value(of: x)), weight,
            seenAs: roundedWeight(value(of: weight)), bias)
    }

    private func linear(
        _ x: Variable, seenAs input: Matrix<Scalar>, _ weight: Variable,
        seenAs matrix: Matrix<Scalar>, _ bias: Variable
    ) -> Variable {
        let output = Kernels.linear(
            input, weight: matrix, bias: value(of: bias).values, using: kernels)
        return record(output, inputs: [x, weight, bias]) { gradient, tape in
            let kernels = tape.kernels
            tape.accumulate(matrixProduct(gradient, matrix, using: kernels), into: x)
            tape.accumulate(
                matrixProduct(gradient, input, transposeA: true, using: kernels), into: weight)
            tape.accumulate(rowVector(columnSums(gradient)), into: bias)
        }
    }

    /// Normalises each row to mean 0 and deviation 1, then scales by `gain` and shifts by `bias`.
    public func layerNorm(_ x: Variable, gain: Variable, bias: Variable) -> Variable {
        let input = value(of: x)
        let scale = value(of: gain).values
        let result = Kernels.layerNorm(
            input, gain: scale, bias: value(of: bias).values, epsilon: 1e-5)
        return record(result.output, inputs: [x, gain, bias]) { gradient, tape in
            let back = layerNormBackward(
                gradient: gradient, x: input, gain: scale, mean: result.mean,
                inverseDeviation: result.inverseDeviation)
            tape.accumulate(back.x, into: x)
            tape.accumulate(rowVector(back.gain), into: gain)
            tape.accumulate(rowVector(back.bias), into: bias)
        }
    }

    public func gelu(_ x: Variable) -> Variable {
        let input = value(of: x)
        return record(Kernels.gelu(input), inputs: [x]) { gradient, tape in
            tape.accumulate(geluBackward(gradient: gradient, x: input), into: x)
        }
    }

    /// Full self-attention inside each segment; `x` is [rows, 3 × width]: queries, keys, values.
    public func attention(_ x: Variable, segments: [Range<Int>], headCount: Int) -> Variable {
        let input = value(of: x)
        let result = Kernels.attention(
            queriesKeysValues: input, segments: segments, headCount: headCount, using: kernels)
        return record(result.output, inputs: [x]) { gradient, tape in
            tape.accumulate(
                attentionBackward(
                    gradient: gradient, queriesKeysValues: input, weights: result.weights,
                    segments: segments, headCount: headCount, using: tape.kernels),
                into: x)
        }
    }

    /// Convolves each column with its own `weight` column over the rows of each segment.
    public func depthwiseConvolution(
        _ x: Variable, weight: Variable, bias: Variable, segments: [Range<Int>]
    ) -> Variable {
        let input = value(of: x)
        let kernel = value(of: weight)
        let output = Kernels.depthwiseConvolution(
            input, weight: kernel, bias: value(of: bias).values, segments: segments)
        return record(output, inputs: [x, weight, bias]) { gradient, tape in
            let back = depthwiseConvolutionBackward(
                gradient: gradient, x: input, weight: kernel, segments: segments)
            tape.accumulate(back.x, into: x)
            tape.accumulate(back.weight, into: weight)
            tape.accumulate(rowVector(back.bias), into: bias)
        }
    }

    /// The rows of `x` at `indices`: embeddings, and the length regulator.
    public func gather(_ x: Variable, _ indices: [Int]) -> Variable {
        let input = value(of: x)
        return record(gatherRows(input, indices), inputs: [x]) { gradient, tape in
            tape.accumulate(scatterAddRows(gradient, indices, rowCount: input.rows), into: x)
        }
    }

    /// Sets a share `rate` of the values to 0 and scales the rest; `seed` makes the mask repeat.
    public func dropout(_ x: Variable, rate: Scalar, seed: UInt64) -> Variable {
        guard rate > 0 else { return x }
        let output = Kernels.dropout(value(of: x), rate: rate, seed: seed)
        return record(output, inputs: [x]) { gradient, tape in
            tape.accumulate(Kernels.dropout(gradient, rate: rate, seed: seed), into: x)
        }
    }
}

/// A 1 × n matrix.
@usableFromInline
func rowVector<Scalar: KernelScalar>(_ values: [Scalar]) -> Matrix<Scalar> {
    Matrix(rows: 1, columns: values.count, values: values)
}
