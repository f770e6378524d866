import Foundation

/// A program that gets a certain time to do its work, and is then ended with all it started.
struct TimedProgram {
    /// The program, found by way of PATH, and its arguments; no shell sees them.
    let words: [String]
    /// Seconds.
    let timeout: Double

    /// What went wrong, to follow the program's name in a message.
    struct Failure: Error, Equatable {
        let problem: String
    }

    /// How long a program that was asked to end may take before it is killed, seconds.
    private static let patience = 2.0

    /// Blocks until the program ends; its output goes nowhere.
    func run() throws(Failure) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let finished = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in finished.signal() }
        do {
            try process.run()
        } catch {
            throw Failure(problem: "cannot be started: \(error)")
        }
        if finished.wait(timeout: .now() + timeout) == .timedOut {
            end(process, finished)
            throw Failure(problem: "took over \(timeout.formatted()) s")
        }
        guard process.terminationStatus == 0 else {
            throw Failure(problem: "ended with status \(process.terminationStatus)")
        }
    }

    /// Asks the program and its children to end, then makes them.
    private func end(_ process: Process, _ finished: DispatchSemaphore) {
        let identifier = process.processIdentifier
        // A program leads a group of its own, unless the system would not have it so.
        let target = getpgid(identifier) == identifier ? -identifier : identifier
        kill(target, SIGTERM)
        if finished.wait(timeout: .now() + Self.patience) == .timedOut {
            kill(target, SIGKILL)
            finished.wait()
        } else {
            kill(target, SIGKILL)
        }
    }
}
