/// A dense row-major matrix: the one tensor shape of the project.
///
/// Sequences are stored one after another as rows ("ragged", without padding); who needs their
/// limits passes them as row ranges.
@frozen
public struct Matrix<Scalar: KernelScalar>: Equatable, Sendable {
    public let rows: Int
    public let columns: Int
    /// The elements, row after row: `rows × columns` of them.
    public var values: [Scalar]

    /// A matrix of zeros.
    @inlinable
    public init(rows: Int, columns: Int) {
        self.init(rows: rows, columns: columns, values: Array(repeating: 0, count: rows * columns))
    }

    /// A matrix over `values`, which must hold exactly `rows × columns` elements.
    @inlinable
    public init(rows: Int, columns: Int, values: [Scalar]) {
        precondition(
            values.count == rows * columns,
            "Matrix: \(values.count) values do not fill \(rows) × \(columns)")
        self.rows = rows
        self.columns = columns
        self.values = values
    }

    /// "rows × columns", for messages.
    public var shape: String { "\(rows) × \(columns)" }

    @inlinable
    public subscript(row: Int, column: Int) -> Scalar {
        get { values[row * columns + column] }
        set { values[row * columns + column] = newValue }
    }

    /// The elements of one row.
    @inlinable
    public func row(_ index: Int) -> ArraySlice<Scalar> {
        values[index * columns..<(index + 1) * columns]
    }

    /// A copy of some of the rows.
    public func rows(_ range: Range<Int>) -> Matrix {
        Matrix(
            rows: range.count, columns: columns,
            values: Array(values[range.lowerBound * columns..<range.upperBound * columns]))
    }
}

extension Matrix {
    /// A matrix whose elements `fill` writes, every one of them, without zeroing them first.
    init(
        uninitializedRows rows: Int, columns: Int,
        fill: (_ elements: UnsafeMutablePointer<Scalar>) -> Void
    ) {
        let values = [Scalar](unsafeUninitializedCapacity: rows * columns) { buffer, count in
            count = rows * columns
            if count > 0, let base = buffer.baseAddress { fill(base) }
        }
        self.init(rows: rows, columns: columns, values: values)
    }
}

extension Matrix {
    /// No rows, no columns.
    static var empty: Matrix { Matrix(rows: 0, columns: 0) }
}
