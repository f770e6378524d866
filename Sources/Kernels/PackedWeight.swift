import KernelsC

/// A weight matrix laid out once for fast inference: panels of 16 outer elements, each panel row
/// after row of the inner dimension.
///
/// Without fast kernels it holds the matrix as it is. Copies share their memory.
public struct PackedWeight: Sendable {
    /// Rows of the weight: the width of the output.
    public let outer: Int
    /// Columns of the weight: the width of the input.
    public let inner: Int
    fileprivate let layout: Layout

    fileprivate enum Layout: Sendable {
        case panels(PanelStorage)
        case plain(Matrix<Float>)
    }

    /// Packs `weight`, shape [outer, inner], into memory of its own or of `arena`.
    public init(_ weight: Matrix<Float>, in arena: PackingArena? = nil) {
        self.init(weight, usingFastKernels: true, in: arena)
    }

    /// Packs `weight`, or only keeps it where fast kernels are not wanted or not to be had.
    init(_ weight: Matrix<Float>, usingFastKernels: Bool, in arena: PackingArena? = nil) {
        outer = weight.rows
        inner = weight.columns
        #if arch(x86_64)
            if usingFastKernels && hasFastKernels {
                let storage = PanelStorage(
                    count: parley_packed_count(outer, inner), in: arena)
                parley_pack_weight(outer, inner, weight.values, storage.base)
                layout = .panels(storage)
                return
            }
        #endif
        layout = .plain(weight)
    }
}

/// What follows the products of `linear(_:packed:)`.
public enum LinearActivation: Sendable {
    case none
    case gelu
}

/// `y = residual + activation(x · weightᵀ + bias)`, for inference.
///
/// The same, to the last bit, as `linear`, `gelu` and `add` one after another; and a row depends only
/// on the same row of `x`, so a stream may be cut anywhere.
///
/// - Parameters:
///   - x: shape [rows, inner].
///   - bias: `outer` values.
///   - residual: shape [rows, outer].
/// - Returns: shape [rows, outer].
public func linear(
    _ x: Matrix<Float>, packed weight: PackedWeight, bias: [Float]? = nil,
    activation: LinearActivation = .none, residual: Matrix<Float>? = nil
) -> Matrix<Float> {
    precondition(
        x.columns == weight.inner,
        "linear: x is \(x.shape), the packed weight \(weight.outer) × \(weight.inner)")
    precondition(
        bias == nil || bias?.count == weight.outer,
        "linear: bias has \(bias?.count ?? 0) values, needs \(weight.outer)")
    if let residual {
        precondition(
            residual.rows == x.rows && residual.columns == weight.outer,
            "linear: the residual is \(residual.shape), needs \(x.rows) × \(weight.outer)")
    }
    switch weight.layout {
    case .plain(let matrix):
        var y = linear(x, weight: matrix, bias: bias)
        if activation == .gelu { y = gelu(y) }
        if let residual { add(residual, to: &y) }
        return y
    case .panels(let storage):
        return linear(x, storage, outer: weight.outer, bias, activation, residual)
    }
}

private func linear(
    _ x: Matrix<Float>, _ storage: PanelStorage, outer: Int, _ bias: [Float]?,
    _ activation: LinearActivation, _ residual: Matrix<Float>?
) -> Matrix<Float> {
    Matrix(uninitializedRows: x.rows, columns: outer) { y in
        #if arch(x86_64)
            withOptionalBase(x.values) { input in
                withOptionalBase(bias) { bias in
                    withOptionalBase(residual?.values) { residual in
                        var layer = parley_linear(
                            rows: x.rows, inner: x.columns, outer: outer, x: input,
                            packed: storage.base, bias: bias, residual: residual,
                            gelu: activation == .gelu, y: y)
                        parley_run_linear(&layer)
                    }
                }
            }
        #endif
    }
}

/// Memory for panels, aligned so that no vector straddles a cache line; written only while it is
/// being packed.
private final class PanelStorage: Sendable {
    nonisolated(unsafe) let base: UnsafeMutablePointer<Float>

    /// The block of the arena that holds the memory; nil if it is this object's own.
    private let owner: PanelBlock?

    init(count: Int, in arena: PackingArena?) {
        if let arena {
            let part = arena.take(count)
            (base, owner) = (part.base, part.owner)
        } else {
            base = UnsafeMutableRawPointer.allocate(
                byteCount: max(count, 16) * MemoryLayout<Float>.stride, alignment: 64
            ).bindMemory(to: Float.self, capacity: count)
            owner = nil
        }
    }

    deinit {
        if owner == nil { UnsafeMutableRawPointer(base).deallocate() }
    }
}
