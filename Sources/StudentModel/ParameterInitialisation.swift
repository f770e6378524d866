import Foundation
import Kernels

extension StudentLayout {
    /// First values of all parameters, in file order, the same for the same seed on any machine.
    public func initialParameters(seed: UInt64) -> [Matrix<Float>] {
        var random = SplitMix64(seed: seed)
        return parameters.map { specification in
            let count = specification.rows * specification.columns
            let values: [Float] =
                switch specification.initialisation {
                case .zeros: Array(repeating: 0, count: count)
                case .ones: Array(repeating: 1, count: count)
                case .normal(let deviation):
                    (0..<count).map { _ in deviation * random.nextNormal() }
                }
            return Matrix(
                rows: specification.rows, columns: specification.columns, values: values)
        }
    }
}

/// Steele, Lea & Flood's SplitMix64: a seeded random source whose sequence never changes.
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A standard normal value (Box & Muller 1958).
    public mutating func nextNormal() -> Float {
        let u = (Double(next() >> 11) + 0.5) * 0x1p-53
        let v = Double(next() >> 11) * 0x1p-53
        return Float((-2 * log(u)).squareRoot() * cos(2 * .pi * v))
    }
}
