/// A share of successes, such as speakers named rightly or one system preferred.
public struct Proportion: Codable, Equatable, Sendable {
    public var successes: Int
    public var count: Int

    public init(successes: Int, count: Int) {
        precondition(successes >= 0 && successes <= count, "proportion \(successes) of \(count)")
        self.successes = successes
        self.count = count
    }

    /// 0 for no trials.
    public var share: Double { count == 0 ? 0 : Double(successes) / Double(count) }

    /// Wilson's score interval (1927), which stays within 0…1; nil for no trials.
    public func wilsonInterval(confidence: Double = 0.95) -> Interval? {
        guard count > 0 else { return nil }
        let z = NormalDistribution.quantile((1 + confidence) / 2)
        let n = Double(count)
        let scale = 1 + z * z / n
        let centre = (share + z * z / (2 * n)) / scale
        let half =
            z / scale * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        return Interval(low: max(0, centre - half), high: min(1, centre + half))
    }

    /// The exact two-sided p value against a true share of `expected`.
    public func binomialTest(expected: Double = 0.5) -> Double {
        BinomialDistribution(count: count, probability: expected).twoSidedTest(successes)
    }
}

/// Who was taken for whom.
public struct ConfusionTable: Equatable, Sendable {
    /// The names, of rows and columns.
    public let names: [String]
    /// `counts[truth][answer]`.
    public let counts: [[Int]]

    /// - Parameter pairs: the true and the given name of each answer; each among `names`.
    public init(names: [String], pairs: [(truth: String, answer: String)]) {
        self.names = names
        let indexOf = Dictionary(
            names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        var counts = names.map { _ in names.map { _ in 0 } }
        for pair in pairs {
            if let row = indexOf[pair.truth], let column = indexOf[pair.answer] {
                counts[row][column] += 1
            }
        }
        self.counts = counts
    }

    /// How many are named rightly.
    public var accuracy: Proportion {
        Proportion(
            successes: names.indices.reduce(0) { $0 + counts[$1][$1] },
            count: counts.joined().reduce(0, +))
    }

    /// Cohen's kappa (1960): agreement with the truth beyond chance; nil where chance explains all.
    public var kappa: Double? {
        let total = Double(accuracy.count)
        guard total > 0 else { return nil }
        let chance = names.indices.reduce(0.0) { sum, name in
            let row = Double(counts[name].reduce(0, +))
            let column = Double(counts.reduce(0) { $0 + $1[name] })
            return sum + row * column / (total * total)
        }
        return chance < 1 ? (accuracy.share - chance) / (1 - chance) : nil
    }
}
