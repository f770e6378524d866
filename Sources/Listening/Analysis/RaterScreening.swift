/// Which raters to trust: traps, variance and agreement with the others, after ITU-T P.808's
/// advice; for MUSHRA the post-screening of ITU-R BS.1534-3, Annex 1, 4.1.2.
struct RaterScreening {
    private(set) var results: [RaterResult] = []
    private let record: StudyRecord
    private let options: AnalysisOptions
    private let grades: [[Key: Double]]

    private struct Key: Hashable {
        var item: Int
        var subject: Int
        var question: Int
    }

    init(_ record: StudyRecord, options: AnalysisOptions) {
        self.record = record
        self.options = options
        var grades = record.raters.map { _ in [Key: [Double]]() }
        for judgement in record.judgements() {
            let key = Key(
                item: judgement.item, subject: judgement.subject,
                question: judgement.questionIndex)
            grades[judgement.rater][key, default: []].append(judgement.value)
        }
        self.grades = grades.map { $0.mapValues { SampleSummary($0).mean } }
        results = record.raters.map { result($0) }
    }

    private func result(_ rater: Rater) -> RaterResult {
        let ratings = record.currentRatings.filter { $0.raterIndex == rater.index }
        let own = grades[rater.index]
        let summary = SampleSummary(own.sorted { order($0.key, $1.key) }.map(\.value))
        let isGraded = record.study.method.isGraded && summary.count > 0
        let traps = traps(ratings)
        let repeats = repeatDifferences(ratings)
        var result = RaterResult(
            rater: rater, answeredCount: ratings.count,
            trialCount: record.trials[rater.index].count, trapsPassed: traps.passed,
            trapCount: traps.count, mean: isGraded ? summary.mean : nil,
            standardDeviation: isGraded ? summary.standardDeviation : nil,
            correlationWithOthers: correlationWithOthers(rater.index),
            repeatDifference: repeats.isEmpty ? nil : SampleSummary(repeats).mean,
            repeatCount: repeats.count, medianLatency: SampleSummary(ratings.map(\.latency)).median,
            meanReplays: SampleSummary(ratings.map { Double($0.replays) }).mean,
            verdict: .accepted, reasons: [])
        judge(&result, gradeCount: summary.count)
        return result
    }

    private func judge(_ result: inout RaterResult, gradeCount: Int) {
        let failed = result.trapCount - result.trapsPassed
        var rejections: [String] = []
        var doubts: [String] = []
        if failed > options.allowedTrapFailures {
            rejections.append("failed \(failed) of \(result.trapCount) traps")
        }
        if saysAlwaysTheSame(result.rater.index) {
            rejections.append("gave the same answer every time")
        }
        let mushra = MushraScreening(record, raterIndex: result.rater.index)
        if let reason = mushra.rejection { rejections.append(reason) }
        if let reason = mushra.doubt { doubts.append(reason) }
        if let correlation = result.correlationWithOthers, gradeCount >= 5,
            correlation < options.doubtfulCorrelation
        {
            doubts.append("agrees little with the others (r = \(fixed(correlation, 2)))")
        }
        result.reasons = rejections + doubts
        result.verdict = !rejections.isEmpty ? .rejected : doubts.isEmpty ? .accepted : .doubtful
    }

    /// What was pressed, not what it means: who always prefers one system in both orders of CCR
    /// presses different keys. Choices repeat by chance more easily than grades.
    private func saysAlwaysTheSame(_ rater: Int) -> Bool {
        let answers = record.currentRatings.filter {
            $0.raterIndex == rater && record.trial(of: $0).isCounted
        }.flatMap { rating -> [Answer] in
            guard case .mushra(let values) = rating.answer else { return [rating.answer] }
            return values.map { .score($0) }
        }
        return answers.count >= (record.study.method.isGraded ? 5 : 10) && Set(answers).count == 1
    }

    private func traps(_ ratings: [Rating]) -> (passed: Int, count: Int) {
        let outcomes = ratings.compactMap { rating -> Bool? in
            guard case .trap(let expected) = record.trial(of: rating).kind else { return nil }
            return rating.answer == expected
        }
        return (outcomes.count { $0 }, outcomes.count)
    }

    /// What a repeated trial says less what the first said, absolute; for MUSHRA slider by slider.
    private func repeatDifferences(_ ratings: [Rating]) -> [Double] {
        let byTrial = Dictionary(
            ratings.map { ($0.trialIndex, $0) }, uniquingKeysWith: { first, _ in first })
        return ratings.flatMap { again -> [Double] in
            guard case .repeatOf(let index) = record.trial(of: again).kind,
                let first = byTrial[index]
            else { return [] }
            return again.answer.distances(from: first.answer)
        }
    }

    /// With the mean of the others over what at least one other rater graded.
    private func correlationWithOthers(_ rater: Int) -> Double? {
        guard record.study.method.isGraded else { return nil }
        var own: [Double] = []
        var others: [Double] = []
        for (key, value) in grades[rater].sorted(by: { order($0.key, $1.key) }) {
            let rest = grades.indices.filter { $0 != rater }.compactMap { grades[$0][key] }
            guard !rest.isEmpty else { continue }
            own.append(value)
            others.append(SampleSummary(rest).mean)
        }
        return correlation(own, others)
    }

    private func order(_ a: Key, _ b: Key) -> Bool {
        (a.item, a.subject, a.question) < (b.item, b.subject, b.question)
    }
}

extension Answer {
    /// How far two answers to the same trial lie apart, one number for each clip graded.
    func distances(from other: Answer) -> [Double] {
        switch (self, other) {
        case (.score(let a), .score(let b)), (.comparison(let a), .comparison(let b)):
            [Double(abs(a - b))]
        case (.mushra(let a), .mushra(let b)): zip(a, b).map { Double(abs($0 - $1)) }
        default: [self == other ? 0 : 1]
        }
    }
}

/// The post-screening of ITU-R BS.1534-3: who grades the hidden reference below 90 for more than
/// 15 % of the items is left out; who grades an anchor above 90 so often is doubtful.
struct MushraScreening {
    private(set) var rejection: String?
    private(set) var doubt: String?

    init(_ record: StudyRecord, raterIndex: Int) {
        guard record.study.method == .mushra else { return }
        let judgements = record.judgements().filter { $0.rater == raterIndex }
        for (index, subject) in record.subjects.enumerated() {
            let values = judgements.filter { $0.subject == index }.map(\.value)
            guard !values.isEmpty else { continue }
            let low = values.count { $0 < 90 }
            let high = values.count { $0 > 90 }
            if subject.role == .reference, Double(low) > 0.15 * Double(values.count) {
                rejection =
                    "graded the hidden reference below 90 in \(low) of \(values.count) items"
            }
            if subject.role == .anchor, Double(high) > 0.15 * Double(values.count) {
                doubt = "graded the anchor “\(subject.name)” above 90 in \(high) of \(values.count)"
            }
        }
    }
}

/// A number with so many digits after the point, the same in every language of the system.
func fixed(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite else { return "–" }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let rounded = (abs(value) * scale).rounded()
    let whole = String(Int(rounded))
    let padded = String(repeating: "0", count: max(0, digits + 1 - whole.count)) + whole
    let sign = value < 0 && rounded > 0 ? "-" : ""
    guard digits > 0 else { return sign + padded }
    return sign + padded.dropLast(digits) + "." + padded.suffix(digits)
}
