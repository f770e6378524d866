/// The tour that runs by itself: a sample, played turn by turn and over again.
struct Demo: Equatable, Sendable {
    /// How often it has been through.
    var round = 0
    /// When the next round begins; nil while one runs.
    var nextRoundAt: Double?

    /// Seconds between rounds.
    static let pause = 3.0
}

extension StudioState {
    /// The sample has been read, or the voices have come: begin.
    mutating func startDemo() -> [Effect] {
        guard demo != nil, demo?.round == 0, cast.cast != nil,
            !script.dialogue.turns.isEmpty
        else { return [] }
        demo?.round = 1
        return play(.all)
    }

    mutating func endOfDemoRound() -> [Effect] {
        guard demo != nil else { return [] }
        demo?.nextRoundAt = clock + Demo.pause
        return [.wakeIn(seconds: Demo.pause)]
    }

    mutating func tickDemo() -> [Effect] {
        guard let next = demo?.nextRoundAt, next <= clock else { return [] }
        demo?.nextRoundAt = nil
        demo?.round += 1
        return play(.all)
    }
}
