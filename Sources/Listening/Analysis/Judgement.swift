/// One counted answer about one system (or one pair), with the key applied: what statistics read.
struct Judgement: Equatable {
    var rater: Int
    /// Index into the study's items.
    var item: Int
    var questionIndex: Int
    var condition: String
    /// The system, or in paired methods the pair, by index into `StudyAnalysis.subjects`.
    var subject: Int
    /// The grade; in CCR in favour of the pair's other system; in AB 1 if that was preferred, in
    /// ABX and speaker identification 1 if the answer is right, else 0.
    var value: Double
    var trialIndex: Int
}

/// What a study compares: a system, or a pair.
struct Subject: Equatable {
    var name: String
    var role: System.Role
    var pair: SystemPair?
}

extension StudyRecord {
    /// What results are reported for, in the study's order.
    var subjects: [Subject] {
        guard study.method.isPaired else {
            return study.ratedSystems.map { Subject(name: $0.name, role: $0.role, pair: nil) }
        }
        return study.comparedPairs.map {
            Subject(name: "\($0.other) against \($0.baseline)", role: .other, pair: $0)
        }
    }

    /// The judgements in those ratings that stand and whose trials `accepts`.
    func judgements(where accepts: (Trial) -> Bool = \.isCounted) -> [Judgement] {
        let key = JudgementKey(self)
        return currentRatings.flatMap { rating -> [Judgement] in
            let trial = trial(of: rating)
            guard accepts(trial) else { return [] }
            return key.judgements(rating, trial)
        }
    }
}

/// Turns answers into judgements by what only the organiser knows.
private struct JudgementKey {
    let method: Method
    let stimulusOf: [String: Stimulus]
    let itemIndex: [String: Int]
    let subjectOf: [[String]: Int]
    /// Pairs as named, baseline first.
    let baselines: Set<[String]>

    init(_ record: StudyRecord) {
        method = record.study.method
        stimulusOf = Dictionary(
            record.study.stimuli.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        itemIndex = Dictionary(
            uniqueKeysWithValues: record.study.items.enumerated().map { ($1, $0) })
        var subjectOf: [[String]: Int] = [:]
        for (index, subject) in record.subjects.enumerated() {
            if let pair = subject.pair {
                subjectOf[[pair.baseline, pair.other]] = index
                subjectOf[[pair.other, pair.baseline]] = index
            } else {
                subjectOf[[subject.name]] = index
            }
        }
        self.subjectOf = subjectOf
        baselines = Set(record.subjects.compactMap(\.pair).map { [$0.baseline, $0.other] })
    }

    func judgements(_ rating: Rating, _ trial: Trial) -> [Judgement] {
        let shown = trial.clips.compactMap { stimulusOf[$0.id] }
        guard shown.count == trial.clips.count, let first = shown.first else { return [] }
        if case .mushra(let values) = rating.answer {
            return zip(shown, values).compactMap { stimulus, value in
                judgement(rating, trial, stimulus, [stimulus.system], Double(value))
            }
        }
        let systems = method.isPaired ? shown.prefix(2).map(\.system) : [first.system]
        guard let value = value(rating.answer, shown) else { return [] }
        return [judgement(rating, trial, first, systems, value)].compactMap { $0 }
    }

    private func judgement(
        _ rating: Rating, _ trial: Trial, _ stimulus: Stimulus, _ systems: [String], _ value: Double
    ) -> Judgement? {
        guard let subject = subjectOf[systems], let item = itemIndex[stimulus.item] else {
            return nil
        }
        return Judgement(
            rater: rating.raterIndex, item: item, questionIndex: trial.questionIndex,
            condition: stimulus.condition, subject: subject, value: value,
            trialIndex: trial.index)
    }

    private func value(_ answer: Answer, _ shown: [Stimulus]) -> Double? {
        switch (answer, method) {
        case (.score(let score), _): return Double(score)
        case (.speaker(let name), _): return name == shown[0].speaker ? 1 : 0
        case (.comparison(let value), _):
            return Double(isBaselineFirst(shown) ? value : -value)
        case (.choice(let side), .ab):
            return (side == .second) == isBaselineFirst(shown) ? 1 : 0
        case (.choice(let side), .abx):
            guard shown.count == 3 else { return nil }
            return (side == .first) == (shown[2].id == shown[0].id) ? 1 : 0
        default: return nil
        }
    }

    private func isBaselineFirst(_ shown: [Stimulus]) -> Bool {
        baselines.contains([shown[0].system, shown[1].system])
    }
}
