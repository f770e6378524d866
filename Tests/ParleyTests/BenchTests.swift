import Foundation
import Testing

@testable import parley

/// What the benches promise about themselves: that what they call busy was busy, and that they
/// leave nothing behind.
@Suite(.serialized) struct BenchTests {
    @Test("RaterProbe: every answer is stored when its screen has gone on")
    func raters() throws {
        try withTemporaryFolder { folder in
            let run = try CommandLineRun([
                "bench", "listen", "--raters", "2", "--answers", "2", "--rest", "0", "--load",
                "--folder", folder,
            ])
            let text = String(decoding: run.output, as: UTF8.self)
            #expect(run.status == 0 && text.contains("2 raters") && text.contains("(4)"), "\(run)")
            #expect(text.contains("% of the cores were busy"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        }
    }

    @Test("load computes on every core, and ends with its owner")
    func load() throws {
        let load = try CoreLoad(program: CommandLineRun.program.path)
        let before = CoreUse.now
        usleep(500_000)
        #expect(CoreUse.now.share(since: before) >= CoreUse.busy)
        #expect(load.identifiers.count == Machine.current.coreCount)
        #expect(load.identifiers.allSatisfy { CoreUse.seconds(of: $0) > 0 })
        load.end()
        #expect(load.identifiers.allSatisfy { kill($0, 0) != 0 })
    }

    @Test(
        "a bench that is stopped or killed leaves neither load nor files",
        arguments: [SIGTERM, SIGKILL])
    func stopped(signal: Int32) throws {
        try withTemporaryFolder { folder in
            let bench = Process()
            bench.executableURL = CommandLineRun.program
            bench.arguments = [
                "bench", "listen", "--load", "--answers", "10000", "--folder", folder,
            ]
            bench.standardOutput = FileHandle.nullDevice
            try bench.run()
            func children() -> [pid_t] {
                let process = bench.processIdentifier
                let path = "/proc/\(process)/task"
                let threads = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
                return threads.flatMap { thread in
                    let text = try? String(
                        contentsOfFile: "\(path)/\(thread)/children", encoding: .utf8)
                    return (text ?? "").split(separator: " ").compactMap { pid_t($0) }
                }
            }
            func wait(until isSo: () throws -> Bool) rethrows -> Bool {
                let deadline = Date().addingTimeInterval(60)
                while Date() < deadline {
                    if try isSo() { return true }
                    usleep(50_000)
                }
                return false
            }
            let hasBegun = try wait {
                try !FileManager.default.contentsOfDirectory(atPath: folder).isEmpty
            }
            #expect(hasBegun)
            let burners = children()
            #expect(burners.count == Machine.current.coreCount)
            kill(bench.processIdentifier, signal)
            bench.waitUntilExit()
            let haveEnded = wait { burners.allSatisfy { !Self.isRunning($0) } }
            #expect(haveEnded, "\(burners.filter(Self.isRunning)) of \(burners) run")
            guard signal != SIGKILL else { return }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        }
    }

    /// False also for one that has ended and that its parent, the system's first process once its
    /// own is gone, has yet to collect.
    private static func isRunning(_ process: pid_t) -> Bool {
        let text = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        let state = text.split(separator: ")").last?.split(separator: " ").first
        return state != nil && state != "Z" && state != "X"
    }

    @Test("keys are called busy only where the studio kept the cores busy")
    func busy() {
        var keys = BusyKeys(
            milliseconds: Spread([1, 2, 3]), studioShare: 0.93, machineShare: 0.99)
        #expect(keys.rows("busy").contains("2.0"))
        #expect(keys.rows("busy").contains("the studio computed on 93 % of the cores"))
        keys = BusyKeys(milliseconds: nil, studioShare: 0.3, machineShare: 1)
        #expect(keys.rows("busy").contains("not measured: the studio computed on only 30 %"))
    }

    @Test("a spread has its median, its 95th percentile and its worst")
    func spread() {
        let spread = Spread((1...100).reversed().map(Double.init))
        #expect((spread.median, spread.p95, spread.worst, spread.count) == (51, 96, 100, 100))
        #expect(Spread([]).median.isNaN)
    }

    @Test("a scratch folder goes with its owner")
    func scratch() throws {
        try withTemporaryFolder { folder in
            do {
                let scratch = try ScratchFolder(in: folder)
                #expect(FileManager.default.fileExists(atPath: scratch.path))
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        }
    }
}
