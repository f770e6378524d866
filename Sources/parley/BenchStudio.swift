import ArgumentParser
import Foundation
import Studio
import StudioTerminal

/// `parley bench studio`: the studio as its user's terminal sees it.
struct BenchStudio: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "studio",
        abstract: "Measure the studio from outside: start, memory, bytes and time of keys, rest.",
        discussion: "The studio runs under a terminal of this command's own, 80x24, with a home "
            + "of its own. A key's time is from its writing to the terminal until its glyph "
            + "comes back, while a file is rendered and sound is played on all cores.")

    @Argument(help: "The script.")
    var script = "samples/three-minutes.txt"
    @Option(help: "How many starts.")
    var starts = 11
    @Option(help: "How many keys of each kind.")
    var keys = 120
    @Option(help: "Seconds of rest.")
    var rest = 20.0
    @Flag(help: "As JSON.")
    var json = false

    private struct Result: Encodable {
        var machine: Machine
        var startMilliseconds: Spread
        var residentBytes: Int
        var peakResidentBytes: Int
        var bytesPerKey: Spread
        /// With the rendering of the turn, its outline and its figures, which follow a pause.
        var bytesPerKeyAndPause: Spread
        var quietKeyMilliseconds: Spread
        var busyKeyMilliseconds: Spread
        /// The same in a script of 10,000 turns.
        var longKeyMilliseconds: Spread
        /// Of the machine's computing, while the keys were timed.
        var busyShare: Double
        /// Of one core.
        var idleShare: Double
    }

    func run() throws {
        guard access(script, R_OK) == 0 else { throw BenchError.noScript(script) }
        let home = FileManager.default.temporaryDirectory
            .appendingPathComponent("parley-bench-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: home) }
        let result = try measure(StudioProbe(home: home))
        guard !json else { return try writeJSON(result, to: "-") }
        print(result.machine.line)
        print("                               median       p95     worst")
        print("start to first screen    " + result.startMilliseconds.row("ms"))
        print("bytes per key, typing    " + result.bytesPerKey.row("B "))
        print("bytes per key and pause  " + result.bytesPerKeyAndPause.row("B "))
        print("key to glyph, quiet      " + result.quietKeyMilliseconds.row("ms"))
        print("key to glyph, busy       " + result.busyKeyMilliseconds.row("ms"))
        print("  in 10,000 turns        " + result.longKeyMilliseconds.row("ms"))
        print(
            String(
                format: "memory, model loaded %9.1f MB, peak %.1f MB",
                Double(result.residentBytes) / 1e6, Double(result.peakResidentBytes) / 1e6))
        print(String(format: "cores while busy %12.0f %%", result.busyShare * 100))
        print(String(format: "one core at rest %13.1f %%", result.idleShare * 100))
        print("main thread, 10,000 turns      median       p95     worst")
        for cost in EditorBenchmark().run(now: { StudioProbe.seconds }) { show(cost) }
        for cost in StudioBenchmark().run(now: { StudioProbe.seconds }) { show(cost) }
    }

    private func show(_ cost: EditorBenchmark.Cost) {
        let name = cost.name.padding(toLength: 28, withPad: " ", startingAt: 0)
        print(
            name
                + String(
                    format: "%6.2f %9.2f %9.2f ms", cost.median * 1000, cost.p95 * 1000,
                    cost.longest * 1000))
    }

    private func measure(_ probe: StudioProbe) throws -> Result {
        let starts = try (0..<max(starts, 1)).map { _ in try probe.startSeconds(script) * 1000 }
        let quiet = try StudioProbe.Session(probe, script: script)
        quiet.settle()
        let memory = quiet.memory
        let idle = quiet.share(over: rest)
        quiet.write()
        let bytes = quiet.bytesPerKey(count: keys, pauseSeconds: 0.15)
        let bytesAndPause = quiet.bytesPerKey(count: keys / 4, pauseSeconds: 1)
        let quietTimes = quiet.keyMilliseconds(count: keys)
        quiet.end()
        let busy = try Busy(probe, script: probe.longScript(of: script), keys: keys)
        let long = try Busy(probe, script: probe.script(turnCount: 10_000), keys: keys)
        return Result(
            machine: .current, startMilliseconds: Spread(starts), residentBytes: memory.resident,
            peakResidentBytes: busy.peak, bytesPerKey: Spread(bytes.map(Double.init)),
            bytesPerKeyAndPause: Spread(bytesAndPause.map(Double.init)),
            quietKeyMilliseconds: Spread(quietTimes), busyKeyMilliseconds: Spread(busy.times),
            longKeyMilliseconds: Spread(long.times), busyShare: busy.share, idleShare: idle)
    }

    /// Keys timed while a file is rendered and sound is played on all cores.
    private struct Busy {
        var times: [Double]
        /// Of the machine's computing meanwhile.
        var share: Double
        /// Bytes in memory at most.
        var peak: Int

        init(_ probe: StudioProbe, script: String, keys: Int) throws {
            let session = try StudioProbe.Session(
                probe, script: script, threads: Machine.current.coreCount)
            session.settle()
            session.renderAndPlay(to: probe.home + "/bench.wav")
            session.write()
            let before = CoreUse.now
            times = session.keyMilliseconds(count: keys)
            share = CoreUse.now.share(since: before)
            peak = session.memory.peak
            session.end()
        }
    }
}

/// Many measurements of one thing.
struct Spread: Encodable {
    var median: Double
    var p95: Double
    var worst: Double
    var count: Int

    init(_ values: [Double]) {
        let sorted = values.sorted()
        func at(_ share: Double) -> Double {
            sorted.isEmpty ? .nan : sorted[min(Int(share * Double(sorted.count)), sorted.count - 1)]
        }
        (median, p95, worst, count) = (at(0.5), at(0.95), sorted.last ?? .nan, sorted.count)
    }

    func row(_ unit: String) -> String {
        String(format: "%9.1f %9.1f %9.1f %@ (%d)", median, p95, worst, unit, count)
    }
}

/// What all cores together have computed and idled since the machine started.
struct CoreUse {
    private var busy = 0.0
    private var all = 0.0

    static var now: CoreUse {
        var use = CoreUse()
        guard let text = try? String(contentsOfFile: "/proc/stat", encoding: .utf8),
            let line = text.split(separator: "\n").first
        else { return use }
        let ticks = line.split(separator: " ").dropFirst().compactMap { Double($0) }
        guard ticks.count >= 8 else { return use }
        use.all = ticks[0..<8].reduce(0, +)
        use.busy = use.all - ticks[3] - ticks[4]
        return use
    }

    func share(since before: CoreUse) -> Double {
        (busy - before.busy) / max(all - before.all, 1)
    }
}
