import StudentModel

extension SplitMix64 {
    /// 0 ≤ x < 1.
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}

/// A hash of a text that stays the same between runs and machines: FNV-1a.
enum StableHash {
    static func of(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}
