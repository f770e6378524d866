import ArgumentParser
import Foundation
import Kernels

/// `parley bench memory`: the peak for a short script and for one many times as long.
struct BenchMemory: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "memory",
        abstract: "Show that memory does not grow with the length of the script.")

    @Argument(help: "The script that is repeated.")
    var script = "samples/three-minutes.txt"
    @Option(help: "How often it is repeated; 60 makes three hours of three minutes.")
    var times = 60
    @Option(help: ArgumentHelp("Other weights than those that ship.", valueName: "file"))
    var weights: String?
    @Flag(help: "As JSON.")
    var json = false

    private struct Result: Encodable {
        var machine: Machine
        var short: RenderProbe
        var long: RenderProbe
    }

    func run() throws {
        guard access(script, R_OK) == 0 else { throw BenchError.noScript(script) }
        let text = try readWholeFile(script)
        let long = FileManager.default.temporaryDirectory
            .appendingPathComponent("parley-bench-\(UUID().uuidString).txt").path
        defer { unlink(long) }
        var file = try AtomicFile(path: long)
        for _ in 0..<max(times, 1) { try file.append(text + [UInt8(ascii: "\n")]) }
        try file.commit()

        let arguments = weights.map { ["--weights", $0] } ?? []
        let result = Result(
            machine: .current, short: try RenderProbe(script: script, arguments: arguments),
            long: try RenderProbe(script: long, arguments: arguments))
        guard !json else { return try writeJSON(result, to: "-") }
        print(result.machine.line)
        for probe in [result.short, result.long] {
            print(
                String(
                    format: "%9.1f s of audio: peak memory %6.1f MB, RTF %.4f", probe.audioSeconds,
                    Double(probe.peakResidentBytes) / 1e6, probe.rtf))
        }
    }
}
