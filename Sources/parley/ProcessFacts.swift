import Foundation
import Synchronization

/// What this process can tell about itself.
enum ProcessFacts {
    // Nanoseconds of CLOCK_MONOTONIC.
    private static let start = Atomic<UInt64>(0)

    /// Notes when the process began: now, less the computing done before `main` (loading libraries).
    static func noteStart() {
        start.store(
            nanoseconds(of: CLOCK_MONOTONIC) - nanoseconds(of: CLOCK_PROCESS_CPUTIME_ID),
            ordering: .relaxed)
    }

    /// Seconds since the process began.
    static var age: Double {
        Double(nanoseconds(of: CLOCK_MONOTONIC) - start.load(ordering: .relaxed)) / 1e9
    }

    /// The most memory the process has had in use so far, in bytes.
    ///
    /// From the kernel's high-water mark of this program's memory; `getrusage` would also count what
    /// the process that started it had.
    static var peakResidentBytes: Int {
        guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kilobytes = Int(
                line.split(separator: " ").dropLast().last?.filter(\.isNumber) ?? "")
        else {
            var usage = rusage()
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            return usage.ru_maxrss * 1024
        }
        return kilobytes * 1024
    }

    /// The running program's own file.
    static var programPath: String {
        guard let path = realpath("/proc/self/exe", nil) else { return CommandLine.arguments[0] }
        defer { free(path) }
        return String(cString: path)
    }

    /// Whether a person looks at what is written to `descriptor`.
    static func isTerminal(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    private static func nanoseconds(of clock: clockid_t) -> UInt64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
