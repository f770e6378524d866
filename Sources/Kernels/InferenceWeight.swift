import KernelsC

/// A weight matrix ready for fast inference: in panels of 16 outer elements, each panel row after
/// row of the inner dimension; or as halves or bytes, which may lie in a mapped file and then cost
/// neither time nor memory to load.
///
/// Without fast kernels it holds floats as they are. Copies share their memory.
public struct InferenceWeight: Sendable {
    /// Rows of the weight: the width of the output.
    public let outer: Int
    /// Columns of the weight: the width of the input.
    public let inner: Int
    fileprivate let layout: Layout

    fileprivate enum Layout: Sendable {
        case panels(PanelStorage)
        case halves(WeightStorage<UInt16>)
        case bytes(QuantizedWeight)
        case plain(Matrix<Float>)
    }

    /// Packs `weight`, shape [outer, inner].
    public init(_ weight: Matrix<Float>) {
        self.init(weight, usingFastKernels: true)
    }

    /// A weight of eight bits, computed with as such.
    public init(_ weight: QuantizedWeight) {
        outer = weight.outer
        inner = weight.inner
        layout = .bytes(weight)
    }

    /// Rounds `weight`, shape [outer, inner], to halves.
    public init(halving weight: Matrix<Float>) {
        self.init(
            outer: weight.rows, inner: weight.columns,
            halves: .memory(halfPrecision(from: weight.values)),
            usingFastKernels: hasFastKernels)
    }

    /// The weight of shape [outer, inner] whose rows lie as halves from byte `offset` of `file`; they
    /// stay there.
    public init(outer: Int, inner: Int, halvesIn file: MappedFile, at offset: Int) {
        self.init(
            outer: outer, inner: inner,
            halves: WeightStorage(file, at: offset, count: outer * inner),
            usingFastKernels: hasFastKernels)
    }

    /// Uses the halves where they lie, or widens them where fast kernels are not wanted or not to
    /// be had.
    init(outer: Int, inner: Int, halves: WeightStorage<UInt16>, usingFastKernels: Bool) {
        self.outer = outer
        self.inner = inner
        layout =
            usingFastKernels
            ? .halves(halves)
            : .plain(Matrix(rows: outer, columns: inner, values: widened(halves)))
    }

    /// Packs `weight`, or only keeps it where fast kernels are not wanted or not to be had.
    init(_ weight: Matrix<Float>, usingFastKernels: Bool) {
        outer = weight.rows
        inner = weight.columns
        #if arch(x86_64)
            if usingFastKernels && hasFastKernels {
                let storage = PanelStorage(count: parley_packed_count(outer, inner))
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

/// Stops the program where the operands of an inference layer do not fit its weight,
/// [outer, inner].
func checkShapes(
    _ x: Matrix<Float>, outer: Int, inner: Int, _ bias: [Float]?, _ residual: Matrix<Float>?
) {
    precondition(
        x.columns == inner, "linear: x is \(x.shape), the weight \(outer) × \(inner)")
    precondition(
        bias == nil || bias?.count == outer,
        "linear: bias has \(bias?.count ?? 0) values, needs \(outer)")
    if let residual {
        precondition(
            residual.rows == x.rows && residual.columns == outer,
            "linear: the residual is \(residual.shape), needs \(x.rows) × \(outer)")
    }
}

/// `y = residual + activation(x · weightᵀ + bias)`, for inference.
///
/// The same, to the last bit, as `linear`, `gelu` and `add` one after another, where the weight is
/// of floats or halves; `linear(_:quantized:)` says what bytes give. A row depends only on the same
/// row of `x`, so a stream may be cut anywhere.
///
/// - Parameters:
///   - x: shape [rows, inner].
///   - bias: `outer` values.
///   - residual: shape [rows, outer].
/// - Returns: shape [rows, outer].
public func linear(
    _ x: Matrix<Float>, packed weight: InferenceWeight, bias: [Float]? = nil,
    activation: LinearActivation = .none, residual: Matrix<Float>? = nil
) -> Matrix<Float> {
    checkShapes(x, outer: weight.outer, inner: weight.inner, bias, residual)
    switch weight.layout {
    case .plain(let matrix):
        var y = linear(x, weight: matrix, bias: bias)
        if activation == .gelu { y = gelu(y) }
        if let residual { add(residual, to: &y) }
        return y
    case .panels(let storage):
        return linear(
            x, panels: storage.base, halves: nil, outer: weight.outer, bias, activation, residual)
    case .halves(let storage):
        return storage.withBase {
            linear(
                x, panels: nil, halves: $0, outer: weight.outer, bias, activation, residual)
        }
    case .bytes(let quantized):
        return linear(
            x, quantized: quantized, bias: bias, activation: activation, residual: residual)
    }
}

private func widened(_ halves: WeightStorage<UInt16>) -> [Float] {
    switch halves {
    case .memory(let halves): singlePrecision(from: halves)
    case .file(let file, let offset, let count):
        file.floatsFromHalves(at: offset, count: count)
    }
}

private func linear(
    _ x: Matrix<Float>, panels: UnsafePointer<Float>?, halves: UnsafeRawPointer?, outer: Int,
    _ bias: [Float]?, _ activation: LinearActivation, _ residual: Matrix<Float>?
) -> Matrix<Float> {
    Matrix(uninitializedRows: x.rows, columns: outer) { y in
        #if arch(x86_64)
            withOptionalBase(x.values) { input in
                withOptionalBase(bias) { bias in
                    withOptionalBase(residual?.values) { residual in
                        var layer = parley_linear(
                            rows: x.rows, inner: x.columns, outer: outer, x: input,
                            packed: panels, halves: halves, bias: bias, residual: residual,
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

    init(count: Int) {
        base = UnsafeMutableRawPointer.allocate(
            byteCount: max(count, 16) * MemoryLayout<Float>.stride, alignment: 64
        ).bindMemory(to: Float.self, capacity: count)
    }

    deinit { UnsafeMutableRawPointer(base).deallocate() }
}
