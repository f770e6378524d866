import KernelsC

/// The nearest IEEE half-precision bit patterns of `values`, ties to even; what is too large for one
/// (beyond ±65 504) becomes infinite.
public func halfPrecision(from values: [Float]) -> [UInt16] {
    [UInt16](unsafeUninitializedCapacity: values.count) { buffer, count in
        count = values.count
        guard count > 0, let base = buffer.baseAddress else { return }
        parley_halves_from_floats(values, base, count)
    }
}

/// The values of IEEE half-precision bit patterns, exactly.
public func singlePrecision(from halves: [UInt16]) -> [Float] {
    halves.withUnsafeBytes { singlePrecision(fromRawHalves: $0) }
}

/// The values of little-endian IEEE half-precision numbers in raw memory, aligned or not: weights
/// and features in mapped files.
public func singlePrecision(fromRawHalves bytes: UnsafeRawBufferPointer) -> [Float] {
    precondition(
        bytes.count % 2 == 0, "singlePrecision: \(bytes.count) bytes are no whole number of halves")
    return [Float](unsafeUninitializedCapacity: bytes.count / 2) { buffer, count in
        count = bytes.count / 2
        guard count > 0, let source = bytes.baseAddress, let base = buffer.baseAddress else {
            return
        }
        parley_floats_from_halves(source, base, count)
    }
}
