import Foundation

/// A render as another process, seen from outside: nothing that start-up costs can hide.
struct RenderProbe: Codable {
    /// From the start of the process to its end, seconds.
    var wallSeconds: Double
    /// From the start of the process to the first sample in the pipe, seconds.
    var firstAudioSeconds: Double
    var audioSeconds: Double
    /// Wall time over audio time.
    var rtf: Double
    var peakResidentBytes: Int
    var stages: RenderStatistics.Stages

    /// Each figure's median by itself; `probes` must not be empty.
    init(mediansOf probes: [RenderProbe]) {
        func median<Value: Comparable>(_ value: (RenderProbe) -> Value) -> Value {
            probes.map(value).sorted()[probes.count / 2]
        }
        wallSeconds = median(\.wallSeconds)
        firstAudioSeconds = median(\.firstAudioSeconds)
        audioSeconds = median(\.audioSeconds)
        rtf = median(\.rtf)
        peakResidentBytes = median(\.peakResidentBytes)
        stages = RenderStatistics.Stages(
            frontEnd: median(\.stages.frontEnd), student: median(\.stages.student),
            vocoder: median(\.stages.vocoder))
    }

    /// Renders `script` once with this very program and throws the sound away.
    init(script: String, arguments: [String]) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("parley-bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer {
            do {
                try FileManager.default.removeItem(at: folder)
            } catch {
                // The folder is in the system's temporary place; it goes away without us.
            }
        }
        let statistics = folder.appendingPathComponent("stats.json")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments =
            ["render", script, "--raw", "-", "--stats", statistics.path] + arguments
        let sound = Pipe()
        let messages = Pipe()
        process.standardOutput = sound
        process.standardError = messages

        let start = ContinuousClock.now
        try process.run()
        var firstAudio: Double?
        while case let data = sound.fileHandleForReading.availableData, !data.isEmpty {
            firstAudio = firstAudio ?? (ContinuousClock.now - start).seconds
        }
        process.waitUntilExit()
        wallSeconds = (ContinuousClock.now - start).seconds
        guard process.terminationStatus == 0 else {
            let text = messages.fileHandleForReading.availableData
            throw BenchError.renderFailed(String(decoding: text, as: UTF8.self))
        }
        let inside = try JSONDecoder().decode(
            RenderStatistics.self, from: try Data(contentsOf: statistics))
        firstAudioSeconds = firstAudio ?? wallSeconds
        audioSeconds = inside.audioSeconds
        rtf = wallSeconds / audioSeconds
        peakResidentBytes = inside.peakResidentBytes
        stages = inside.stages
    }
}

/// Why a measurement could not be made.
enum BenchError: Error, CustomStringConvertible {
    case renderFailed(String)
    case noScript(String)
    case noScreen
    /// What was started to burn all cores did not.
    case noLoad(share: Double)
    /// Of so many answers that were given fewer were stored when the screen had gone on.
    case notStored(given: Int, stored: Int)

    var description: String {
        switch self {
        case .renderFailed(let message): "bench: the render failed: \(message)"
        case .noScreen:
            "bench: the studio showed no screen within 30 s. Start “parley studio” to see why."
        case .noLoad(let share):
            "bench: under load only \(Int(share * 100)) % of the cores were busy, not 80 %. "
                + "Let the program use all of them (taskset, cgroups), or leave --load out."
        case .notStored(let given, let stored):
            "bench: \(given) answers were given, \(stored) were stored when the screens had gone "
                + "on. Run it again; if it stays so, rate by hand to see what the screen says."
        case .noScript(let path):
            "\(path): there is no such script. Run this in the repository, or name a script."
        }
    }
}
