import KernelsC

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension Float: KernelScalar {
    /// The fast kernels where the processor has AVX2, otherwise the plain ones; the plain ones
    /// everywhere if the environment variable `PARLEY_KERNELS` is `plain`.
    public static let kernels = KernelSet<Float>.fast ?? .plain

    public static func exponential(_ x: Float) -> Float { expf(x) }

    public static func logarithm(_ x: Float) -> Float { logf(x) }
}

/// Whether this processor has AVX2, FMA and F16C, and `PARLEY_KERNELS` does not say `plain`.
let hasFastKernels: Bool = {
    if let choice = getenv("PARLEY_KERNELS"), strcmp(choice, "plain") == 0 { return false }
    return parley_has_avx2()
}()

#if arch(x86_64)
    extension KernelSet<Float> {
        /// The C kernels, or nothing where this processor cannot run them or they are switched off.
        public static var fast: KernelSet<Float>? {
            guard hasFastKernels else { return nil }
            return KernelSet(
                product: fastProduct,
                addScaled: { parley_add_scaled($0, $1, $2, $3) },
                scale: { parley_scale($0, $1, $2) },
                columnSums: { parley_column_sums($0, $1, $2, $3) },
                gelu: { parley_gelu($0, $1, $2) },
                geluBackward: { parley_gelu_backward($0, $1, $2, $3) },
                relu: { parley_relu($0, $1, $2) },
                reluBackward: { parley_relu_backward($0, $1, $2, $3) },
                softmaxRows: { parley_softmax_rows($0, $1, $2, $3) },
                softmaxRowsBackward: { parley_softmax_rows_backward($0, $1, $2, $3, $4) },
                layerNorm: { task in
                    parley_layer_norm(
                        task.rows, task.columns, task.x, task.gain, task.bias, task.epsilon,
                        task.output, task.mean, task.inverseDeviation)
                },
                layerNormBackward: { task in
                    parley_layer_norm_backward(
                        task.rows, task.columns, task.gradient, task.x, task.gain, task.mean,
                        task.inverseDeviation, task.output, task.gainGradient, task.biasGradient)
                },
                depthwise: { task in
                    parley_depthwise(
                        task.rows, task.channels, task.width, task.x, task.weight, task.bias,
                        task.output)
                },
                depthwiseBackward: { task in
                    parley_depthwise_backward(
                        task.rows, task.channels, task.width, task.gradient, task.x, task.weight,
                        task.output, task.weightGradient, task.biasGradient)
                },
                dropout: { count, x, mask, y in
                    var mask = parley_dropout_mask(
                        threshold: mask.threshold, low_key: mask.lowKey, high_key: mask.highKey,
                        factor: Float(mask.factor))
                    parley_dropout(count, x, &mask, y)
                },
                roundRows: { parley_round_rows($0, $1, $2, $3) },
                roundWeight: { parley_round_weight($0, $1, $2, $3) })
        }
    }

    @Sendable
    private func fastProduct(_ task: ProductTask<Float>) {
        var product = parley_product(task)
        let scratchCount = parley_multiply_scratch(task.rows, task.columns, task.inner)
        withScratch(of: Float.self, count: scratchCount + 1) { scratch in
            parley_multiply(&product, scratch)
        }
    }

    extension parley_product {
        init(_ task: ProductTask<Float>) {
            self.init(
                rows: task.rows, columns: task.columns, inner: task.inner,
                a: task.a.base, a_row_stride: task.a.rowStride,
                a_column_stride: task.a.columnStride,
                b: task.b.base, b_row_stride: task.b.rowStride,
                b_column_stride: task.b.columnStride,
                bias: task.bias, c: task.c, c_row_stride: task.cRowStride,
                accumulate: task.accumulate)
        }
    }
#else
    extension KernelSet<Float> {
        /// Nothing: there are no fast kernels for this kind of processor yet.
        public static var fast: KernelSet<Float>? { nil }
    }
#endif
