/// `samples` (−1…1) as signed 16-bit PCM: × 32767, rounded, clipped at ±1.
///
/// The one rule for files, sound cards and streams, so that all of them carry the same numbers.
public func pcm16(of samples: [Float]) -> [Int16] {
    samples.map { Int16((min(max($0, -1), 1) * 32_767).rounded()) }
}

/// The samples (−1…1) that `pcm16(of:)` turns back into exactly these values.
public func samples(ofPCM16 values: some Sequence<Int16>) -> [Float] {
    values.map { Float($0) / 32_767 }
}
