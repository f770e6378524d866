import Foundation
import Kernels

/// Reads a file of little-endian float32 values from the Goldens folder.
func golden(_ name: String) throws -> [Float] {
    let folder = Bundle.module.bundleURL.appendingPathComponent("Goldens")
    let data = try Data(contentsOf: folder.appendingPathComponent(name + ".f32"))
    return stride(from: 0, to: data.count, by: 4).map { offset in
        Float(
            bitPattern: data[offset..<offset + 4].reversed().reduce(0 as UInt32) {
                $0 << 8 | UInt32($1)
            })
    }
}

/// The same as a matrix.
func goldenMatrix(_ name: String, columns: Int) throws -> Matrix<Float> {
    let values = try golden(name)
    return Matrix(rows: values.count / columns, columns: columns, values: values)
}

/// Values between −1 and 1 that look random and are the same on every run.
func noise(_ count: Int, seed: UInt64 = 1) -> [Float] {
    var state = seed
    return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(Int32(truncatingIfNeeded: state >> 32)) / Float(Int32.max)
    }
}

/// A sine of amplitude 0.5.
func sine(_ hz: Double, count: Int, sampleRate: Double = 24_000) -> [Float] {
    (0..<count).map { Float(0.5 * sin(2 * Double.pi * hz * Double($0) / sampleRate)) }
}

/// The mean absolute difference of two equally long lists.
func meanDifference(_ a: [Float], _ b: [Float]) -> Float {
    zip(a, b).reduce(0) { $0 + abs($1.0 - $1.1) } / Float(max(1, min(a.count, b.count)))
}

func largestDifference(_ a: [Float], _ b: [Float]) -> Float {
    zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
}

func rootMeanSquare(_ samples: some Collection<Float>) -> Float {
    (samples.reduce(0) { $0 + $1 * $1 } / Float(max(1, samples.count))).squareRoot()
}
