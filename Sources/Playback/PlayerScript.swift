import Script
import Synthesis

/// The dialogue as the player sees it: what each turn's sound is found by, how long it lasts, and
/// in which order sound is wanted.
struct PlayerScript: Sendable {
    struct Slot: Sendable {
        var turn: Turn
        var voice: Voice
        var key: TurnKey
    }

    private(set) var slots: [Slot] = []
    /// 2 where a voice in it stands beside the middle, else 1.
    private(set) var channelCount = 1
    /// What is known of turns rendered once, also of those whose sound has been let go.
    private(set) var reports: [TurnKey: TurnReport] = [:]
    /// Why turns cannot be rendered.
    private(set) var failures: [TurnKey: String] = [:]
    private let seed: UInt64
    /// Start of each turn's sound in samples, and at last the end; nil if it must be found anew.
    private var starts: [Int]?
    /// Whether nothing in `starts` is estimated.
    private(set) var isWhollyKnown = false

    init(seed: UInt64) {
        self.seed = seed
    }

    /// Takes another version of the dialogue; `key` is asked only for what is new.
    ///
    /// - Returns: how many slots at the beginning and at the end sound as before.
    @discardableResult
    mutating func update(
        _ dialogue: Dialogue, cast: Cast, key: (Turn, Voice) -> TurnKey
    ) -> (head: Int, tail: Int) {
        let (old, turns) = (slots, dialogue.turns)
        channelCount = cast.channelCount(speaking: dialogue)
        func isSame(_ slot: Slot, _ turn: Turn) -> Bool {
            slot.turn == turn && slot.voice == cast.voices[turn.speaker.index]
        }
        let shorter = min(old.count, turns.count)
        var (head, tail) = (0, 0)
        while head < shorter, isSame(old[head], turns[head]) { head += 1 }
        while tail < shorter - head,
            isSame(old[old.count - 1 - tail], turns[turns.count - 1 - tail])
        {
            tail += 1
        }
        slots = turns.indices.map { index in
            let turn = turns[index]
            let voice = cast.voices[turn.speaker.index]
            let isTail = index >= turns.count - tail
            let earlier = index < head ? index : isTail ? index - turns.count + old.count : nil
            let known = earlier.map { old[$0].key }
            return Slot(turn: turn, voice: voice, key: known ?? key(turn, voice))
        }
        let keys = Set(slots.map(\.key))
        reports = reports.filter { keys.contains($0.key) }
        failures = failures.filter { keys.contains($0.key) }
        starts = nil
        return (head, tail)
    }

    mutating func finish(_ key: TurnKey, _ report: TurnReport) {
        reports[key] = report
        starts = nil
    }

    mutating func fail(_ key: TurnKey, _ reason: String) { failures[key] = reason }

    /// The index nearest to `index` at which this turn stands now.
    func index(of key: TurnKey, near index: Int) -> Int? {
        if slots.indices.contains(index), slots[index].key == key { return index }
        let distances = slots.indices.lazy.filter { slots[$0].key == key }
        return distances.min { abs($0 - index) < abs($1 - index) }
    }

    /// Indices in the order in which their sound is wanted: the next turns, the last two, all that
    /// follow, and all that went before, the nearest first.
    func order(from index: Int) -> some Sequence<Int> {
        let index = min(max(index, 0), slots.count)
        let soon = min(index + 3, slots.count)
        let lately = max(index - 2, 0)
        return [
            AnySequence(index..<soon), AnySequence((lately..<index).reversed()),
            AnySequence(soon..<slots.count), AnySequence((0..<lately).reversed()),
        ].joined()
    }

    // MARK: - Time

    /// Samples that a turn lasts: as rendered, or as its text lets expect.
    func sampleCount(at index: Int) -> Int {
        let slot = slots[index]
        return reports[slot.key]?.sampleCount ?? expectedSampleCount(of: slot.turn)
    }

    /// Where the sound of a turn begins in the whole, in samples; of the turn after the last, where
    /// the whole ends. Linear in the number of turns, but only after a change.
    mutating func start(of index: Int) -> Int {
        if let starts { return starts[min(index, starts.count - 1)] }
        var spacing = TurnSpacing(seed: seed)
        var place = 0
        var found: [Int] = []
        var knownCount = 0
        found.reserveCapacity(slots.count + 1)
        for slot in slots {
            let known = reports[slot.key]
            if known != nil { knownCount += 1 }
            let report = known ?? expectedReport(of: slot.turn)
            place += spacing.silence(before: slot.turn, report)
            spacing.finish(report)
            found.append(place)
            place += report.sampleCount
        }
        found.append(place)
        starts = found
        isWhollyKnown = knownCount == slots.count
        return found[min(index, found.count - 1)]
    }

    /// The turn that sounds at a place in the whole, and how far into it that is.
    mutating func place(atSample sample: Int) -> (index: Int, offset: Int)? {
        _ = start(of: 0)
        guard let starts, !slots.isEmpty else { return nil }
        var low = 0
        var high = slots.count
        while low + 1 < high {
            let middle = (low + high) / 2
            if starts[middle] <= sample { low = middle } else { high = middle }
        }
        return (low, min(max(sample - starts[low], 0), max(sampleCount(at: low) - 1, 0)))
    }

    private func expectedReport(of turn: Turn) -> TurnReport {
        var report = TurnReport()
        report.sampleCount = expectedSampleCount(of: turn)
        report.hasBegun = report.sampleCount > 0
        return report
    }

    /// About 14 Latin letters, or 4 Chinese characters of three bytes each, last a second.
    private func expectedSampleCount(of turn: Turn) -> Int {
        turn.text.utf8.count * Synthesizer.sampleRate / 14
    }
}
