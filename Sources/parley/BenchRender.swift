import ArgumentParser
import Foundation
import StudentModel

/// `parley bench render`: a whole render, from the start of the process to its end.
struct BenchRender: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Time whole renders of a three-minute script in processes of their own.")

    @Argument(help: "The script.")
    var script = "samples/three-minutes.txt"
    @Option(help: "How many renders; the fastest and the medians are reported.")
    var runs = 5
    @Option(help: "Threads of each render.")
    var threads = 1
    @Option(help: "Vocoder iterations.")
    var iterations: Int?
    @Option(help: ArgumentHelp("Other weights than those that ship.", valueName: "file"))
    var weights: String?
    @Option(help: "int8, float16 or float32 (by itself what the weights' file holds).")
    var precision: StudentPrecision?
    @Flag(help: "As JSON.")
    var json = false

    private struct Result: Encodable {
        var machine: Machine
        var script: String
        var threads: Int
        var best: RenderProbe
        var median: RenderProbe
    }

    func run() throws {
        guard access(script, R_OK) == 0 else { throw BenchError.noScript(script) }
        var arguments = ["--threads", String(threads)]
        if let iterations { arguments += ["--iterations", String(iterations)] }
        if let weights { arguments += ["--weights", weights] }
        if let precision { arguments += ["--precision", precision.rawValue] }
        let probes = try (0..<max(runs, 1))
            .map { _ in try RenderProbe(script: script, arguments: arguments) }
            .sorted { $0.wallSeconds < $1.wallSeconds }
        let result = Result(
            machine: .current, script: script, threads: threads, best: probes[0],
            median: RenderProbe(mediansOf: probes))
        guard !json else { return try writeJSON(result, to: "-") }
        print(result.machine.line)
        print("\(script), \(threads) thread\(threads == 1 ? "" : "s"), \(probes.count) runs")
        print("          wall s    RTF     first audio   peak memory   front end  student  vocoder")
        print("best    " + Self.row(result.best))
        print("median  " + Self.row(result.median))
        print(String(format: "audio   %8.2f s", result.best.audioSeconds))
    }

    private static func row(_ probe: RenderProbe) -> String {
        String(
            format: "%8.3f  %7.4f  %8.0f ms  %9.1f MB  %9.3f  %7.3f  %7.3f", probe.wallSeconds,
            probe.rtf, probe.firstAudioSeconds * 1000, Double(probe.peakResidentBytes) / 1e6,
            probe.stages.frontEnd, probe.stages.student, probe.stages.vocoder)
    }
}
