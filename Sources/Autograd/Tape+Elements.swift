import Kernels

/// Rearrangements and simple functions of elements.
extension Tape {
    /// Elements of `x` by their place in it, row by row; −1 stands for 0. Patches of a picture, and
    /// with them 2-D convolutions, are made of this.
    ///
    /// - Returns: [indices.count / columns, columns].
    @inlinable
    public func elements(_ x: Variable, _ indices: [Int32], columns: Int) -> Variable {
        let input = value(of: x)
        precondition(indices.count % columns == 0, "elements: the last row is not full")
        let picked = indices.map { $0 < 0 ? 0 : input.values[Int($0)] }
        return record(
            Matrix(rows: indices.count / columns, columns: columns, values: picked), inputs: [x]
        ) { gradient, tape in
            var spread = Matrix<Scalar>(rows: input.rows, columns: input.columns)
            for (index, place) in indices.enumerated() where place >= 0 {
                spread.values[Int(place)] += gradient.values[index]
            }
            tape.accumulate(spread, into: x)
        }
    }

    /// Rows of `x` put side by side: row i of the result is the rows `indices[i × count ..<]`,
    /// `count` of them, one after another; −1 stands for a row of zeros.
    ///
    /// - Returns: [indices.count / count, count × columns].
    @inlinable
    public func rowGroups(_ x: Variable, _ indices: [Int32], count: Int) -> Variable {
        let input = value(of: x)
        precondition(indices.count % count == 0, "rowGroups: the last group is not full")
        // One more row, of zeros, for the places outside.
        let padded = Matrix(
            rows: input.rows + 1, columns: input.columns,
            values: input.values + [Scalar](repeating: 0, count: input.columns))
        let places = indices.map { $0 < 0 ? input.rows : Int($0) }
        let gathered = gatherRows(padded, places)
        let (rows, columns) = (indices.count / count, count * input.columns)
        return record(
            Matrix(rows: rows, columns: columns, values: gathered.values), inputs: [x]
        ) { gradient, tape in
            let spread = scatterAddRows(
                Matrix(rows: places.count, columns: input.columns, values: gradient.values),
                places, rowCount: input.rows + 1)
            tape.accumulate(
                Matrix(
                    rows: input.rows, columns: input.columns,
                    values: Array(spread.values.dropLast(input.columns))),
                into: x)
        }
    }

    /// x where it is above 0, `slope` · x elsewhere.
    @inlinable
    public func leakyRelu(_ x: Variable, slope: Scalar = 0.2) -> Variable {
        let input = value(of: x)
        var output = Kernels.relu(input)
        scale(&output, by: 1 - slope)
        addScaled(input, by: slope, to: &output)
        return record(output, inputs: [x]) { gradient, tape in
            var back = reluBackward(gradient: gradient, x: input)
            scale(&back, by: 1 - slope)
            addScaled(gradient, by: slope, to: &back)
            tape.accumulate(back, into: x)
        }
    }

    /// The mean of the rows of each segment; [segments, columns].
    @inlinable
    public func segmentMeans(_ x: Variable, segments: [Range<Int>]) -> Variable {
        let input = value(of: x)
        var means = Matrix<Scalar>(rows: segments.count, columns: input.columns)
        for (index, segment) in segments.enumerated() {
            let share = 1 / Scalar(max(1, segment.count))
            for row in segment {
                for column in 0..<input.columns {
                    means[index, column] += share * input[row, column]
                }
            }
        }
        return record(means, inputs: [x]) { gradient, tape in
            var spread = Matrix<Scalar>(rows: input.rows, columns: input.columns)
            for (index, segment) in segments.enumerated() {
                let share = 1 / Scalar(max(1, segment.count))
                for row in segment {
                    for column in 0..<input.columns {
                        spread[row, column] = share * gradient[index, column]
                    }
                }
            }
            tape.accumulate(spread, into: x)
        }
    }
}
