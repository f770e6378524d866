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

extension KernelSet<Float> {
    /// The C kernels, or nothing where this processor cannot run them or they are switched off.
    static var fast: KernelSet<Float>? {
        guard hasFastKernels else { return nil }
        #if arch(x86_64)
            var kernels = KernelSet<Float>.plain
            kernels.product = fastProduct
            return kernels
        #else
            return nil
        #endif
    }
}

/// Whether this processor has AVX2 and `PARLEY_KERNELS` does not say `plain`.
let hasFastKernels: Bool = {
    if let choice = getenv("PARLEY_KERNELS"), strcmp(choice, "plain") == 0 { return false }
    return parley_has_avx2()
}()

#if arch(x86_64)
    @Sendable
    private func fastProduct(_ task: ProductTask<Float>) {
        var product = parley_product(
            rows: task.rows, columns: task.columns, inner: task.inner,
            a: task.a.base, a_row_stride: task.a.rowStride, a_column_stride: task.a.columnStride,
            b: task.b.base, b_row_stride: task.b.rowStride, b_column_stride: task.b.columnStride,
            bias: task.bias, c: task.c, c_row_stride: task.cRowStride, accumulate: task.accumulate)
        let scratchCount = parley_multiply_scratch(task.rows, task.columns, task.inner)
        withScratch(of: Float.self, count: scratchCount + 1) { scratch in
            parley_multiply(&product, scratch)
        }
    }
#endif
