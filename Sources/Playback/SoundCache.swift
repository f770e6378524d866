import Synthesis

/// The sound of turns, found by what it depends on, within a bound of memory.
struct SoundCache: Sendable {
    let byteLimit: Int
    private(set) var byteCount = 0
    private var sounds: [TurnKey: TurnSound] = [:]

    init(byteLimit: Int) {
        self.byteLimit = byteLimit
    }

    var isOverLimit: Bool { byteCount > byteLimit }
    var completeCount: Int { sounds.values.count { $0.isComplete } }

    subscript(key: TurnKey) -> TurnSound? { sounds[key] }

    func isComplete(_ key: TurnKey) -> Bool { sounds[key]?.isComplete ?? false }

    /// Takes in what a step of rendering gave.
    mutating func take(_ step: RenderWorker.Step, for key: TurnKey) {
        let before = sounds[key]?.byteCount ?? 0
        sounds[key, default: TurnSound()].append(step.samples, at: step.offset)
        sounds[key]?.report = step.report
        if step.isComplete { sounds[key]?.isComplete = true }
        byteCount += (sounds[key]?.byteCount ?? 0) - before
    }

    mutating func remove(_ key: TurnKey) {
        byteCount -= sounds.removeValue(forKey: key)?.byteCount ?? 0
    }

    /// Lets go of the front of one very long turn.
    mutating func drop(before offset: Int, of key: TurnKey) {
        let before = sounds[key]?.byteCount ?? 0
        sounds[key]?.drop(before: offset)
        byteCount += (sounds[key]?.byteCount ?? 0) - before
    }

    /// Keeps within the limit what is wanted first.
    ///
    /// - Parameters:
    ///   - pinned: kept whatever it costs.
    ///   - order: further keys, those wanted first at the front.
    /// - Returns: what was let go.
    mutating func trim(
        pinned: Set<TurnKey>, order: some Sequence<TurnKey>
    ) -> Set<TurnKey> {
        var kept = pinned
        var bytes = pinned.reduce(0) { $0 + (sounds[$1]?.byteCount ?? 0) }
        for key in order where !kept.contains(key) {
            guard let sound = sounds[key] else { continue }
            bytes += sound.byteCount
            guard bytes <= byteLimit else { break }
            kept.insert(key)
        }
        let dropped = Set(sounds.keys).subtracting(kept)
        for key in dropped { remove(key) }
        return dropped
    }

    /// The bytes that a turn of so many samples takes.
    static func byteCount(ofSamples count: Int) -> Int {
        (count + TurnSound.blockLength - 1) / TurnSound.blockLength * 2 * TurnSound.blockLength
    }
}
