/// Voices on a plane: the first two principal components of their embeddings.
///
/// Found by power iteration on the small matrix of inner products between the centred voices, which
/// has the same components as the covariance and is only as large as there are voices.
public struct VoiceMap: Equatable, Sendable {
    /// −1…1 on both axes; the larger of the two spreads reaches the edge.
    public struct Place: Equatable, Sendable {
        public var x: Float
        public var y: Float
    }

    /// In the order of the embeddings.
    public private(set) var places: [Place]

    /// - Parameter embeddings: of equal length, in any number; one voice stands in the middle.
    public init(embeddings: [[Float]]) {
        let centred = Self.centred(embeddings)
        var gram = centred.map { left in centred.map { right in dot(left, right) } }
        let first = Self.component(of: &gram)
        let second = Self.component(of: &gram)
        let reach = (first + second).reduce(Float(0)) { max($0, abs($1)) }
        places = zip(first, second).map { x, y in
            reach > 0 ? Place(x: x / reach, y: y / reach) : Place(x: 0, y: 0)
        }
    }

    private static func centred(_ embeddings: [[Float]]) -> [[Float]] {
        guard let first = embeddings.first else { return [] }
        precondition(
            embeddings.allSatisfy { $0.count == first.count }, "VoiceMap: unequal embeddings")
        let count = Float(embeddings.count)
        let mean = first.indices.map { dimension in
            embeddings.reduce(Float(0)) { $0 + $1[dimension] } / count
        }
        return embeddings.map { zip($0, mean).map { $0 - $1 } }
    }

    /// The coordinates along the strongest component of `gram`, which is then taken out of it.
    private static func component(of gram: inout [[Float]]) -> [Float] {
        let count = gram.count
        // A start that is not symmetric, so that it is not orthogonal to what is looked for.
        var vector = (0..<count).map { 1 / Float($0 + 1) }
        var strength: Float = 0
        for _ in 0..<200 {
            let product = gram.map { dot($0, vector) }
            strength = dot(product, product).squareRoot()
            guard strength > 1e-9 else { return Array(repeating: 0, count: count) }
            vector = product.map { $0 / strength }
        }
        // The largest coordinate is positive, so that the map does not flip between starts.
        let largest = vector.max { abs($0) < abs($1) } ?? 0
        if largest < 0 { vector = vector.map { -$0 } }
        for row in 0..<count {
            for column in 0..<count {
                gram[row][column] -= strength * vector[row] * vector[column]
            }
        }
        return vector.map { $0 * strength.squareRoot() }
    }
}

private func dot(_ left: [Float], _ right: [Float]) -> Float {
    zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
}
