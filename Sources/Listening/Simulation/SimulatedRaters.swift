import Foundation

/// Listeners made of numbers: who is strict, which clip is good, and what is left to taste, all
/// normal, added up and rounded to the five grades of ACR.
public struct SimulatedRaters: Equatable, Sendable {
    /// Standard deviation between raters, in grades.
    public var raterDeviation = 0.3
    /// Standard deviation between items, the same for all systems.
    public var itemDeviation = 0.3
    /// Standard deviation of the rest.
    public var residualDeviation = 0.6

    public init() {}

    /// What the mean of the rounded grades is for a system of the latent quality `centre`.
    public func meanGrade(centre: Double) -> Double {
        let deviation =
            (raterDeviation * raterDeviation + itemDeviation * itemDeviation
            + residualDeviation * residualDeviation).squareRoot()
        return [1.5, 2.5, 3.5, 4.5].reduce(1) { sum, edge in
            sum + NormalDistribution.survival((edge - centre) / deviation)
        }
    }

    /// The latent quality whose rounded grades have this mean: what a simulation must aim at, for
    /// rounding at the ends of the scale moves the mean.
    ///
    /// - Parameter mean: between 1 and 5, both excluded.
    public func centre(meanGrade mean: Double) -> Double {
        precondition(mean > 1 && mean < 5, "simulated raters: no centre for a mean of \(mean)")
        return rootOfGrowing(meanGrade, target: mean, from: -20, to: 26)
    }

    /// One study: `grades[system][rater][item]`, 1 to 5.
    public func grades(
        centres: [Double], raterCount: Int, itemCount: Int, random: inout StudyRandom
    ) -> [[[Int]]] {
        let raters = (0..<raterCount).map { _ in raterDeviation * random.normal() }
        let items = (0..<itemCount).map { _ in itemDeviation * random.normal() }
        return centres.map { centre in
            raters.map { rater in
                items.map { item in
                    let latent = centre + rater + item + residualDeviation * random.normal()
                    return Int(min(5, max(1, latent.rounded())))
                }
            }
        }
    }
}
