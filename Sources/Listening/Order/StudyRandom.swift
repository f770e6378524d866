import Foundation

/// Blackman & Vigna's xoshiro256**: the seeded random source of orders, bootstraps and simulations.
/// Shuffles are written out here, so that a study's orders outlive changes in any library.
public struct StudyRandom: RandomNumberGenerator, Sendable {
    private var s: (UInt64, UInt64, UInt64, UInt64)

    /// - Parameter stream: separates sequences of the same seed, one for each use.
    public init(seed: UInt64, stream: UInt64 = 0) {
        // The finaliser of SplitMix64 spreads small consecutive seeds over all bits.
        var state = seed &+ stream &* 0xD1B5_4A32_D192_ED03
        func spread() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
        s = (spread(), spread(), spread(), spread())
    }

    public mutating func next() -> UInt64 {
        let product = s.1 &* 5
        let result = (product << 7 | product >> 57) &* 9
        let t = s.1 << 17
        s.2 ^= s.0
        s.3 ^= s.1
        s.1 ^= s.2
        s.0 ^= s.3
        s.2 ^= t
        s.3 = s.3 << 45 | s.3 >> 19
        return result
    }

    /// A whole number from 0 to `bound` − 1, all equally likely (Lemire 2019).
    public mutating func index(below bound: Int) -> Int {
        precondition(bound > 0, "index: no number is below \(bound)")
        let range = UInt64(bound)
        var product = next().multipliedFullWidth(by: range)
        if product.low < range {
            let threshold = (0 &- range) % range
            while product.low < threshold { product = next().multipliedFullWidth(by: range) }
        }
        return Int(product.high)
    }

    /// Uniform in 0 ..< 1.
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Standard normal (Box & Muller 1958).
    public mutating func normal() -> Double {
        let u = (Double(next() >> 11) + 0.5) * 0x1p-53
        return (-2 * log(u)).squareRoot() * cos(2 * .pi * uniform())
    }

    /// The elements in random order (Fisher & Yates).
    public mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var result = elements
        for last in stride(from: result.count - 1, to: 0, by: -1) {
            result.swapAt(last, index(below: last + 1))
        }
        return result
    }

    /// 0 ..< `count` in random order.
    public mutating func permutation(_ count: Int) -> [Int] { shuffled(Array(0..<count)) }
}
