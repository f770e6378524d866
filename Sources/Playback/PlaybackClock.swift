import Glibc

/// The time by which sound is paced; a test puts its own in its place.
public struct PlaybackClock: Sendable {
    /// Seconds from any start, never going back.
    public var now: @Sendable () -> Double
    /// Waits so many seconds, or less if the task is cancelled.
    public var sleep: @Sendable (_ seconds: Double) async -> Void

    public init(
        now: @escaping @Sendable () -> Double,
        sleep: @escaping @Sendable (_ seconds: Double) async -> Void
    ) {
        self.now = now
        self.sleep = sleep
    }

    /// The clock of the machine.
    public static let monotonic = PlaybackClock(
        now: {
            var time = timespec()
            clock_gettime(CLOCK_MONOTONIC, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
        },
        // Cancellation is the only thing that it throws.
        sleep: { seconds in try? await Task.sleep(for: .seconds(max(seconds, 0))) })
}
