import Kernels

/// Attention weights of one layer of a teacher for one utterance.
public struct TeacherAttention: Equatable, Sendable {
    /// One matrix a head, [queries, keys]; what a query gives to all keys sums to about 1.
    public let heads: [Matrix<Float>]

    public init(heads: [Matrix<Float>]) {
        precondition(!heads.isEmpty, "TeacherAttention: there are no heads")
        self.heads = heads
    }

    public var queryCount: Int { heads[0].rows }
    public var keyCount: Int { heads[0].columns }

    /// The mean of all heads, [queries, keys]: what teachers and students with different numbers
    /// of heads have in common.
    public var mean: Matrix<Float> {
        var sum = heads[0]
        for head in heads.dropFirst() {
            for index in sum.values.indices { sum.values[index] += head.values[index] }
        }
        let scale = 1 / Float(heads.count)
        for index in sum.values.indices { sum.values[index] *= scale }
        return sum
    }

    /// The same attention over other numbers of positions, such as a student's.
    ///
    /// Both axes are taken as covering the same stretch evenly. A new query is the mean of the old
    /// ones it covers; the weight of an old key is divided among the new ones that cover it. So
    /// rows keep their sums.
    public func resampled(queries: Int, keys: Int) -> TeacherAttention {
        precondition(queries > 0 && keys > 0, "TeacherAttention: \(queries) × \(keys) positions")
        guard queries != queryCount || keys != keyCount else { return self }
        let rows = overlap(of: queries, with: queryCount, sharesOfNew: true)
        let columns = overlap(of: keys, with: keyCount, sharesOfNew: false)
        return TeacherAttention(
            heads: heads.map {
                matrixProduct(matrixProduct(rows, $0), columns, transposeB: true)
            })
    }
}

/// Hidden states over another number of positions, by means over the stretch each new one covers.
///
/// - Parameter hidden: [positions, width], evenly over an utterance.
/// - Returns: [count, width].
public func resampledPositions(_ hidden: Matrix<Float>, to count: Int) -> Matrix<Float> {
    precondition(count > 0, "resampledPositions: \(count) positions")
    guard count != hidden.rows else { return hidden }
    return matrixProduct(overlap(of: count, with: hidden.rows, sharesOfNew: true), hidden)
}

/// How much the cells of two even divisions of one stretch overlap, [new, old].
///
/// - Parameter sharesOfNew: whether an overlap is a share of the new cell (rows sum to 1) or of the
///   old one (columns sum to 1).
private func overlap(of newCount: Int, with oldCount: Int, sharesOfNew: Bool) -> Matrix<Float> {
    var result = Matrix<Float>(rows: newCount, columns: oldCount)
    // In units of 1 / (newCount × oldCount) of the stretch all limits are whole numbers.
    let length = sharesOfNew ? oldCount : newCount
    for new in 0..<newCount {
        let (begin, end) = (new * oldCount, (new + 1) * oldCount)
        for old in begin / newCount...(end - 1) / newCount {
            let common = min(end, (old + 1) * newCount) - max(begin, old * newCount)
            result[new, old] = Float(common) / Float(length)
        }
    }
    return result
}
