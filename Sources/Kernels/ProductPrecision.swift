import KernelsC

/// What the factors of matrix products are rounded to before they are multiplied; sums are always
/// kept in full. For training: inference has its own precisions.
public enum ProductPrecision: String, Codable, Sendable {
    /// Not rounded.
    case float32
    /// 8 bits of mantissa, as fast as the processor's tile registers (Intel AMX) where it has them:
    /// about ten times a product of floats. Elsewhere the same rounding, slower than floats.
    case bfloat16
}

extension KernelSet {
    /// The fastest kernels whose products are computed like that.
    public static func withProducts(in precision: ProductPrecision) -> KernelSet {
        switch precision {
        case .float32: Scalar.kernels
        case .bfloat16: Scalar.bfloat16Kernels
        }
    }

    /// `Scalar.kernels`, the factors of whose products are rounded beforehand.
    public static var roundingProducts: KernelSet {
        var kernels = Scalar.kernels
        let product = kernels.product
        kernels.product = { task in
            withRounded(task.a, rows: task.rows, columns: task.inner) { a in
                withRounded(task.b, rows: task.inner, columns: task.columns) { b in
                    var rounded = task
                    rounded.a = a
                    rounded.b = b
                    product(rounded)
                }
            }
        }
        return kernels
    }
}

extension KernelScalar {
    /// `kernels` with products of factors rounded to bfloat16.
    public static var bfloat16Kernels: KernelSet<Self> { .roundingProducts }
}

extension Float {
    /// `kernels` with products of factors rounded to bfloat16: on tile registers where the processor
    /// has them and `PARLEY_KERNELS` does not say `plain`.
    public static let bfloat16Kernels = KernelSet<Float>.tiled ?? .roundingProducts
}

extension KernelSet<Float> {
    /// The fast kernels with products on the tile registers of Intel AMX, or nothing where this
    /// processor or the system has none.
    public static var tiled: KernelSet<Float>? {
        #if arch(x86_64)
            guard var kernels = fast, parley_has_amx() else { return nil }
            let product = kernels.product
            kernels.product = { $0.inner > 0 ? tiledProduct($0) : product($0) }
            return kernels
        #else
            return nil
        #endif
    }
}

#if arch(x86_64)
    @Sendable
    private func tiledProduct(_ task: ProductTask<Float>) {
        var product = parley_product(task)
        let scratchCount = parley_bfloat16_scratch(task.columns, task.inner)
        withScratch(of: UInt16.self, count: scratchCount) { scratch in
            parley_multiply_bfloat16(&product, scratch)
        }
    }
#endif

/// Calls `body` with a copy of an operand, its elements rounded to bfloat16, to nearest even.
private func withRounded<S: KernelScalar>(
    _ operand: StridedOperand<S>, rows: Int, columns: Int, _ body: (StridedOperand<S>) -> Void
) {
    withScratch(of: S.self, count: max(1, rows * columns)) { copy in
        for row in 0..<rows {
            for column in 0..<columns {
                let value = operand.base[row * operand.rowStride + column * operand.columnStride]
                copy[row * columns + column] = S(roundedToBfloat16(Float(value)))
            }
        }
        body(StridedOperand(UnsafePointer(copy), rowStride: columns))
    }
}

/// The nearest number of 8 bits of mantissa, even where two are equally near.
func roundedToBfloat16(_ value: Float) -> Float {
    guard value.isFinite else { return value }
    let bits = value.bitPattern
    return Float(bitPattern: (bits &+ 0x7fff &+ (bits >> 16 & 1)) & 0xffff_0000)
}
