import Glibc
import Synchronization

// A signal handler may touch nothing but this.
private let isInterrupted = Atomic(false)

/// Turns Ctrl-C and a polite kill into a flag that a long run looks at between steps.
struct InterruptionFlag: Sendable {
    var isRaised: Bool { isInterrupted.load(ordering: .relaxed) }

    /// From here on the signals no longer end the process; not one of them is lost.
    init() {
        isInterrupted.store(false, ordering: .relaxed)
        for number in [SIGINT, SIGTERM] {
            signal(number) { _ in isInterrupted.store(true, ordering: .relaxed) }
        }
    }
}
