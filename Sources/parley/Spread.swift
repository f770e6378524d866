import Foundation

/// Many measurements of one thing.
struct Spread: Encodable {
    var median: Double
    var p95: Double
    var worst: Double
    var count: Int

    /// - Parameter values: in any order; `nan` everywhere where there are none.
    init(_ values: [Double]) {
        let sorted = values.sorted()
        func at(_ share: Double) -> Double {
            sorted.isEmpty ? .nan : sorted[min(Int(share * Double(sorted.count)), sorted.count - 1)]
        }
        (median, p95, worst, count) = (at(0.5), at(0.95), sorted.last ?? .nan, sorted.count)
    }

    func row(_ unit: String) -> String {
        String(format: "%9.1f %9.1f %9.1f %@ (%d)", median, p95, worst, unit, count)
    }
}
