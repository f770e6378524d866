import Script

/// The silences between the turns of a dialogue, told turn by turn in the order of the script.
public struct TurnSpacing: Sendable {
    private let rules: SilenceRules
    private var carriedPause = 0
    private var hasSpoken = false

    /// - Parameter seed: that of the settings which the turns are rendered with.
    public init(seed: UInt64) {
        rules = SilenceRules(seed: seed)
    }

    /// How many samples of silence come between what was told before and this turn's sound.
    ///
    /// - Parameter report: of the turn; its first samples, or its end, must have been made.
    public mutating func silence(before turn: Turn, _ report: TurnReport) -> Int {
        let pause = carriedPause + report.leadingPause
        carriedPause = pause
        guard report.hasBegun else { return 0 }
        carriedPause = 0
        defer { hasSpoken = true }
        return hasSpoken ? rules.beforeTurn(turn, pause: pause) : pause
    }

    /// Tells that the turn is over.
    ///
    /// - Parameter report: of the turn, which has been rendered to its end.
    public mutating func finish(_ report: TurnReport) {
        carriedPause += report.trailingPause
    }
}
