import Testing

@testable import Listening

@Suite("Distributions and SpecialFunctions agree with scipy")
struct DistributionTests {
    let fixtures: StatisticsFixtures

    init() throws { fixtures = try StatisticsFixtures.load() }

    @Test("incompleteBeta, near both ends and with uneven parameters")
    func beta() {
        #expect(fixtures.betas.count == 36)
        for row in fixtures.betas {
            #expect(agree(incompleteBeta(row[0], row[1], row[2]), row[3]), "\(row)")
        }
    }

    @Test("NormalDistribution, StudentT, FDistribution and BinomialDistribution, tails included")
    func cumulative() {
        #expect(fixtures.distributions.count > 70)
        for row in fixtures.distributions {
            let p = row.parameters
            let (first, second): (Double, Double) =
                switch row.name {
                case "normal":
                    (NormalDistribution.cumulative(row.at), NormalDistribution.survival(row.at))
                case "t":
                    (
                        StudentT(degreesOfFreedom: p[0]).cumulative(row.at),
                        StudentT(degreesOfFreedom: p[0]).survival(row.at)
                    )
                case "F":
                    (
                        FDistribution(numerator: p[0], denominator: p[1]).cumulative(row.at),
                        FDistribution(numerator: p[0], denominator: p[1]).survival(row.at)
                    )
                default:
                    (
                        BinomialDistribution(count: Int(p[0]), probability: p[1])
                            .cumulative(Int(row.at)),
                        BinomialDistribution(count: Int(p[0]), probability: p[1])
                            .mass(Int(row.at))
                    )
                }
            #expect(agree(first, row.first) && agree(second, row.second), "\(row)")
        }
    }

    @Test("quantiles, from one in a million to 0.9995")
    func quantiles() {
        for row in fixtures.quantiles {
            let p = row.parameters
            let value =
                switch row.name {
                case "normal": NormalDistribution.quantile(row.at)
                case "t": StudentT(degreesOfFreedom: p[0]).quantile(row.at)
                default: FDistribution(numerator: p[0], denominator: p[1]).quantile(row.at)
                }
            #expect(agree(value, row.first), "\(row): \(value)")
        }
    }
}

@Suite("Statistics agree with scipy and with the literature")
struct StatisticsTests {
    let fixtures: StatisticsFixtures

    init() throws { fixtures = try StatisticsFixtures.load() }

    @Test("SampleSummary")
    func summaries() throws {
        for row in fixtures.samples {
            let summary = SampleSummary(row.values)
            let interval = try #require(summary.studentInterval())
            #expect(agree(summary.mean, row.mean) && agree(summary.median, row.median))
            #expect(agree(summary.standardDeviation, row.deviation))
            #expect(agree(interval.low, row.low) && agree(interval.high, row.high))
        }
        #expect(SampleSummary([]).mean == 0 && SampleSummary([3]).studentInterval() == nil)
    }

    @Test("histograms count every grade, the ends included")
    func histograms() {
        #expect(SampleSummary.histogram([1, 1, 3, 5], over: 1...5) == [2, 0, 1, 0, 1])
        #expect(SampleSummary.histogram([-3, 0, 3, 3], over: -3...3) == [1, 0, 0, 1, 0, 0, 2])
        #expect(
            SampleSummary.histogram([0, 9.9, 10, 99, 100], over: 0...100, width: 10)
                == [2, 1, 0, 0, 0, 0, 0, 0, 0, 2])
    }

    @Test("Wilcoxon, exact and approximate, with ties and zeros")
    func wilcoxon() throws {
        for row in fixtures.wilcoxon {
            let test = try Wilcoxon(row.differences)
            #expect(agree(test.statistic, row.statistic) && agree(test.pValue, row.pValue))
            #expect(test.isExact == row.isExact)
        }
        #expect(throws: ListeningError.self) { try Wilcoxon([0, 0]) }
    }

    @Test("Proportion: Wilson's interval and the exact binomial test")
    func proportions() throws {
        for row in fixtures.proportions {
            let proportion = Proportion(successes: row.successes, count: row.count)
            let interval = try #require(proportion.wilsonInterval())
            #expect(agree(interval.low, row.low) && agree(interval.high, row.high), "\(row)")
            #expect(agree(proportion.binomialTest(expected: row.expected), row.pValue), "\(row)")
        }
    }

    @Test("correlation, EffectSize and holmCorrected")
    func smaller() throws {
        let pair = fixtures.correlation
        #expect(agree(try #require(correlation(pair.x, pair.y)), pair.r))
        #expect(correlation([1, 1, 1], [1, 2, 3]) == nil)
        let effects = fixtures.effects
        #expect(agree(try #require(EffectSize.cohenD(effects.first, effects.second)), effects.d))
        #expect(agree(try #require(EffectSize.paired(effects.paired)), effects.dz))
        for (ours, theirs) in zip(holmCorrected(fixtures.holm.p), fixtures.holm.corrected) {
            #expect(agree(ours, theirs))
        }
    }

    @Test("KrippendorffAlpha against its definition, with missing grades")
    func alphaDefinition() throws {
        for row in fixtures.alphas {
            let metric = try #require(KrippendorffAlpha.Metric(rawValue: row.metric))
            let alpha = try #require(KrippendorffAlpha.alpha(row.units, metric))
            #expect(agree(alpha, row.alpha), "\(row.metric)")
        }
    }

    @Test(
        "KrippendorffAlpha of Krippendorff's example of four observers and twelve units",
        arguments: [
            (KrippendorffAlpha.Metric.nominal, 0.743), (.ordinal, 0.815), (.interval, 0.849),
        ])
    func alphaPublished(metric: KrippendorffAlpha.Metric, published: Double) throws {
        let units: [[Double]] = [
            [1, 1, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4],
            [4, 4, 4, 4], [1, 1, 2, 1], [2, 2, 2, 2], [5, 5, 5], [1, 1], [3],
        ]
        let alpha = try #require(KrippendorffAlpha.alpha(units, metric))
        #expect(abs(alpha - published) < 0.0005)
    }

    @Test("IntraclassCorrelation against least squares and Shrout & Fleiss's table")
    func icc() throws {
        let fitted = try #require(IntraclassCorrelation(fixtures.icc.table))
        #expect(agree(fitted.single, fixtures.icc.single))
        #expect(agree(fitted.average, fixtures.icc.average))
        let published = try #require(
            IntraclassCorrelation([
                [9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9],
                [6, 2, 4, 7],
            ]))
        #expect(abs(published.single - 0.29) < 0.005 && abs(published.average - 0.62) < 0.005)
    }

    @Test("CrossedMean against the analysis of variance, complete and with gaps")
    func crossed() throws {
        for row in fixtures.crossed {
            let grades = row.grades.map {
                Grade(rater: Int($0[0]), item: Int($0[1]), value: $0[2])
            }
            let mean = CrossedMean(grades)
            let interval = try #require(mean.interval())
            #expect(agree(mean.mean, row.mean))
            #expect(agree(try #require(mean.standardError), row.standardError))
            #expect(agree(try #require(mean.degreesOfFreedom), row.degrees))
            #expect(agree(interval.low, row.low) && agree(interval.high, row.high))
            #expect(agree(try #require(mean.components).residual, row.residual))
        }
    }

    @Test("CrossedMean with raters as clusters is the t interval of their means")
    func raterInterval() throws {
        let grades = fixtures.crossed[0].grades.map {
            Grade(rater: Int($0[0]), item: Int($0[1]), value: $0[2])
        }
        let means = (0..<5).map { rater in
            SampleSummary(grades.filter { $0.rater == rater }.map(\.value)).mean
        }
        let ours = try #require(CrossedMean(grades).raterInterval())
        let simple = try #require(SampleSummary(means).studentInterval())
        #expect(agree(ours.low, simple.low) && agree(ours.high, simple.high))
    }

    @Test("CrossedMean within a scale stays on it, and is the plain interval far from its ends")
    func withinScale() throws {
        let grades = fixtures.crossed[0].grades.map {
            Grade(rater: Int($0[0]), item: Int($0[1]), value: $0[2])
        }
        let mean = CrossedMean(grades)
        let plain = try #require(mean.interval())
        let wide = try #require(mean.interval(within: -1000...1007))
        #expect(abs(wide.low - plain.low) < 0.01 && abs(wide.high - plain.high) < 0.01)
        let near = try #require(mean.interval(within: 0...(mean.mean + 0.1)))
        #expect(near.high < mean.mean + 0.1 && near.low < mean.mean && near.high > mean.mean)
        #expect(mean.mean - near.low > near.high - mean.mean)
        let all = CrossedMean(
            (0..<6).map { Grade(rater: $0 % 2, item: $0 / 2, value: 5) })
        #expect(all.interval(within: 1...5) == Interval(low: 5, high: 5))
    }

    @Test("CrossedMean says nothing where there is nothing to go by")
    func degenerate() {
        #expect(CrossedMean([]).interval() == nil)
        #expect(CrossedMean([Grade(rater: 0, item: 0, value: 3)]).interval() == nil)
        let oneRater = (0..<4).map { Grade(rater: 0, item: $0, value: Double($0)) }
        #expect(CrossedMean(oneRater).raterInterval() == nil)
        #expect(CrossedMean(oneRater).interval() != nil)
    }

    @Test("ClusterBootstrap repeats for its seed and stays within the raters' means")
    func bootstrap() throws {
        let grades = (0..<5).flatMap { rater in
            (0..<10).map { Grade(rater: rater, item: $0, value: Double(rater)) }
        }
        let interval = try #require(ClusterBootstrap.interval(grades, seed: 3))
        #expect(ClusterBootstrap.interval(grades, seed: 3) == interval)
        #expect(interval.low >= 0 && interval.high <= 4 && interval.contains(2))
        // Means of 5 of 0…4 drawn with replacement: standard deviation √(2/5) = 0.63.
        #expect(abs(interval.width - 2 * 1.96 * 0.632) < 0.3)
        #expect(ClusterBootstrap.interval(Array(grades.prefix(10))) == nil)
    }

    @Test("ConfusionTable counts truth by answer, and kappa is 0 at chance and 1 at perfection")
    func confusion() throws {
        let names = ["Ann", "Bob"]
        let table = ConfusionTable(
            names: names,
            pairs: [("Ann", "Ann"), ("Ann", "Bob"), ("Bob", "Bob"), ("Bob", "Bob")])
        #expect(table.counts == [[1, 1], [0, 2]])
        #expect(table.accuracy == Proportion(successes: 3, count: 4))
        #expect(abs(try #require(table.kappa) - 0.5) < 1e-12)
        let chance = ConfusionTable(
            names: names, pairs: names.flatMap { a in names.map { (a, $0) } })
        #expect(abs(try #require(chance.kappa)) < 1e-12)
        let perfect = ConfusionTable(names: names, pairs: names.map { ($0, $0) })
        #expect(perfect.kappa == 1)
    }
}
