import Studio
import Synchronization

/// Letters on their way to the main loop, from any thread, in order.
final class Inbox<Letter: Sendable>: Sendable {
    private let letters = Mutex<[Letter]>([])
    private let waker: Waker

    init(waking waker: Waker) { self.waker = waker }

    func post(_ letter: Letter) {
        letters.withLock { $0.append(letter) }
        waker.wake()
    }

    func take() -> [Letter] {
        letters.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }
}

/// The studio's.
typealias Mailbox = Inbox<Message>
