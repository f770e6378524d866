import Foundation
import Testing

@testable import Listening

/// What docs/reference/listening_statistics.py wrote.
struct StatisticsFixtures: Decodable {
    struct Value: Decodable {
        var name: String
        var parameters: [Double]
        var at: Double
        var first: Double
        var second: Double
    }
    struct Sample: Decodable {
        var values: [Double]
        var mean, deviation, median, low, high: Double
    }
    struct SignedRank: Decodable {
        var differences: [Double]
        var statistic, pValue: Double
        var isExact: Bool
    }
    struct Share: Decodable {
        var successes, count: Int
        var expected, pValue, low, high: Double
    }
    struct Correlation: Decodable {
        var x, y: [Double]
        var r: Double
    }
    struct Effects: Decodable {
        var first, second, paired: [Double]
        var d, dz: Double
    }
    struct Alpha: Decodable {
        var units: [[Double]]
        var metric: String
        var alpha: Double
    }
    struct ICC: Decodable {
        var table: [[Double]]
        var single, average: Double
    }
    struct Crossed: Decodable {
        var grades: [[Double]]
        var mean, standardError, degrees, low, high, residual: Double
    }
    struct Holm: Decodable {
        var p, corrected: [Double]
    }

    var distributions, quantiles: [Value]
    var samples: [Sample]
    var wilcoxon: [SignedRank]
    var proportions: [Share]
    var correlation: Correlation
    var effects: Effects
    var alphas: [Alpha]
    var icc: ICC
    var crossed: [Crossed]
    var holm: Holm
    var betas: [[Double]]

    static func load() throws -> StatisticsFixtures {
        let url = try #require(
            Bundle.module.url(
                forResource: "statistics", withExtension: "json", subdirectory: "Goldens"))
        return try JSONDecoder().decode(Self.self, from: Data(contentsOf: url))
    }
}

/// Whether two numbers agree to one part in a million, or in 1e-12 near 0.
func agree(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= max(1e-12, 1e-6 * abs(b)) }
