import Foundation

/// A program that gets a certain time to do its work, and is then ended with all it started.
struct TimedProgram {
    /// The program, found by way of PATH, and its arguments; no shell sees them.
    let words: [String]
    /// Seconds.
    let timeout: Double

    /// What went wrong.
    enum Failure: Error, Equatable {
        case cannotStart(String)
        /// It was ended after so many seconds.
        case timedOut(Double)
        case status(Int32)

        /// To follow the program's name in a message.
        var problem: String {
            switch self {
            case .cannotStart(let reason): "cannot be started: \(reason)"
            case .timedOut(let seconds): "took over \(seconds.formatted()) s"
            case .status(let status): "ended with status \(status)"
            }
        }
    }

    /// How long a program that was asked to end may take before it is killed, seconds.
    private static let patience = 2.0
    /// What fits into a pipe before anybody reads it.
    private static let inputLimit = 60_000

    /// Blocks until the program ends; its output goes nowhere.
    ///
    /// - Parameter input: what it finds on standard input, where no other program sees it; at most
    ///   60,000 bytes.
    func run(input: [UInt8] = []) throws(Failure) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let finished = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in finished.signal() }
        do {
            process.standardInput = try Self.source(of: input)
            try process.run()
        } catch let failure as Failure {
            throw failure
        } catch {
            throw .cannotStart("\(error)")
        }
        if finished.wait(timeout: .now() + timeout) == .timedOut {
            end(process, finished)
            throw .timedOut(timeout)
        }
        guard process.terminationStatus == 0 else { throw .status(process.terminationStatus) }
    }

    private static func source(of input: [UInt8]) throws -> Any {
        if input.isEmpty { return FileHandle.nullDevice }
        guard input.count <= inputLimit else {
            throw Failure.cannotStart("its input has \(input.count) bytes, \(inputLimit) at most")
        }
        let pipe = Pipe()
        try pipe.fileHandleForWriting.write(contentsOf: Data(input))
        try pipe.fileHandleForWriting.close()
        return pipe.fileHandleForReading
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
