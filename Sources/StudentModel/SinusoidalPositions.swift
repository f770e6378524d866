import Foundation
import Kernels

/// Sinusoidal position vectors (Vaswani et al. 2017), counted from 0 in each segment.
///
/// - Returns: [rows of all segments, width]: sines in the first half of the columns, cosines in
///   the second; wavelengths from 2π to 10,000 · 2π rows.
func sinusoidalPositions(_ segments: [Range<Int>], width: Int) -> Matrix<Float> {
    let half = width / 2
    let longest = segments.map(\.count).max() ?? 0
    var table: [Float] = []
    table.reserveCapacity(longest * width)
    let rates = (0..<half).map { pow(10_000, -Float($0) / Float(half)) }
    for position in 0..<longest {
        for rate in rates { table.append(sin(Float(position) * rate)) }
        for rate in rates { table.append(cos(Float(position) * rate)) }
    }
    var values: [Float] = []
    values.reserveCapacity((segments.last?.upperBound ?? 0) * width)
    for segment in segments { values += table[..<(segment.count * width)] }
    return Matrix(rows: values.count / width, columns: width, values: values)
}

/// Natural logarithm, here so that callers need not import Foundation.
func logarithm(_ x: Float) -> Float { log(x) }
