import Foundation

/// A line on the terminal that shows how far a render is; nothing at all in a pipe.
struct ProgressBar {
    private let isShown = ProcessFacts.isTerminal(STDERR_FILENO)
    private let start = ContinuousClock.now
    private var lastDrawn: ContinuousClock.Instant?

    /// Shows that `fraction` (0…1) is done, at most ten times a second.
    mutating func show(_ fraction: Double) {
        let now = ContinuousClock.now
        guard isShown, lastDrawn.map({ now - $0 > .milliseconds(100) }) ?? true else { return }
        lastDrawn = now
        FileHandle.standardError.write(
            Data("\r\(Self.line(fraction: fraction, elapsed: (now - start).seconds))\u{1b}[K".utf8))
    }

    /// Takes the line away.
    func clear() {
        guard isShown, lastDrawn != nil else { return }
        FileHandle.standardError.write(Data("\r\u{1b}[K".utf8))
    }

    /// `[########------------]  40 %  3 s left`
    static func line(fraction: Double, elapsed: Double) -> String {
        let fraction = min(max(fraction, 0), 1)
        let filled = Int(fraction * 20)
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: 20 - filled)
        let percent = String(Int(fraction * 100))
        let padding = String(repeating: " ", count: 3 - percent.count)
        guard fraction > 0.01, elapsed > 0.2 else { return "[\(bar)] \(padding)\(percent) %" }
        let left = Int((elapsed / fraction - elapsed).rounded(.up))
        return "[\(bar)] \(padding)\(percent) %  \(left) s left"
    }
}
