import Synchronization

/// Counts from 0, from any thread.
final class Counter: Sendable {
    private let next = Mutex(0)
    var value: Int { next.withLock { $0 } }
    func take() -> Int {
        next.withLock { next in
            next += 1
            return next - 1
        }
    }
}
