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
    /// Whether a tick has been asked for.
    var isTimerSet = false
    /// By turn of the dialogue.
    var sounds: [TurnStatus] = []
    /// By turn of the dialogue, its index among the editor's turns.
    var regions: [Int?] = []
    /// Of the editor's turns when the text was read.
    var hashes: [UInt64] = []

    /// Seconds after a change before the script is read and kept safe.
    static let pause = 0.25

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
    mutating func accept(_ report: ScriptReport) {
        readVersion = report.version
        problems = report.problems
        lint = problems.map { LintMark($0) }
        var known: [Turn: TurnStatus] = [:]
        for (turn, status) in zip(dialogue.turns, sounds) { known[turn] = status }
        let old = (dialogue.turns, sounds)
        dialogue = report.dialogue
        sounds = dialogue.turns.indices.map { index in
            if let status = known[dialogue.turns[index]] { return status }
            // A turn edited in place: it sounded, and will have to again.
            let wasReady = index < old.0.count && old.1[index].seconds != nil
            return TurnStatus(isStale: wasReady)
        }
    }
}
