/// Everything that a report says, as numbers.
public struct StudyAnalysis: Codable, Equatable, Sendable {
    public var title: String
    public var method: Method
    /// In the study's order: for each question all conditions together, then each condition.
    public var systems: [SystemResult]
    public var raters: [RaterResult]
    /// Agreement of the raters who count, by question.
    public var agreement: [AgreementResult]
    /// For the first question and each system with a baseline.
    public var power: [PowerEstimate]
    /// Who was taken for whom, over all systems, and by system; only for speaker identification.
    public var confusions: [ConfusionResult]
    /// Names of raters left out.
    public var leftOut: [String]

    /// Computes all of it; half a second for 10,000 ratings.
    public init(_ record: StudyRecord, options: AnalysisOptions = AnalysisOptions()) {
        title = record.study.title
        method = record.study.method
        let screening = RaterScreening(record, options: options)
        raters = screening.results
        let rejected = Set(
            raters.filter { $0.verdict == .rejected && options.leavesOutRejected }
                .map(\.rater.index))
        leftOut = record.raters.filter { rejected.contains($0.index) }.map(\.name)
        let judgements = record.judgements().filter { !rejected.contains($0.rater) }
        let comparison = SystemComparison(record, options: options)
        systems = record.study.questions.indices.flatMap { question in
            let asked = judgements.filter { $0.questionIndex == question }
            return comparison.results(asked, question: question)
        }
        agreement = record.study.questions.enumerated().map { index, question in
            AgreementResult(
                judgements.filter { $0.questionIndex == index }, question: question.id,
                subjectCount: record.subjects.count)
        }
        power = comparison.power(judgements.filter { $0.questionIndex == 0 })
        confusions = ConfusionResult.all(record, without: rejected)
    }

    /// The results of all conditions together for one question.
    public func overall(question: String) -> [SystemResult] {
        systems.filter { $0.question == question && $0.condition == nil }
    }
}

/// Who was taken for whom with one system.
public struct ConfusionResult: Codable, Equatable, Sendable {
    /// nil for all systems together.
    public var system: String?
    public var names: [String]
    /// `counts[truth][answer]`.
    public var counts: [[Int]]
    public var accuracy: Proportion
    /// Cohen's.
    public var kappa: Double?

    static func all(_ record: StudyRecord, without rejected: Set<Int>) -> [ConfusionResult] {
        guard record.study.method == .speaker else { return [] }
        let stimulusOf = Dictionary(
            record.study.stimuli.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var answers: [(system: String, truth: String, answer: String)] = []
        for rating in record.currentRatings where !rejected.contains(rating.raterIndex) {
            let trial = record.trial(of: rating)
            guard trial.isCounted, case .speaker(let name) = rating.answer,
                let stimulus = trial.clips.first.flatMap({ stimulusOf[$0.id] })
            else { continue }
            answers.append((stimulus.system, stimulus.speaker, name))
        }
        let names: [String?] = [nil] + record.study.systems.map { $0.name }
        return names.map { system in
            let chosen = answers.filter { system == nil || $0.system == system }
            let table = ConfusionTable(
                names: record.study.speakers, pairs: chosen.map { ($0.truth, $0.answer) })
            return ConfusionResult(
                system: system, names: table.names, counts: table.counts,
                accuracy: table.accuracy, kappa: table.kappa)
        }
    }
}

/// How far the raters agree.
public struct AgreementResult: Codable, Equatable, Sendable {
    public var question: String
    /// Krippendorff's alpha, by name of the metric; empty where it cannot be had.
    public var alpha: [String: Double]
    /// ICC(2,1): of one rater. nil unless at least two raters graded at least two clips in common.
    public var single: Double?
    /// ICC(2,k): of the mean of all raters.
    public var average: Double?
    /// Clips that every rater graded, which the ICC is taken from.
    public var completeClipCount: Int

    init(_ judgements: [Judgement], question: String, subjectCount: Int) {
        self.question = question
        var units: [Int: [Int: [Double]]] = [:]
        for judgement in judgements {
            let unit = judgement.item * max(1, subjectCount) + judgement.subject
            units[unit, default: [:]][judgement.rater, default: []].append(judgement.value)
        }
        // In CCR both orders of an item are one unit, with their mean.
        let tables = units.sorted { $0.key < $1.key }.map {
            $0.value.mapValues { SampleSummary($0).mean }
        }
        alpha = [:]
        for metric in KrippendorffAlpha.Metric.allCases {
            let grades = tables.map { $0.sorted { $0.key < $1.key }.map(\.value) }
            alpha[metric.rawValue] = KrippendorffAlpha.alpha(grades, metric)
        }
        let raters = Set(judgements.map(\.rater)).sorted()
        let complete = tables.filter { $0.count == raters.count }
        completeClipCount = complete.count
        let correlation = IntraclassCorrelation(
            complete.map { table in raters.compactMap { table[$0] } })
        single = correlation?.single
        average = correlation?.average
    }
}
