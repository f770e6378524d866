/// Sets a `rate` of all elements to 0 and scales the others by 1 / (1 − rate).
///
/// Which ones depends only on `seed` and the element's index, not on the values or the scalar type:
/// the same call applied to the gradient is the backward pass.
///
/// - Parameter rate: 0 (returns `x`) up to, but not including, 1.
public func dropout<S>(
    _ x: Matrix<S>, rate: S, seed: UInt64, using kernels: KernelSet<S> = S.kernels
) -> Matrix<S> {
    precondition(rate >= 0 && rate < 1, "dropout: rate \(rate) is not in 0..<1")
    guard rate > 0 else { return x }
    let mask = DropoutMask(rate: Double(rate), seed: seed)
    return Matrix(uninitializedRows: x.rows, columns: x.columns) { output in
        withBases(x.values) { kernels.dropout(x.values.count, $0, mask, output) }
    }
}

/// Decides by a counter-based hash which elements survive.
struct DropoutMask {
    /// Elements whose hash lies below this are dropped.
    var threshold: UInt32
    /// What the survivors are multiplied by.
    var factor: Double
    var lowKey: UInt32
    var highKey: UInt32

    init(rate: Double, seed: UInt64) {
        threshold = UInt32(rate * 4_294_967_296)
        factor = 1 / (1 - rate)
        // Seeds are often small consecutive numbers: spread them first (the splitmix64 finaliser).
        var z = seed &+ 0x9e37_79b9_7f4a_7c15
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        z ^= z >> 31
        lowKey = UInt32(truncatingIfNeeded: z)
        highKey = UInt32(truncatingIfNeeded: z >> 32)
    }

    /// Whether the element at `index` (modulo 2³²) survives.
    ///
    /// Two rounds of the 32-bit integer finaliser of MurmurHash3 (Appleby), one key before each.
    func keeps(_ index: Int) -> Bool {
        var h = UInt32(truncatingIfNeeded: index) ^ lowKey
        h = DropoutMask.mix(h)
        h = DropoutMask.mix(h ^ highKey)
        return h >= threshold
    }

    private static func mix(_ value: UInt32) -> UInt32 {
        var h = value
        h ^= h >> 16
        h = h &* 0x85eb_ca6b
        h ^= h >> 13
        h = h &* 0xc2b2_ae35
        h ^= h >> 16
        return h
    }
}

@Sendable
func plainDropout<S: KernelScalar>(
    _ count: Int, _ x: UnsafePointer<S>, _ mask: DropoutMask, _ y: UnsafeMutablePointer<S>
) {
    let factor = S(mask.factor)
    for i in 0..<count { y[i] = mask.keeps(i) ? x[i] * factor : 0 }
}
