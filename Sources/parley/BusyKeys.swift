import Foundation

/// Keys timed while the studio renders a file and plays, on all cores.
///
/// Whether the cores were busy is measured beside the keys, and figures that were taken on idle
/// cores are not handed out as anything else.
struct BusyKeys: Encodable {
    /// Milliseconds; nil where the studio did not keep the cores busy.
    var milliseconds: Spread?
    /// What the studio computed on meanwhile, of all cores.
    var studioShare: Double
    /// What all programs together did.
    var machineShare: Double
    /// Bytes in memory at most.
    var peakBytes = 0

    init(milliseconds: Spread?, studioShare: Double, machineShare: Double) {
        self.milliseconds = milliseconds
        self.studioShare = studioShare
        self.machineShare = machineShare
    }

    init(_ probe: StudioProbe, script: String, keys: Int) throws {
        let session = try StudioProbe.Session(
            probe, script: script, threads: Machine.current.coreCount)
        session.settle()
        session.renderAndPlay(to: probe.folder + "/bench-\(UUID().uuidString).wav")
        session.write()
        session.waitUntilBusy(share: CoreUse.busy)
        let before = CoreUse.now
        let share = session.shareMeter()
        let times = session.keyMilliseconds(count: keys)
        studioShare = share()
        machineShare = CoreUse.now.share(since: before)
        peakBytes = session.memory.peak
        session.end()
        milliseconds = studioShare >= CoreUse.busy ? Spread(times) : nil
    }

    /// The row of a table, named `name`, and on what it rests.
    func rows(_ name: String) -> String {
        let title = name.padding(toLength: 25, withPad: " ", startingAt: 0)
        let cores = String(
            format: "%.0f %% of the cores; all programs together: %.0f %%", studioShare * 100,
            machineShare * 100)
        guard let milliseconds else {
            return title + "not measured: the studio computed on only \(cores). At least "
                + String(format: "%.0f %% is busy; ", CoreUse.busy * 100)
                + "stop what else computes here, and run this again."
        }
        return title + milliseconds.row("ms") + "\n    meanwhile the studio computed on \(cores)"
    }
}
