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
            + "comes back. It counts as busy only if the studio, rendering a file and playing, "
            + "computed on at least 80 % of all cores meanwhile, which is measured and said. "
            + "With --load other programs burn all cores while studios are started.")

    @Argument(help: "The script.")
    var script = "samples/three-minutes.txt"
    @Option(help: "How many starts.")
    var starts = 11
    @Option(help: "How many keys of each kind.")
    var keys = 120
    @Option(help: "Seconds of rest.")
    var rest = 20.0
    @Flag(help: "Start studios under load, too: other programs on all cores.")
    var load = false
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
        var busyKeys: BusyKeys
        /// The same in a script of 10,000 turns.
        var longBusyKeys: BusyKeys
        /// Of one core.
        var idleShare: Double
        var loadedStart: LoadedStart?
    }

    /// Starts while other programs computed on all cores.
    private struct LoadedStart: Encodable {
        var milliseconds: Spread
        /// Of all cores, by all programs.
        var machineShare: Double
    }

    func run() throws {
        guard access(script, R_OK) == 0 else { throw BenchError.noScript(script) }
        let scratch = try ScratchFolder(in: FileManager.default.temporaryDirectory.path)
        let result = try measure(StudioProbe(folder: scratch.path))
        guard !json else { return try writeJSON(result, to: "-") }
        print(result.machine.line)
        print("                               median       p95     worst")
        print("start to first screen    " + result.startMilliseconds.row("ms"))
        if let loaded = result.loadedStart {
            print("  under load             " + loaded.milliseconds.row("ms"))
            print(
                String(
                    format: "    meanwhile %.0f %% of the cores were busy",
                    loaded.machineShare * 100))
        }
        print("bytes per key, typing    " + result.bytesPerKey.row("B "))
        print("bytes per key and pause  " + result.bytesPerKeyAndPause.row("B "))
        print("key to glyph, quiet      " + result.quietKeyMilliseconds.row("ms"))
        print(result.busyKeys.rows("key to glyph, busy"))
        print(result.longBusyKeys.rows("  in 10,000 turns"))
        print(
            String(
                format: "memory, model loaded %9.1f MB, peak %.1f MB",
                Double(result.residentBytes) / 1e6, Double(result.peakResidentBytes) / 1e6))
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
        let starts = try startTimes(probe)
        let quiet = try StudioProbe.Session(probe, script: script)
        quiet.settle()
        let memory = quiet.memory
        let idle = quiet.share(over: rest)
        quiet.write()
        let bytes = quiet.bytesPerKey(count: keys, pauseSeconds: 0.15)
        let bytesAndPause = quiet.bytesPerKey(count: keys / 4, pauseSeconds: 1)
        let quietTimes = quiet.keyMilliseconds(count: keys)
        quiet.end()
        let busy = try BusyKeys(
            probe, script: probe.longScript(of: script, keys: keys), keys: keys)
        let long = try BusyKeys(probe, script: probe.script(turnCount: 10_000), keys: keys)
        return Result(
            machine: .current, startMilliseconds: starts, residentBytes: memory.resident,
            peakResidentBytes: busy.peakBytes, bytesPerKey: Spread(bytes.map(Double.init)),
            bytesPerKeyAndPause: Spread(bytesAndPause.map(Double.init)),
            quietKeyMilliseconds: Spread(quietTimes), busyKeys: busy, longBusyKeys: long,
            idleShare: idle, loadedStart: load ? try loadedStart(probe) : nil)
    }

    private func startTimes(_ probe: StudioProbe) throws -> Spread {
        Spread(try (0..<max(starts, 1)).map { _ in try probe.startSeconds(script) * 1000 })
    }

    private func loadedStart(_ probe: StudioProbe) throws -> LoadedStart {
        let load = try CoreLoad()
        defer { load.end() }
        let before = CoreUse.now
        let times = try startTimes(probe)
        let share = CoreUse.now.share(since: before)
        guard share >= CoreUse.busy else { throw BenchError.noLoad(share: share) }
        return LoadedStart(milliseconds: times, machineShare: share)
    }
}
