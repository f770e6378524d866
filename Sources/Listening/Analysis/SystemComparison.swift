/// Means, intervals and tests of the systems of a study.
struct SystemComparison {
    private let study: Study
    private let subjects: [Subject]
    private let options: AnalysisOptions

    init(_ record: StudyRecord, options: AnalysisOptions) {
        study = record.study
        subjects = record.subjects
        self.options = options
    }

    /// All conditions together, then each condition if there are several.
    func results(_ judgements: [Judgement], question: Int) -> [SystemResult] {
        let conditions = Set(judgements.map(\.condition)).sorted()
        let name = study.questions[question].id
        let overall = group(judgements, name, nil)
        guard conditions.count > 1 else { return overall }
        return overall
            + conditions.flatMap { condition in
                group(judgements.filter { $0.condition == condition }, name, condition)
            }
    }

    private func group(
        _ judgements: [Judgement], _ question: String, _ condition: String?
    ) -> [SystemResult] {
        let bySubject = subjects.indices.map { subject in
            judgements.filter { $0.subject == subject }
        }
        var results = subjects.indices.compactMap { subject -> SystemResult? in
            guard !bySubject[subject].isEmpty else { return nil }
            var result = result(subjects[subject], bySubject[subject], question, condition)
            result.difference = difference(subject, bySubject)
            return result
        }
        let tested = results.indices.filter { results[$0].difference?.pValue != nil }
        let corrected = holmCorrected(tested.compactMap { results[$0].difference?.pValue })
        for (index, pValue) in zip(tested, corrected) {
            results[index].difference?.correctedPValue = pValue
        }
        return results
    }

    private func result(
        _ subject: Subject, _ judgements: [Judgement], _ question: String, _ condition: String?
    ) -> SystemResult {
        let values = judgements.map(\.value)
        let summary = SampleSummary(values)
        let crossed = CrossedMean(Self.grades(judgements))
        let isShare = !study.method.isGraded
        return SystemResult(
            name: subject.name, role: subject.role, question: question, condition: condition,
            count: values.count, raterCount: crossed.raterCount, itemCount: crossed.itemCount,
            mean: crossed.mean, standardDeviation: summary.standardDeviation,
            median: summary.median,
            interval: crossed.interval(confidence: options.confidence, within: scale),
            degreesOfFreedom: crossed.degreesOfFreedom,
            raterInterval: clamped(crossed.raterInterval(confidence: options.confidence)),
            bootstrapInterval: ClusterBootstrap.interval(
                Self.grades(judgements), confidence: options.confidence,
                drawCount: options.bootstrapDrawCount, seed: options.seed),
            naiveInterval: clamped(summary.studentInterval(confidence: options.confidence)),
            wilsonInterval: isShare
                ? Proportion(successes: values.count { $0 == 1 }, count: values.count)
                    .wilsonInterval(confidence: options.confidence) : nil,
            histogram: histogram(values), difference: nil)
    }

    private var scale: ClosedRange<Double> {
        let range = study.method.gradeRange ?? 0...1
        return Double(range.lowerBound)...Double(range.upperBound)
    }

    /// Means lie on the scale, so their intervals need not leave it.
    private func clamped(_ interval: Interval?) -> Interval? {
        interval.map {
            Interval(low: max(scale.lowerBound, $0.low), high: min(scale.upperBound, $0.high))
        }
    }

    private func histogram(_ values: [Double]) -> [Int] {
        let range = study.method.gradeRange ?? 0...1
        return SampleSummary.histogram(values, over: range, width: range.count > 20 ? 10 : 1)
    }

    /// One grade a rater and item: the mean where there are two, as with both orders of CCR.
    static func grades(_ judgements: [Judgement]) -> [Grade] {
        var cells: [[Int]: [Double]] = [:]
        for judgement in judgements {
            cells[[judgement.rater, judgement.item], default: []].append(judgement.value)
        }
        return cells.map {
            Grade(rater: $0.key[0], item: $0.key[1], value: SampleSummary($0.value).mean)
        }.sorted { ($0.rater, $0.item) < ($1.rater, $1.item) }
    }
}

extension SystemComparison {
    /// Against the baseline; a pair against no difference.
    private func difference(_ subject: Int, _ bySubject: [[Judgement]]) -> SystemDifference? {
        if let pair = subjects[subject].pair {
            return pairDifference(pair, bySubject[subject])
        }
        guard let baseline = baselineIndex, baseline != subject, !bySubject[baseline].isEmpty
        else { return nil }
        let mine = Self.grades(bySubject[subject])
        let theirs = Self.grades(bySubject[baseline])
        let paired = Self.paired(mine, theirs)
        let items = Self.itemMeans(paired)
        let crossed = CrossedMean(paired)
        let isPaired = crossed.count >= 2
        return SystemDifference(
            baseline: subjects[baseline].name,
            mean: isPaired ? crossed.mean : CrossedMean(mine).mean - CrossedMean(theirs).mean,
            interval: isPaired
                ? crossed.interval(confidence: options.confidence) : welch(mine, theirs),
            cohenD: EffectSize.cohenD(
                bySubject[subject].map(\.value), bySubject[baseline].map(\.value)),
            pairedD: EffectSize.paired(items), itemCount: items.count,
            pValue: items.count >= 2 ? (try? Wilcoxon(items))?.pValue ?? 1 : nil)
    }

    private func pairDifference(_ pair: SystemPair, _ judgements: [Judgement]) -> SystemDifference {
        let grades = Self.grades(judgements)
        let crossed = CrossedMean(grades)
        let items = Self.itemMeans(grades)
        let isGraded = study.method.isGraded
        let middle = isGraded ? 0.0 : 0.5
        let interval = crossed.interval(confidence: options.confidence)
        let wins = judgements.count { $0.value == 1 }
        return SystemDifference(
            baseline: pair.baseline, mean: crossed.mean - middle,
            interval: interval.map { Interval(low: $0.low - middle, high: $0.high - middle) },
            pairedD: EffectSize.paired(items.map { $0 - middle }), itemCount: items.count,
            pValue: isGraded
                ? (try? Wilcoxon(items))?.pValue ?? 1
                : Proportion(successes: wins, count: judgements.count).binomialTest())
    }

    private var baselineIndex: Int? {
        study.baselineSystem.flatMap { name in subjects.firstIndex { $0.name == name } }
    }

    /// Differences where the same rater graded the same item of both.
    static func paired(_ first: [Grade], _ second: [Grade]) -> [Grade] {
        let other = Dictionary(
            second.map { ([$0.rater, $0.item], $0.value) }, uniquingKeysWith: { a, _ in a })
        return first.compactMap { grade in
            other[[grade.rater, grade.item]].map {
                Grade(rater: grade.rater, item: grade.item, value: grade.value - $0)
            }
        }
    }

    /// The mean over raters of each item, in the order of the items.
    static func itemMeans(_ grades: [Grade]) -> [Double] {
        Dictionary(grouping: grades, by: \.item).sorted { $0.key < $1.key }
            .map { SampleSummary($0.value.map(\.value)).mean }
    }

    /// Without items in common: independent means, with Welch's (1947) degrees of freedom.
    private func welch(_ first: [Grade], _ second: [Grade]) -> Interval? {
        let (a, b) = (CrossedMean(first), CrossedMean(second))
        guard let left = a.standardError, let right = b.standardError,
            let leftDegrees = a.degreesOfFreedom, let rightDegrees = b.degreesOfFreedom
        else { return nil }
        let (v, w) = (left * left, right * right)
        guard v + w > 0 else { return nil }
        let degrees = (v + w) * (v + w) / (v * v / leftDegrees + w * w / rightDegrees)
        let t = StudentT(degreesOfFreedom: degrees).quantile((1 + options.confidence) / 2)
        let half = t * (v + w).squareRoot()
        let mean = a.mean - b.mean
        return Interval(low: mean - half, high: mean + half)
    }

    /// How many raters would find the planned difference, for each system with a baseline.
    func power(_ judgements: [Judgement]) -> [PowerEstimate] {
        guard study.method.isGraded else { return [] }
        let bySubject = subjects.indices.map { subject in
            Self.grades(judgements.filter { $0.subject == subject })
        }
        return subjects.indices.compactMap { subject in
            let grades: [Grade]
            if subjects[subject].pair != nil {
                grades = bySubject[subject]
            } else if let baseline = baselineIndex, baseline != subject {
                grades = Self.paired(bySubject[subject], bySubject[baseline])
            } else {
                return nil
            }
            let crossed = CrossedMean(grades)
            return crossed.components.map {
                PowerEstimate(
                    system: subjects[subject].name, components: $0, itemCount: crossed.itemCount,
                    difference: options.plannedDifference, power: options.plannedPower,
                    confidence: options.confidence)
            }
        }
    }
}
