import KernelsC

/// A weight matrix in eight bits: every row by its own scale, symmetric around zero.
///
/// The input of a layer with such a weight is rounded to 0…127, row by row, so that a sum of two
/// products fits 16 bits; sums are exact, and therefore the same on every machine.
public struct QuantizedWeight: Sendable {
    /// Rows of the weight: the width of the output.
    public let outer: Int
    /// Columns of the weight: the width of the input.
    public let inner: Int
    /// What the bytes of each row are multiplied by, [outer].
    public let scales: [Float]
    private let storage: Storage

    private enum Storage: Sendable {
        case memory([Int8])
        case file(MappedFile, offset: Int)
    }

    /// Rounds `weight`, shape [outer, inner], to the nearest of 255 values a row.
    public init(quantizing weight: Matrix<Float>) {
        outer = weight.rows
        inner = weight.columns
        var scales: [Float] = []
        var bytes: [Int8] = []
        bytes.reserveCapacity(weight.values.count)
        for row in 0..<weight.rows {
            let values = weight.row(row)
            let scale = values.reduce(0) { max($0, abs($1)) } / 127
            scales.append(scale)
            bytes += values.map { scale > 0 ? Int8(($0 / scale).rounded(.toNearestOrEven)) : 0 }
        }
        self.scales = scales
        storage = .memory(bytes)
    }

    /// The weight of shape [outer, inner] whose bytes, −127…127, lie from byte `offset` of `file`,
    /// row after row; they stay there.
    public init(outer: Int, inner: Int, scales: [Float], bytesIn file: MappedFile, at offset: Int) {
        precondition(scales.count == outer, "QuantizedWeight: one scale per row")
        precondition(
            offset >= 0 && offset + outer * inner <= file.byteCount,
            "QuantizedWeight: the bytes lie outside the file")
        self.outer = outer
        self.inner = inner
        self.scales = scales
        storage = .file(file, offset: offset)
    }

    /// The bytes, row after row.
    public var bytes: [Int8] {
        withBytes { Array(UnsafeBufferPointer(start: $0, count: outer * inner)) }
    }

    /// What the bytes stand for, shape [outer, inner].
    public var dequantized: Matrix<Float> {
        let bytes = bytes
        return Matrix(
            rows: outer, columns: inner,
            values: bytes.indices.map { Float(bytes[$0]) * scales[$0 / inner] })
    }

    fileprivate func withBytes<Result>(_ body: (UnsafePointer<Int8>?) -> Result) -> Result {
        switch storage {
        case .memory(let bytes):
            bytes.withUnsafeBufferPointer { body($0.baseAddress) }
        case .file(let file, let offset):
            withExtendedLifetime(file) {
                body(
                    file.pointer(to: offset..<offset + outer * inner)?
                        .assumingMemoryBound(to: Int8.self))
            }
        }
    }
}

/// `y = x · weightᵀ + bias`, the rows of `x` rounded to bytes.
///
/// A row depends only on the same row of `x`, so a stream may be cut anywhere.
///
/// - Parameters:
///   - x: shape [rows, inner].
///   - bias: `outer` values.
/// - Returns: shape [rows, outer].
public func linear(
    _ x: Matrix<Float>, quantized weight: QuantizedWeight, bias: [Float]? = nil
) -> Matrix<Float> {
    linear(x, quantized: weight, bias: bias, usingFastKernels: hasFastKernels)
}

/// The same by the fast or by the plain kernel, which agree to the last bit.
func linear(
    _ x: Matrix<Float>, quantized weight: QuantizedWeight, bias: [Float]?, usingFastKernels: Bool
) -> Matrix<Float> {
    precondition(
        x.columns == weight.inner,
        "linear: x is \(x.shape), the quantized weight \(weight.outer) × \(weight.inner)")
    precondition(
        bias == nil || bias?.count == weight.outer,
        "linear: bias has \(bias?.count ?? 0) values, needs \(weight.outer)")
    #if arch(x86_64)
        if usingFastKernels { return fastLinear(x, weight, bias) }
    #endif
    return plainLinear(x, weight, bias)
}

#if arch(x86_64)
    private func fastLinear(
        _ x: Matrix<Float>, _ weight: QuantizedWeight, _ bias: [Float]?
    ) -> Matrix<Float> {
        let scratchLength = parley_int8_scratch(x.rows, x.columns)
        return withUnsafeTemporaryAllocation(
            byteCount: scratchLength + x.rows * MemoryLayout<parley_byte_range>.stride,
            alignment: 64
        ) { memory in
            let scratch = memory.baseAddress?.assumingMemoryBound(to: Int8.self)
            // The scratch is a multiple of 32 bytes, so the ranges after it are aligned.
            let ranges = memory.baseAddress.map {
                ($0 + scratchLength).assumingMemoryBound(to: parley_byte_range.self)
            }
            return Matrix(uninitializedRows: x.rows, columns: weight.outer) { y in
                withOptionalBase(x.values) { input in
                    withOptionalBase(bias) { bias in
                        withOptionalBase(weight.scales) { scales in
                            weight.withBytes { bytes in
                                var layer = parley_linear_int8(
                                    rows: x.rows, inner: x.columns, outer: weight.outer, x: input,
                                    weight: bytes, scales: scales, bias: bias, y: y)
                                parley_run_linear_int8(&layer, scratch, ranges)
                            }
                        }
                    }
                }
            }
        }
    }
#endif

private func plainLinear(
    _ x: Matrix<Float>, _ weight: QuantizedWeight, _ bias: [Float]?
) -> Matrix<Float> {
    let bytes = weight.bytes
    let inner = weight.inner
    var y = Matrix<Float>(rows: x.rows, columns: weight.outer)
    for row in 0..<x.rows {
        let input = QuantizedRow(x.row(row))
        for column in 0..<weight.outer {
            var product: Int32 = 0
            var sum: Int32 = 0
            for (place, byte) in input.bytes.enumerated() {
                let factor = Int32(bytes[column * inner + place])
                product += Int32(byte) * factor
                sum += factor
            }
            let whole = input.step * Float(product) + input.least * Float(sum)
            y[row, column] = weight.scales[column] * whole + (bias?[column] ?? 0)
        }
    }
    return y
}

/// A row of a layer's input in bytes of 0…127, each about (value − least) / step.
struct QuantizedRow {
    let least: Float
    let step: Float
    let bytes: [UInt8]

    init(_ values: ArraySlice<Float>) {
        let least = values.min() ?? 0
        let spread = (values.max() ?? 0) - least
        let inverse: Float = spread > 0 ? 127 / spread : 0
        self.least = least
        step = spread / 127
        bytes = values.map { UInt8((($0 - least) * inverse).rounded(.toNearestOrEven)) }
    }
}
