import ArgumentParser
import Foundation
import Kernels

/// `parley bench kernels`: the matrix products against the peak of a core.
struct BenchKernels: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kernels",
        abstract: "Measure the kernels on one thread, against the peak of a core.")

    @Flag(help: "As JSON.")
    var json = false

    private struct Result: Encodable {
        var machine: Machine
        var kernels: [Row]
    }

    private struct Row: Encodable {
        var name: String
        var gigaflopsPerSecond: Double
        /// Of the peak, 0…1.
        var share: Double?
    }

    func run() throws {
        let measurements = try kernelBenchmark()
        // The peak comes first, where there is one.
        let peak = machinePeak().map { max($0, measurements[0].gigaflopsPerSecond) }
        let result = Result(
            machine: .current,
            kernels: measurements.map { measurement in
                Row(
                    name: measurement.name, gigaflopsPerSecond: measurement.gigaflopsPerSecond,
                    share: peak.map { measurement.gigaflopsPerSecond / $0 })
            })
        guard !json else { return try writeJSON(result, to: "-") }
        print(result.machine.line)
        for row in result.kernels {
            let share = row.share.map { String(format: "  %3.0f %% of the peak", $0 * 100) } ?? ""
            print(String(format: "%8.2f GFLOP/s", row.gigaflopsPerSecond) + share + "  \(row.name)")
        }
    }
}
