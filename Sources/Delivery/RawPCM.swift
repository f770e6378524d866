import Signal

/// Samples (−1…1) as signed 16-bit little-endian PCM, what `aplay -f S16_LE` plays.
public func pcm16Bytes(of samples: [Float]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(2 * samples.count)
    for value in pcm16(of: samples) {
        bytes.append(UInt8(truncatingIfNeeded: value))
        bytes.append(UInt8(truncatingIfNeeded: value >> 8))
    }
    return bytes
}
