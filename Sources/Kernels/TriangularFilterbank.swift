import KernelsC

/// Overlapping triangular filters over the bins of a spectrum, kept as sparse matrices.
///
/// Every bin lies under two neighbouring filters at most, which both directions make use of.
public struct TriangularFilterbank: Sendable {
    public let binCount: Int
    public var filterCount: Int { length.count }
    private var first: [Int32] = []
    private var length: [Int32] = []
    private var start: [Int32] = []
    private var weights: [Float] = []
    private var owner: [Int32]
    private var pairs: [Float]

    /// - Parameter filters: for every filter its weight at every bin; filter m + 1 must not begin
    ///   before filter m, and filter m + 2 not before filter m ends.
    public init(filters: [[Float]]) {
        precondition(!filters.isEmpty, "TriangularFilterbank: no filters")
        binCount = filters[0].count
        owner = [Int32](repeating: -1, count: binCount)
        pairs = [Float](repeating: 0, count: 2 * binCount)
        for (index, filter) in filters.enumerated() {
            precondition(
                filter.count == binCount, "TriangularFilterbank: filter \(index) has other bins")
            append(filter, index: index)
        }
        for bin in owner.indices { owner[bin] = max(0, owner[bin]) }
    }

    private mutating func append(_ filter: [Float], index: Int) {
        let from = filter.firstIndex { $0 > 0 } ?? 0
        let upTo = (filter.lastIndex { $0 > 0 } ?? -1) + 1
        first.append(Int32(from))
        length.append(Int32(max(0, upTo - from)))
        start.append(Int32(weights.count))
        for bin in from..<max(from, upTo) {
            weights.append(filter[bin])
            if owner[bin] < 0 { owner[bin] = Int32(index) }
            let place = index - Int(owner[bin])
            precondition(
                place == 0 || place == 1,
                "TriangularFilterbank: bin \(bin) lies under more than two filters")
            pairs[2 * bin + place] = filter[bin]
        }
    }

    /// Calls `body` with what the C functions need.
    func withKernelView(_ body: (UnsafePointer<parley_filterbank>) -> Void) {
        withBases(first, length, weights) { first, length, weights in
            withBases(start, owner, pairs) { start, owner, pairs in
                var bank = parley_filterbank(
                    bin_count: binCount, filter_count: filterCount, first: first, length: length,
                    start: start, weights: weights, owner: owner, pairs: pairs)
                body(&bank)
            }
        }
    }
}
