import ArgumentParser
import Foundation

/// Other programs that compute on every core, for as long as this lives.
///
/// Each is this program again (`parley bench burn`). It looks a thousand times a second whether
/// the one who started it is still there, so that none is left behind by Ctrl-C or `kill -9`.
final class CoreLoad {
    private var burners: [Process] = []

    /// Starts one for each core, and waits until they compute.
    ///
    /// - Parameter program: this program; a test, which is another one, names it.
    /// - Throws: what keeps a program from being started.
    init(program: String = ProcessFacts.programPath) throws {
        for _ in 0..<Machine.current.coreCount {
            let burner = Process()
            burner.executableURL = URL(fileURLWithPath: program)
            burner.arguments = ["bench", "burn", String(getpid())]
            burner.standardInput = FileHandle.nullDevice
            burner.standardOutput = FileHandle.nullDevice
            try burner.run()
            burners.append(burner)
        }
        let limit = StudioProbe.seconds + 5
        var before = CoreUse.now
        repeat {
            usleep(200_000)
            let now = CoreUse.now
            let haveBegun = identifiers.allSatisfy { CoreUse.seconds(of: $0) > 0 }
            if haveBegun, now.share(since: before) >= CoreUse.busy { return }
            before = now
        } while StudioProbe.seconds < limit
    }

    /// The programs' numbers.
    var identifiers: [pid_t] { burners.map(\.processIdentifier) }

    /// Ends them all.
    func end() {
        for burner in burners where burner.isRunning { kill(burner.processIdentifier, SIGKILL) }
        for burner in burners { burner.waitUntilExit() }
    }

    deinit { end() }
}

/// `parley bench burn`: one core's worth of load, for the other benches.
struct BenchBurn: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "burn", abstract: "Compute in vain while the process PARENT lives.",
        shouldDisplay: false)

    @Argument(help: "The process whose child this is.")
    var parent: Int32

    func run() {
        var state: UInt64 = 1
        // A millisecond's work between looks; printed, so that no optimiser leaves it out.
        while getppid() == parent {
            for _ in 0..<1_000_000 { state = state &* 6_364_136_223_846_793_005 &+ 1 }
        }
        print(state)
    }
}

/// What all cores together have computed and idled since the machine started.
struct CoreUse {
    /// Cores count as busy from this share of their time on.
    static let busy = 0.8

    private var busyTicks = 0.0
    private var allTicks = 0.0

    static var now: CoreUse {
        var use = CoreUse()
        guard let text = try? String(contentsOfFile: "/proc/stat", encoding: .utf8),
            let line = text.split(separator: "\n").first
        else { return use }
        let ticks = line.split(separator: " ").dropFirst().compactMap { Double($0) }
        guard ticks.count >= 8 else { return use }
        use.allTicks = ticks[0..<8].reduce(0, +)
        use.busyTicks = use.allTicks - ticks[3] - ticks[4]
        return use
    }

    /// Of the time of all cores, 0…1.
    func share(since before: CoreUse) -> Double {
        (busyTicks - before.busyTicks) / max(allTicks - before.allTicks, 1)
    }

    /// Seconds that a process and its threads have computed; 0 once it is gone.
    static func seconds(of process: pid_t) -> Double {
        let text = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12])
        else { return 0 }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
