import Dispatch
import Foundation
import Synchronization

/// Turns Ctrl-C and a polite kill into a flag that a long run looks at between steps.
final class InterruptionFlag: Sendable {
    private let raised = Atomic(false)

    var isRaised: Bool { raised.load(ordering: .relaxed) }

    init() {
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            // The handler holds the source, so that it lives as long as the process.
            source.setEventHandler { [self] in
                _ = source
                raised.store(true, ordering: .relaxed)
            }
            source.resume()
        }
    }
}
