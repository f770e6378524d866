import Listening

// The parts of a rater's sheet by the short names that the screen uses.
extension SessionSheet {
    var method: Method { common.method }
    var replayLimit: Int? { common.replayLimit }
    var language: ScreenLanguage {
        get { common.language }
        set { common.language = newValue }
    }
}

/// An answer that can be chosen, with what stands beside it.
struct RatingChoice: Equatable, Sendable {
    var answer: Answer
    /// The number or letter in front.
    var mark: String
    var label: String
}

extension SessionSheet {
    /// What a trial asks.
    func question(of trial: Trial) -> String {
        let question = common.questions[safe: trial.questionIndex]?.text
        return (question ?? method.standardQuestion).text(language)
    }

    /// The answers that a trial offers, from the top of the screen; empty where sliders are.
    func choices(of trial: Trial) -> [RatingChoice] {
        switch method {
        case .acr, .dcr, .ccr: gradeChoices(of: trial)
        case .ab, .abx:
            Answer.Side.allCases.enumerated().map { index, side in
                let clip = Self.letter(index)
                let verb = language == .english ? "is" : "是"
                let label = method == .ab ? clip : "X \(verb) \(clip)"
                return RatingChoice(
                    answer: .choice(side), mark: "\(index + 1)", label: label)
            }
        case .speaker:
            common.speakers.enumerated().map {
                RatingChoice(answer: .speaker($1), mark: "\($0 + 1)", label: $1)
            }
        case .mushra: []
        }
    }

    private func gradeChoices(of trial: Trial) -> [RatingChoice] {
        let own = common.questions[safe: trial.questionIndex]?.labels
        return method.scale.enumerated().map { index, step in
            let words = own.flatMap { $0.count == method.scale.count ? $0[index] : nil }
            let isSigned = method == .ccr
            let sign = isSigned && step.value > 0 ? "+" : ""
            let digits = step.value < 0 ? "−\(-step.value)" : "\(step.value)"
            return RatingChoice(
                answer: isSigned ? .comparison(step.value) : .score(step.value),
                mark: sign + digits, label: (words ?? step.label).text(language))
        }
    }

    /// What the sounds of a trial are called, the reference first where there is one.
    func soundNames(of trial: Trial) -> [String] {
        let isEnglish = language == .english
        if method == .mushra {
            let reference = trial.reference == nil ? [] : [isEnglish ? "Reference" : "参考音"]
            return reference + trial.clips.indices.map { Self.letter($0) }
        }
        let count = trial.clips.count + (trial.reference == nil ? 0 : 1)
        switch (method, count) {
        case (.dcr, 2): return isEnglish ? ["Reference", "Clip"] : ["参考音", "语音"]
        case (.ab, 2): return ["A", "B"]
        case (.abx, 3): return ["A", "B", "X"]
        case (_, 2): return isEnglish ? ["First", "Second"] : ["第一段", "第二段"]
        case (_, 1): return [isEnglish ? "Clip" : "语音"]
        default: return (0..<count).map { Self.letter($0) }
        }
    }

    static func letter(_ index: Int) -> String {
        Unicode.Scalar(UInt32(65 + index % 26)).map { String(Character($0)) } ?? "?"
    }

    /// Trials that are practice.
    var trainingCount: Int { trials.count { $0.kind == .training } }
}

extension Trial {
    /// How many sounds it has; the reference is the first where there is one.
    var soundCount: Int { clips.count + (reference == nil ? 0 : 1) }
}
