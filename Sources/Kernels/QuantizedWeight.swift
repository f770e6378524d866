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
    /// The sum of each row's bytes, [outer].
    let sums: [Float]
    private let storage: WeightStorage<Int8>

    /// Rounds `weight`, shape [outer, inner], to the nearest of 255 values a row.
    public init(quantizing weight: Matrix<Float>) {
        self.init(quantizing: weight, usingFastKernels: hasFastKernels)
    }

    /// The same by the fast or by the plain kernel, which agree to the last bit.
    init(quantizing weight: Matrix<Float>, usingFastKernels: Bool) {
        let (scales, bytes) =
            usingFastKernels ? fastBytes(of: weight) : plainBytes(of: weight)
        self.init(
            outer: weight.rows, inner: weight.columns, scales: scales, storage: .memory(bytes))
    }

    /// The weight of shape [outer, inner] whose bytes lie from byte `offset` of `file`, row after
    /// row; they stay there.
    public init(outer: Int, inner: Int, scales: [Float], bytesIn file: MappedFile, at offset: Int) {
        self.init(
            outer: outer, inner: inner, scales: scales,
            storage: WeightStorage(file, at: offset, count: outer * inner))
    }

    private init(outer: Int, inner: Int, scales: [Float], storage: WeightStorage<Int8>) {
        precondition(scales.count == outer, "QuantizedWeight: one scale per row")
        self.outer = outer
        self.inner = inner
        self.scales = scales
        self.storage = storage
        sums = storage.withBase { rowSums($0, outer: outer, inner: inner) }
    }

    /// The bytes, row after row.
    public var bytes: [Int8] {
        withBytes { Array(UnsafeBufferPointer(start: $0, count: outer * inner)) }
    }

    /// What the bytes stand for, shape [outer, inner].
    public var dequantized: Matrix<Float> {
        var values: [Float] = []
        values.reserveCapacity(outer * inner)
        withBytes { bytes in
            let bytes = UnsafeBufferPointer(start: bytes, count: outer * inner)
            for row in 0..<outer {
                for byte in bytes[row * inner..<(row + 1) * inner] {
                    values.append(Float(byte) * scales[row])
                }
            }
        }
        return Matrix(rows: outer, columns: inner, values: values)
    }

    func withBytes<Result>(_ body: (UnsafePointer<Int8>?) -> Result) -> Result {
        storage.withBase { body($0?.assumingMemoryBound(to: Int8.self)) }
    }
}

private func rowSums(_ bytes: UnsafeRawPointer?, outer: Int, inner: Int) -> [Float] {
    guard let bytes = bytes?.assumingMemoryBound(to: Int8.self) else {
        return [Float](repeating: 0, count: outer)
    }
    #if arch(x86_64)
        if hasFastKernels {
            return [Float](unsafeUninitializedCapacity: outer) { sums, count in
                parley_byte_sums(outer, inner, bytes, sums.baseAddress)
                count = outer
            }
        }
    #endif
    return (0..<outer).map { row in
        Float((0..<inner).reduce(0) { $0 + Int(bytes[row * inner + $1]) })
    }
}

private func fastBytes(of weight: Matrix<Float>) -> (scales: [Float], bytes: [Int8]) {
    #if arch(x86_64)
        var scales = [Float](repeating: 0, count: weight.rows)
        let bytes = [Int8](unsafeUninitializedCapacity: weight.values.count) { bytes, count in
            parley_quantize_weight(
                weight.rows, weight.columns, weight.values, &scales, bytes.baseAddress)
            count = weight.values.count
        }
        return (scales, bytes)
    #else
        return plainBytes(of: weight)
    #endif
}

private func plainBytes(of weight: Matrix<Float>) -> (scales: [Float], bytes: [Int8]) {
    var scales: [Float] = []
    var bytes: [Int8] = []
    for row in 0..<weight.rows {
        let values = weight.row(row)
        let scale = byteScale(of: values)
        scales.append(scale)
        bytes += values.map { Int8(nearestByte($0, scale: scale)) }
    }
    return (scales, bytes)
}
