/// A dense row-major matrix: the one tensor shape of the project.
///
/// Sequences are stored one after another as rows ("ragged", without padding); who needs their
/// limits passes them as row ranges.
public struct Matrix<Scalar: KernelScalar>: Equatable, Sendable {
    public let rows: Int
    public let columns: Int
    /// The elements, row after row: `rows × columns` of them.
    public var values: [Scalar]

    /// A matrix of zeros.
    public init(rows: Int, columns: Int) {
        self.init(rows: rows, columns: columns, values: Array(repeating: 0, count: rows * columns))
    }

    /// A matrix over `values`, which must hold exactly `rows × columns` elements.
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

    public subscript(row: Int, column: Int) -> Scalar {
        get { values[row * columns + column] }
        set { values[row * columns + column] = newValue }
    }

    /// The elements of one row.
    public func row(_ index: Int) -> ArraySlice<Scalar> {
        values[index * columns..<(index + 1) * columns]
    }
}
