import Foundation

/// The standard normal distribution.
public enum NormalDistribution {
    /// P(Z ≤ z).
    public static func cumulative(_ z: Double) -> Double { erfc(-z / 2.0.squareRoot()) / 2 }

    /// P(Z > z), exact in the far tail.
    public static func survival(_ z: Double) -> Double { erfc(z / 2.0.squareRoot()) / 2 }

    /// z with P(Z ≤ z) = `probability`, which lies between 0 and 1.
    public static func quantile(_ probability: Double) -> Double {
        precondition(probability > 0 && probability < 1, "normal quantile of \(probability)")
        // The lower half keeps full precision: P is small there, not 1 − small.
        guard probability <= 0.5 else { return -quantile(1 - probability) }
        return rootOfGrowing(cumulative, target: probability, from: -40, to: 0)
    }
}

/// Student's t distribution.
public struct StudentT: Sendable {
    /// Above 0; need not be whole.
    public var degreesOfFreedom: Double

    public init(degreesOfFreedom: Double) {
        precondition(degreesOfFreedom > 0, "t distribution with \(degreesOfFreedom) degrees")
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// P(T > t).
    public func survival(_ t: Double) -> Double {
        let n = degreesOfFreedom
        let half = incompleteBeta(n / (n + t * t), n / 2, 0.5) / 2
        return t >= 0 ? half : 1 - half
    }

    /// P(T ≤ t).
    public func cumulative(_ t: Double) -> Double { survival(-t) }

    /// t with P(T ≤ t) = `probability`, which lies between 0 and 1.
    public func quantile(_ probability: Double) -> Double {
        precondition(probability > 0 && probability < 1, "t quantile of \(probability)")
        guard probability != 0.5 else { return 0 }
        guard probability > 0.5 else { return -quantile(1 - probability) }
        var high = 1.0
        while survival(high) > 1 - probability { high *= 2 }
        return rootOfGrowing({ -survival($0) }, target: probability - 1, from: 0, to: high)
    }
}

/// Fisher's F distribution.
public struct FDistribution: Sendable {
    /// Degrees of freedom of the numerator and of the denominator, above 0.
    public var numerator: Double
    public var denominator: Double

    public init(numerator: Double, denominator: Double) {
        precondition(numerator > 0 && denominator > 0, "F with \(numerator), \(denominator)")
        self.numerator = numerator
        self.denominator = denominator
    }

    /// P(F ≤ f).
    public func cumulative(_ f: Double) -> Double {
        guard f > 0 else { return 0 }
        let x = numerator * f / (numerator * f + denominator)
        return incompleteBeta(x, numerator / 2, denominator / 2)
    }

    /// P(F > f).
    public func survival(_ f: Double) -> Double {
        guard f > 0 else { return 1 }
        let x = denominator / (numerator * f + denominator)
        return incompleteBeta(x, denominator / 2, numerator / 2)
    }

    /// f with P(F ≤ f) = `probability`, which lies between 0 and 1.
    public func quantile(_ probability: Double) -> Double {
        precondition(probability > 0 && probability < 1, "F quantile of \(probability)")
        var high = 1.0
        while cumulative(high) < probability { high *= 2 }
        return rootOfGrowing(cumulative, target: probability, from: 0, to: high)
    }
}

/// How many of `count` trials succeed, each with the same probability.
public struct BinomialDistribution: Sendable {
    public var count: Int
    public var probability: Double

    public init(count: Int, probability: Double) {
        precondition(count >= 0 && (0...1).contains(probability), "binomial \(count)")
        self.count = count
        self.probability = probability
    }

    /// P(K = k).
    public func mass(_ k: Int) -> Double {
        guard (0...count).contains(k) else { return 0 }
        if probability == 0 { return k == 0 ? 1 : 0 }
        if probability == 1 { return k == count ? 1 : 0 }
        let (n, k) = (Double(count), Double(k))
        let choose = logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1)
        return exp(choose + k * log(probability) + (n - k) * log1p(-probability))
    }

    /// P(K ≤ k).
    public func cumulative(_ k: Int) -> Double {
        guard k >= 0 else { return 0 }
        guard k < count else { return 1 }
        return incompleteBeta(1 - probability, Double(count - k), Double(k) + 1)
    }

    /// The exact two-sided p value of `k` successes: the probability of all outcomes that are no
    /// more likely. As scipy.stats.binomtest and R's binom.test.
    public func twoSidedTest(_ k: Int) -> Double {
        let limit = mass(k) * (1 + 1e-7)
        let tail = (0...count).reduce(0.0) { mass($1) <= limit ? $0 + mass($1) : $0 }
        return min(1, tail)
    }
}
