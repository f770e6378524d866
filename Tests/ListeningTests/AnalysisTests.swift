import Foundation
import Testing

@testable import Listening

/// Rates every trial of `raterCount` raters by `answer`.
private func simulated(
    _ study: Study, raterCount: Int = 5,
    answer: (_ rater: Int, _ trial: Trial, _ shown: [Stimulus]) -> Answer
) -> StudyRecord {
    let stimulusOf = Dictionary(uniqueKeysWithValues: study.stimuli.map { ($0.id, $0) })
    let raters = (0..<raterCount).map { Rater(index: $0, name: "r\($0)", joinedAt: exampleDate) }
    let trials = raters.map { TrialPlan.trials(study, raterIndex: $0.index) }
    let ratings = raters.flatMap { rater in
        trials[rater.index].map { trial in
            Rating(
                raterIndex: rater.index, trialIndex: trial.index,
                answer: answer(rater.index, trial, trial.clips.compactMap { stimulusOf[$0.id] }),
                latency: 1, confirmedAt: exampleDate)
        }
    }
    return StudyRecord(study: study, raters: raters, trials: trials, ratings: ratings)
}

/// Options that leave nobody out.
private let everybody: AnalysisOptions = {
    var options = AnalysisOptions()
    options.leavesOutRejected = false
    return options
}()

private func itemNumber(_ stimulus: Stimulus?) -> Int {
    Int((stimulus?.item ?? "item0").dropFirst(4)) ?? 0
}

/// Two systems one grade apart, raters of different strictness, items that differ a little.
func gradedStudy(_ study: Study, raterCount: Int = 5) -> StudyRecord {
    simulated(study, raterCount: raterCount) { rater, trial, shown in
        if case .trap(let expected) = trial.kind { return expected }
        let item = itemNumber(shown.first)
        let quality = shown.first?.system == "new" ? 3 : 4
        let noise = (rater * 7 + item * 3 + quality) % 5 == 0 ? 1 : 0
        return .score(min(5, max(1, quality + (rater % 2) - noise)))
    }
}

@Suite("StudyAnalysis (Judgement, SystemComparison, SystemResult)")
struct StudyAnalysisTests {
    @Test("counts only ratings: neither training, traps, repeats nor superseded answers")
    func counted() throws {
        let study = exampleStudy(.acr, repeatCount: 4, traps: [exampleTrap("a")])
        var record = gradedStudy(study)
        let analysis = StudyAnalysis(record)
        #expect(analysis.overall(question: "acr").map(\.count) == [60, 60])
        var old = record.ratings[3]
        old.isSuperseded = true
        old.answer = .score(1)
        record.ratings[3].revision = 1
        record.ratings.append(old)
        #expect(StudyAnalysis(record).systems == analysis.systems)
    }

    @Test("the mean, the difference and the histogram are those of the answers")
    func meansAndDifference() throws {
        let record = gradedStudy(exampleStudy(.acr))
        let results = StudyAnalysis(record).overall(question: "acr")
        let key = Dictionary(uniqueKeysWithValues: record.study.stimuli.map { ($0.id, $0.system) })
        for result in results {
            let scores = record.ratings.compactMap { rating -> Double? in
                let trial = record.trial(of: rating)
                guard trial.isCounted, key[trial.clips[0].id] == result.name,
                    case .score(let score) = rating.answer
                else { return nil }
                return Double(score)
            }
            #expect(agree(result.mean, scores.reduce(0, +) / Double(scores.count)))
            #expect(result.histogram == (1...5).map { g in scores.count { Int($0) == g } })
        }
        let difference = try #require(results[1].difference)
        #expect(results[0].difference == nil && difference.baseline == "old")
        #expect(agree(difference.mean, results[1].mean - results[0].mean))
        #expect(try #require(difference.interval).contains(difference.mean))
        #expect(difference.itemCount == 12)
        #expect(try #require(difference.pValue) < 0.01)
    }

    @Test("conditions come after all together, each with its own clips")
    func conditions() {
        let analysis = StudyAnalysis(gradedStudy(exampleStudy(.acr)))
        #expect(analysis.systems.map(\.condition) == [nil, nil, "en", "en", "zh", "zh"])
        #expect(analysis.systems.map(\.count) == [60, 60, 30, 30, 30, 30])
    }

    @Test("Holm's correction runs over the systems of a question")
    func correction() throws {
        let systems: [(String, System.Role)] = [
            ("old", .teacher), ("new", .student), ("newer", .student),
        ]
        let record = gradedStudy(exampleStudy(.acr, systems: systems))
        let differences = StudyAnalysis(record).overall(question: "acr").compactMap(\.difference)
        let corrected = holmCorrected(differences.compactMap(\.pValue))
        #expect(differences.count == 2)
        #expect(differences.compactMap(\.correctedPValue) == corrected)
    }

    @Test("CCR counts in favour of the other system, whichever came first")
    func ccrOrientation() throws {
        let record = simulated(exampleStudy(.ccr)) { _, _, shown in
            .comparison(shown.count == 2 && shown[1].system == "new" ? 2 : -2)
        }
        let result = try #require(StudyAnalysis(record).overall(question: "ccr").first)
        #expect(result.mean == 2 && result.count == 5 * 24)
        #expect(result.name == "new against old")
    }

    @Test("a rater who always takes the first clip prefers nothing in AB")
    func abSides() throws {
        let sided = simulated(exampleStudy(.ab), raterCount: 4) { _, _, _ in .choice(.first) }
        #expect(StudyAnalysis(sided).raters.allSatisfy { $0.verdict == .rejected })
        let result = try #require(
            StudyAnalysis(sided, options: everybody).overall(question: "ab").first)
        #expect(result.mean == 0.5)
        let better = simulated(exampleStudy(.ab), raterCount: 4) { _, _, shown in
            .choice(shown.first?.system == "new" ? .first : .second)
        }
        let preferred = try #require(StudyAnalysis(better).overall(question: "ab").first)
        #expect(preferred.mean == 1)
        #expect(try #require(preferred.difference?.pValue) < 1e-6)
    }

    @Test("ABX counts right answers, and guessing by side is one half")
    func abx() throws {
        let right = simulated(exampleStudy(.abx), raterCount: 4) { _, _, shown in
            .choice(shown.count == 3 && shown[2].id == shown[0].id ? .first : .second)
        }
        #expect(StudyAnalysis(right).overall(question: "abx").first?.mean == 1)
        let sided = simulated(exampleStudy(.abx), raterCount: 4) { _, _, _ in .choice(.second) }
        let all = StudyAnalysis(sided, options: everybody)
        #expect(all.overall(question: "abx").first?.mean == 0.5)
    }

    @Test("speaker identification gives accuracy and the table of confusions")
    func speakers() throws {
        let record = simulated(exampleStudy(.speaker)) { _, _, shown in
            let name = shown.first?.speaker ?? "Ann"
            return .speaker(shown.first?.system == "new" && name == "Ann" ? "Bob" : name)
        }
        let analysis = StudyAnalysis(record)
        #expect(analysis.overall(question: "speaker").map(\.mean) == [1, 2.0 / 3])
        let student = try #require(analysis.confusions.first { $0.system == "new" })
        #expect(student.counts == [[0, 20, 0], [0, 20, 0], [0, 0, 20]])
        #expect(
            analysis.confusions[0].system == nil && analysis.confusions[0].accuracy.count == 120)
    }

    @Test("MUSHRA gives every slider to its system")
    func mushra() {
        let grades = ["recording": 100, "new": 80, "low70": 50, "low35": 20]
        let record = simulated(exampleStudy(.mushra, systems: mushraSystems)) { _, _, shown in
            shown.isEmpty
                ? .mushra([0, 0, 0, 0]) : .mushra(shown.map { grades[$0.system] ?? 0 })
        }
        let results = StudyAnalysis(record).overall(question: "mushra")
        #expect(results.map(\.mean) == mushraSystems.map { Double(grades[$0.0] ?? -1) })
    }
}

@Suite("RaterScreening")
struct RaterScreeningTests {
    private func screened(_ change: (_ trial: Trial, _ honest: Answer) -> Answer) -> RaterResult {
        let study = exampleStudy(.acr, traps: [exampleTrap("a"), exampleTrap("b", press: 4)])
        var record = gradedStudy(study)
        for index in record.ratings.indices where record.ratings[index].raterIndex == 2 {
            let rating = record.ratings[index]
            record.ratings[index].answer = change(record.trial(of: rating), rating.answer)
        }
        return StudyAnalysis(record).raters[2]
    }

    @Test("accepts who listens")
    func honest() {
        let result = screened { $1 }
        #expect(result.verdict == .accepted && result.reasons.isEmpty)
        #expect(result.trapsPassed == 2 && result.trapCount == 2)
    }

    @Test("rejects who fails a trap, and leaves the rater out of the results")
    func traps() throws {
        let result = screened { trial, answer in
            if case .trap = trial.kind { .score(5) } else { answer }
        }
        #expect(result.verdict == .rejected && result.reasons == ["failed 2 of 2 traps"])
        let study = exampleStudy(.acr, traps: [exampleTrap("a")])
        var record = gradedStudy(study)
        for index in record.ratings.indices where record.ratings[index].raterIndex == 2 {
            record.ratings[index].answer = .score(5)
        }
        let analysis = StudyAnalysis(record)
        #expect(analysis.leftOut == ["r2"])
        #expect(analysis.overall(question: "acr").map(\.raterCount) == [4, 4])
        let all = StudyAnalysis(record, options: everybody)
        #expect(all.overall(question: "acr").map(\.raterCount) == [5, 5] && all.leftOut.isEmpty)
    }

    @Test("rejects who always gives the same grade")
    func constant() {
        let result = screened { trial, answer in
            if case .trap = trial.kind { answer } else { .score(3) }
        }
        #expect(result.reasons.first == "gave the same answer every time")
    }

    @Test("doubts who grades against all others")
    func contrary() {
        let result = screened { trial, answer in
            if case .trap = trial.kind { return answer }
            if case .score(let score) = answer { return .score(6 - score) }
            return answer
        }
        #expect(result.verdict == .doubtful)
        #expect((result.correlationWithOthers ?? 1) < 0)
    }

    @Test(
        "MushraScreening rejects who grades the hidden reference below 90 in over 15 % of the items",
        arguments: [(1, false), (2, true)])
    func hiddenReference(lowItems: Int, isRejected: Bool) {
        // 12 items: 15 % are 1.8.
        let record = simulated(exampleStudy(.mushra, systems: mushraSystems)) { rater, _, shown in
            .mushra(
                shown.isEmpty
                    ? [0, 0, 0, 0]
                    : shown.map { stimulus in
                        let item = itemNumber(stimulus)
                        guard stimulus.system == "recording" else { return 40 + item }
                        return rater == 1 && item < lowItems ? 89 : 90 + rater
                    })
        }
        let rater = StudyAnalysis(record).raters[1]
        #expect((rater.verdict == .rejected) == isRejected, "\(rater.reasons)")
    }

    @Test("repeats show how far a rater agrees with themself")
    func repeats() {
        let study = exampleStudy(.acr, itemCount: 20, repeatCount: 4)
        let record = simulated(study) { rater, trial, _ in
            if case .repeatOf = trial.kind { return .score(rater == 0 ? 5 : 4) }
            return .score(4)
        }
        let raters = StudyAnalysis(record).raters
        #expect(raters[0].repeatDifference == 1 && raters[1].repeatDifference == 0)
        #expect(raters.allSatisfy { $0.repeatCount == 4 })
    }
}

@Suite("PowerEstimate")
struct PowerEstimateTests {
    @Test("finds the smallest number of raters whose study would find the difference")
    func smallest() throws {
        let components = VarianceComponents(rater: 0.04, item: 0.1, residual: 0.5)
        let estimate = PowerEstimate(system: "new", components: components, itemCount: 100)
        let raters = try #require(estimate.raterCount)
        func reach(_ count: Int) -> Double {
            let t = StudentT(degreesOfFreedom: Double(count - 1))
            let variance = 0.04 / Double(count) + 0.1 / 100 + 0.5 / Double(count * 100)
            return (t.quantile(0.975) + t.quantile(0.8)) * variance.squareRoot()
        }
        #expect(reach(raters) <= 0.2 && reach(raters - 1) > 0.2)
    }

    @Test("says when the clips are too few for any number of raters")
    func tooFewItems() throws {
        let components = VarianceComponents(rater: 0.01, item: 0.5, residual: 0.5)
        let estimate = PowerEstimate(system: "new", components: components, itemCount: 10)
        #expect(estimate.raterCount == nil)
        #expect(try #require(estimate.itemCountForTwentyRaters) > 10)
    }
}

@Suite("ListeningReport (ReportPlots)")
struct ListeningReportTests {
    private var record: StudyRecord { gradedStudy(exampleStudy(.acr, repeatCount: 2)) }

    @Test("text fits 100 columns and names systems, raters, agreement and what the numbers mean")
    func text() {
        let text = ListeningReport(record).text()
        for word in ["old", "new", "MOS", "95 % interval", "r4", "alpha", "bootstrap", "accepted"] {
            #expect(text.contains(word), "\(word)")
        }
        #expect(text.split(separator: "\n").allSatisfy { TextTable.width(String($0)) <= 100 })
    }

    @Test("HTML is one file without script or network, with its pictures inside")
    func html() {
        var study = exampleStudy(.acr)
        study.title = "<b>&\"x\""
        let html = ListeningReport(gradedStudy(study)).html()
        #expect(html.contains("&lt;b&gt;&amp;&quot;x&quot;") && !html.contains("<b>"))
        // Interval plots of all and of both conditions, histograms, heat map.
        #expect(html.components(separatedBy: "<svg ").count - 1 == 5)
        #expect(
            html.components(separatedBy: "<svg ").count
                == html.components(separatedBy: "</svg>").count)
        for word in ["<script", "href=", "src=", "url(", "@import"] {
            #expect(!html.contains(word), "\(word)")
        }
        #expect(html.contains("prefers-color-scheme: dark"))
    }

    @Test("CSV has a row for each result, and JSON reads back", arguments: Method.allCases)
    func tables(method: Method) throws {
        let systems = method == .mushra || method == .dcr ? mushraSystems : exampleSystems(2)
        let record = simulated(exampleStudy(method, systems: systems)) { rater, trial, _ in
            exampleAnswer(method, trial: trial.index + rater, clipCount: trial.clips.count)
        }
        let report = ListeningReport(record)
        let rows = try CSV.records(report.csv(), source: "test")
        #expect(rows.count == report.analysis.systems.count + 1)
        #expect(Set(rows.map(\.fields.count)).count == 1)
        let read = try StudyJSON.decode(
            StudyAnalysis.self, from: Data(report.json().utf8), of: "test")
        #expect(read.systems.map(\.mean) == report.analysis.systems.map(\.mean))
        #expect(!report.text().isEmpty && report.html().hasSuffix("</html>\n"))
    }

    @Test("a study nobody rated yet gives a report that says so", arguments: Method.allCases)
    func empty(method: Method) {
        let systems = method == .mushra || method == .dcr ? mushraSystems : exampleSystems(2)
        let record = StudyRecord(
            study: exampleStudy(method, systems: systems), raters: [], trials: [], ratings: [])
        let report = ListeningReport(record)
        #expect(report.text().contains("Nobody has rated yet."))
        #expect(report.html().contains("No counted answers yet."))
    }

    @Test("TextTable counts Chinese characters as two columns")
    func wide() {
        let table = TextTable(header: ["名", "n"], rows: [["a", "1"]], rightAligned: [1])
        #expect(table.text == "名  n\na   1\n")
        #expect(fixed(-0.004, 2) == "0.00" && fixed(-1.235, 2) == "-1.24" && fixed(12, 0) == "12")
    }
}

@Suite("CoverageSimulation")
struct CoverageSimulationTests {
    @Test("SimulatedRaters aim at the mean of the rounded grades", arguments: [1.2, 3.0, 4.0, 4.5])
    func centre(mean: Double) {
        let raters = SimulatedRaters()
        let centre = raters.centre(meanGrade: mean)
        #expect(abs(raters.meanGrade(centre: centre) - mean) < 1e-9)
        var random = StudyRandom(seed: 5)
        var sum = 0
        for _ in 0..<20_000 {
            sum +=
                raters.grades(
                    centres: [centre], raterCount: 1, itemCount: 1, random: &random)[0][0][0]
        }
        #expect(abs(Double(sum) / 20_000 - mean) < 0.03)
    }

    @Test("the headline covers about as promised; ratings taken as independent do not")
    func coverage() throws {
        var design = CoverageSimulation.Design()
        design.studyCount = 150
        design.itemCount = 30
        design.bootstrapDrawCount = 200
        let simulation = CoverageSimulation(design)
        #expect(simulation.lines.count == 3 * 4)
        for line in simulation.lines {
            // Four standard errors of 150 studies at 95 %.
            if line.method == .crossed { #expect(line.covered.share > 0.95 - 4 * 0.018) }
            if line.method == .naive, line.quantity.hasPrefix("mean") {
                #expect(line.covered.share < 0.85)
            }
        }
        #expect(simulation.text.contains("headline"))
    }
}
