/// Numbers the trials of one rater and puts them into blocks.
struct SessionAssembly {
    private(set) var trials: [Trial] = []
    private let study: Study
    /// Screens so far, training left out.
    private var screenCount = 0
    /// First trial of each place of the plan.
    private var firstTrialOf: [Int: Int] = [:]

    init(_ study: Study) {
        self.study = study
        for training in study.training {
            appendScreen(.training, training.clips, training.reference)
        }
    }

    mutating func append(_ screen: PlannedScreen) {
        firstTrialOf[screen.place] = trials.count
        screenCount += 1
        if let original = screen.repeatedPlace, let first = firstTrialOf[original] {
            appendScreen(.repeatOf(first), screen.clips, screen.reference)
        } else {
            appendScreen(.rating, screen.clips, screen.reference)
        }
    }

    mutating func append(_ trap: Trap) {
        screenCount += 1
        trials.append(
            Trial(
                index: trials.count, kind: .trap(expected: trap.expected), block: block,
                clips: trap.clip.map { [$0] } ?? [], instruction: trap.instruction))
    }

    private var block: Int { screenCount == 0 ? 0 : 1 + (screenCount - 1) / study.blockLength }

    /// One trial for each question about the same clips.
    private mutating func appendScreen(_ kind: Trial.Kind, _ clips: [Clip], _ reference: Clip?) {
        for question in study.questions.indices {
            var kind = kind
            if case .repeatOf(let first) = kind { kind = .repeatOf(first + question) }
            trials.append(
                Trial(
                    index: trials.count, kind: kind, block: block, questionIndex: question,
                    continuesClips: question > 0, clips: clips, reference: reference))
        }
    }
}
