/// Keeps the books of a listener whom only the clock stands for: what has been given, what of it
/// must have been heard by now.
struct SoundPacer: Sendable {
    /// How far ahead of the listener sound may be given, in seconds.
    static let lead = 0.2

    private let sampleRate: Double
    /// When the sound given last will have been heard; nil while nothing is under way.
    private var end: Double?
    private(set) var underrunCount = 0

    init(sampleRate: Int) {
        self.sampleRate = Double(sampleRate)
    }

    /// Takes note of samples given at the time `now`.
    ///
    /// - Returns: how long to wait before giving more.
    mutating func give(_ sampleCount: Int, now: Double) -> Double {
        guard sampleCount > 0 else { return 0 }
        if let end, end < now { underrunCount += 1 }
        let newEnd = max(end ?? now, now) + Double(sampleCount) / sampleRate
        end = newEnd
        return max(newEnd - now - Self.lead, 0)
    }

    /// Seconds given but not yet heard.
    func delay(now: Double) -> Double { max((end ?? now) - now, 0) }

    /// Forgets what has not been heard, and gives its length in seconds.
    mutating func stop(now: Double) -> Double {
        defer { end = nil }
        return delay(now: now)
    }
}
