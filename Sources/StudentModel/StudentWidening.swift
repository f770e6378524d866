import Kernels

/// Wider networks that begin as a narrower one.
extension StudentWeights {
    /// A network `factor` times as wide that computes nearly what this one does.
    ///
    /// Every channel gets copies beside it, interleaved; what reads the channels takes the first
    /// copy as before and the others with small weights of opposite sign, so that the copies may
    /// grow apart. Heads keep their number and grow in size; feed-forward parts keep their width.
    ///
    /// Nearly, because the copies see sinusoidal positions of rates in between: interleaving gives
    /// the first copy exactly the rates it had.
    ///
    /// - Parameters:
    ///   - factor: 2 or more; `modelWidth × factor` must be a width that a network may have.
    ///   - noise: the deviation of the small weights, as a share of the matrix's own.
    /// - Source: Net2WiderNet (Chen, Goodfellow & Shlens 2016). Differs: copies are not read in
    ///   equal parts, for the reason above.
    public func widened(by factor: Int, noise: Float, seed: UInt64) -> StudentWeights {
        precondition(factor >= 2, "widened by \(factor): no wider than before")
        var configuration = layout.configuration
        configuration.modelWidth *= factor
        precondition(configuration.problem == nil, configuration.problem ?? "")
        let wide = StudentLayout(configuration)
        var widening = Widening(
            width: layout.configuration.modelWidth,
            headSize: layout.configuration.modelWidth / layout.configuration.headCount,
            factor: factor, noise: noise, random: SplitMix64(seed: seed))
        let parameters = zip(wide.parameters, self.parameters).map { specification, matrix in
            widening.apply(to: matrix, specification)
        }
        return StudentWeights(layout: wide, parameters: parameters)
    }
}

/// How the rows or the columns of a parameter grow.
private enum Growth {
    case none
    /// Channels of the residual stream: copies interleaved.
    case channels
    /// Channels inside heads: each head's copies one after another.
    case heads
}

private struct Widening {
    let width: Int
    let headSize: Int
    let factor: Int
    let noise: Float
    var random: SplitMix64

    mutating func apply(
        to matrix: Matrix<Float>, _ specification: ParameterSpecification
    ) -> Matrix<Float> {
        let (rows, columns) = growth(specification.name)
        var wide = Matrix<Float>(rows: specification.rows, columns: specification.columns)
        let spread = deviation(matrix.values) * noise
        let isRead =
            specification.name.hasSuffix(".weight") && columns != .none
            && !specification.name.contains("convolution")
        for row in 0..<wide.rows {
            let (sourceRow, _) = source(row, rows)
            for column in 0..<wide.columns {
                let scale = queryScale(row: row, column: column, specification.name)
                let (sourceColumn, copy) = source(column, columns)
                var value = matrix[sourceRow, sourceColumn]
                if isRead {
                    // The noise of the copies cancels where they carry the same value.
                    let small = spread * random.nextNormal()
                    value = copy == 0 ? value : small
                    if copy > 0 { wide[row, column - copyStride(columns) * copy] -= small * scale }
                }
                wide[row, column] += value * scale
            }
        }
        return wide
    }

    private func growth(_ name: String) -> (rows: Growth, columns: Growth) {
        let isBias = name.hasSuffix(".bias") && !name.contains("norm")
        if name.hasSuffix("attention.input.weight") { return (.heads, .channels) }
        if name.hasSuffix("attention.input.bias") { return (.none, .heads) }
        if name.hasSuffix("attention.output.weight") { return (.channels, .heads) }
        if name.hasSuffix("feedforward.input.weight") { return (.none, .channels) }
        if name.hasSuffix("feedforward.output.weight") { return (.channels, .none) }
        if name.hasSuffix("feedforward.input.bias") { return (.none, .none) }
        if name == "mel.mean" { return (.none, .none) }
        if name.hasPrefix("decoder.output") || name.hasPrefix("prosody.output") {
            return (.none, isBias ? .none : .channels)
        }
        if name == "pitch.weight" || name == "decoder.position.weight" {
            return (.channels, .none)
        }
        let isSquare = name.hasSuffix(".weight") && !name.contains("convolution")
        return (isSquare ? .channels : .none, .channels)
    }

    private func source(_ index: Int, _ growth: Growth) -> (index: Int, copy: Int) {
        switch growth {
        case .none: return (index, 0)
        case .channels: return (index / factor, index % factor)
        case .heads:
            let (head, place) = (index / (headSize * factor), index % (headSize * factor))
            return (head * headSize + place % headSize, place / headSize)
        }
    }

    private func copyStride(_ growth: Growth) -> Int { growth == .heads ? headSize : 1 }

    /// Scores sum over `factor` copies and are divided by √(factor × headSize): queries make up
    /// for the rest.
    private func queryScale(row: Int, column: Int, _ name: String) -> Float {
        let output =
            name.hasSuffix("attention.input.weight")
            ? row : name.hasSuffix("attention.input.bias") ? column : .max
        return output < width * factor ? 1 / Float(factor).squareRoot() : 1
    }

    private func deviation(_ values: [Float]) -> Float {
        (values.reduce(0) { $0 + $1 * $1 } / Float(max(1, values.count))).squareRoot()
    }
}
