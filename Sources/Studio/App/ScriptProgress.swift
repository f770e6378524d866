import Script

/// How far the text has been understood.
struct ScriptProgress: Equatable, Sendable {
    /// The version of the text that `dialogue` was read from; −1 before the first.
    var readVersion = -1
    /// The version that is being read.
    var readingVersion: Int?
    var dialogue = Dialogue()
    var problems: [ScriptProblem] = []
    /// The same for the gutter.
    var lint: [LintMark] = []
    /// When the text is to be read and kept safe; nil while that is done.
    var dueAt: Double?
    /// When the text was edited: last, and first since it was read and kept safe.
    var editedAt = -Double.infinity
    var unreadSince: Double?
    /// Whether the player still has an earlier dialogue.
    var isPlayerBehind = false
    /// Whether a tick has been asked for.
    var isTimerSet = false
    /// By turn of the dialogue.
    var sounds: [TurnStatus] = []
    /// By turn of the dialogue, its index among the editor's turns.
    var regions: [Int?] = []
    /// Of the editor's turns when the text was read.
    var hashes: [UInt64] = []

    /// Seconds after the last key before the script is read and kept safe, and turns rendered.
    static let pause = 0.3
    /// Seconds of typing without a pause after which it is read and kept safe nevertheless.
    static let longestWait = 0.75

    /// The turn of the dialogue that holds a place, counted from 1; nil before the first.
    func turn(atLine line: Int, column: Int) -> Int? {
        var (low, high) = (0, dialogue.turns.count)
        while low < high {
            let middle = (low + high) / 2
            let turn = dialogue.turns[middle]
            let isBefore = (turn.line, turn.column) <= (line, column)
            if isBefore { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? low - 1 : nil
    }
}

/// What is known about a turn's sound.
struct TurnStatus: Equatable, Sendable {
    var sound = TurnSound.waiting
    /// It was ready once, and something about it has changed.
    var isStale = false
    /// LUFS.
    var loudness: Double?
    /// Peaks of equal stretches, 0…1; filled while it sounds, or told by the player.
    var waveform: [Float] = []

    var seconds: Double? {
        if case .ready(let seconds) = sound { seconds } else { nil }
    }
}

extension ScriptProgress {
    /// Takes in what was read; turns that stay the same keep what is known of their sound.
    ///
    /// Costs little where little has changed, however long the script.
    ///
    /// - Returns: whether anything that is spoken has changed.
    @discardableResult
    mutating func accept(_ report: ScriptReport) -> Bool {
        let likeness =
            report.likeness.version == readVersion
            ? report.likeness
            : ScriptReport.Likeness(of: report.dialogue, to: dialogue, version: readVersion)
        readVersion = report.version
        problems = report.problems
        lint = problems.map { LintMark($0) }
        let old = likeness.head..<dialogue.turns.count - likeness.tail
        let new = likeness.head..<report.dialogue.turns.count - likeness.tail
        var known: [Turn: TurnStatus] = [:]
        for index in old { known[dialogue.turns[index]] = sounds[index] }
        dialogue = report.dialogue
        let fresh = new.map { index -> TurnStatus in
            if let status = known[dialogue.turns[index]] { return status }
            // A turn edited in place: it sounded, and will have to again. Till then its picture
            // stays.
            guard old.contains(index) else { return TurnStatus() }
            return sounds[index].outdated
        }
        sounds.replaceSubrange(old, with: fresh)
        return !old.isEmpty || !new.isEmpty
    }
}

extension TurnStatus {
    /// The same after a change of the turn: nothing is rendered, and what is known is of before.
    fileprivate var outdated: TurnStatus {
        var status = self
        status.isStale = isStale || seconds != nil
        status.sound = .waiting
        return status
    }
}
