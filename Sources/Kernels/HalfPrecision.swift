/// The nearest IEEE half-precision bit patterns of `values`; beyond ±65 504 they become infinite.
public func halfPrecision(from values: [Float]) -> [UInt16] {
    [UInt16](unsafeUninitializedCapacity: values.count) { buffer, count in
        count = values.count
        for (index, value) in values.enumerated() { buffer[index] = halfBits(of: value) }
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
    let length = bytes.count / 2
    return [Float](unsafeUninitializedCapacity: length) { buffer, count in
        count = length
        for index in 0..<length {
            let bits = bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)
            buffer[index] = float(ofHalfBits: UInt16(littleEndian: bits))
        }
    }
}

/// Rounds to nearest, ties to even.
func halfBits(of value: Float) -> UInt16 {
    let bits = value.bitPattern
    let sign = UInt16(truncatingIfNeeded: (bits >> 16) & 0x8000)
    let magnitude = bits & 0x7fff_ffff
    if magnitude > 0x7f80_0000 {
        // A quiet NaN that keeps its upper bits, as the processor's own conversion does.
        return sign | 0x7e00 | UInt16(truncatingIfNeeded: (magnitude >> 13) & 0x1ff)
    }
    if magnitude >= 0x477f_f000 { return sign | 0x7c00 }
    if magnitude < 0x3880_0000 {
        // Below 2⁻¹⁴ the half is a multiple of 2⁻²⁴; adding 0.5 makes the float unit round to it.
        let rounded = Float(bitPattern: magnitude) + 0.5
        return sign | UInt16(truncatingIfNeeded: rounded.bitPattern &- 0x3f00_0000)
    }
    let odd = (magnitude >> 13) & 1
    let rounded = magnitude &- 0x3800_0000 &+ 0xfff &+ odd
    return sign | UInt16(truncatingIfNeeded: rounded >> 13)
}

func float(ofHalfBits half: UInt16) -> Float {
    let sign = UInt32(half & 0x8000) << 16
    let exponent = UInt32(half >> 10) & 0x1f
    let mantissa = UInt32(half & 0x3ff)
    switch exponent {
    case 0:
        let value = Float(mantissa) * 0x1p-24
        return Float(bitPattern: value.bitPattern | sign)
    case 31:
        let quiet: UInt32 = mantissa == 0 ? 0 : 0x40_0000
        return Float(bitPattern: sign | 0x7f80_0000 | quiet | mantissa << 13)
    default:
        return Float(bitPattern: sign | (exponent + 112) << 23 | mantissa << 13)
    }
}
