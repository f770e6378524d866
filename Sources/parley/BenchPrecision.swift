import ArgumentParser
import Foundation
import StudentModel

/// `parley bench precision`: whole renders with weights of each precision, by turns.
struct BenchPrecision: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "precision",
        abstract: "Time whole renders in int8, float16 and float32, by turns.",
        discussion: "By turns, so that what else the machine does falls on all of them alike.")

    @Argument(help: "The script.")
    var script = "samples/three-minutes.txt"
    @Option(help: "How many renders of each; the fastest and the medians are reported.")
    var runs = 5
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Other weights than those that ship; of several files each is rendered as it is "
                + "stored.", valueName: "file"))
    var weights: [String] = []
    @Flag(help: "As JSON.")
    var json = false

    private struct Result: Encodable {
        var machine: Machine
        var script: String
        var rows: [Row]
    }

    private struct Row: Encodable {
        var name: String
        var best: RenderProbe
        var median: RenderProbe
    }

    /// What is compared: a name and the options that choose it.
    private var conditions: [(name: String, arguments: [String])] {
        let files = weights.map { ["--weights", $0] }
        guard files.count < 2 else { return zip(weights, files).map { ($0, $1) } }
        return StudentPrecision.allCases.map {
            ($0.rawValue, ["--precision", $0.rawValue] + files.joined())
        }
    }

    func run() throws {
        guard access(script, R_OK) == 0 else { throw BenchError.noScript(script) }
        var probes = conditions.map { _ in [RenderProbe]() }
        for _ in 0..<max(runs, 1) {
            for (index, condition) in conditions.enumerated() {
                probes[index].append(
                    try RenderProbe(script: script, arguments: condition.arguments))
            }
        }
        let rows = zip(conditions, probes).map { condition, probes in
            let sorted = probes.sorted { $0.stages.student < $1.stages.student }
            return Row(
                name: condition.name, best: sorted[0], median: RenderProbe(mediansOf: probes))
        }
        let result = Result(machine: .current, script: script, rows: rows)
        guard !json else { return try writeJSON(result, to: "-") }
        print(result.machine.line)
        print("\(script), 1 thread, \(max(runs, 1)) runs of each by turns; medians")
        print("student s (best)    wall s     RTF   first audio   peak memory")
        for row in rows { print(Self.line(row)) }
    }

    private static func line(_ row: Row) -> String {
        let probe = row.median
        return String(
            format: "%9.3f %6.3f  %8.3f  %6.4f  %8.0f ms  %9.1f MB  ", probe.stages.student,
            row.best.stages.student, probe.wallSeconds, probe.rtf, probe.firstAudioSeconds * 1000,
            Double(probe.peakResidentBytes) / 1e6) + row.name
    }
}
