import Foundation
import Kernels
import Synthesis

/// What `--stats` writes and the last line of a render sums up.
struct RenderStatistics: Codable, Equatable {
    var audioSeconds: Double
    var channelCount: Int
    var wallSeconds: Double
    var rtf: Double
    var peakResidentBytes: Int
    var firstAudioSeconds: Double
    var stages: Stages
    var turns: [Turn]

    struct Stages: Codable, Equatable {
        var frontEnd: Double
        var student: Double
        var vocoder: Double
    }

    struct Turn: Codable, Equatable {
        var speaker: String
        var text: String
        var startSeconds: Double
        var endSeconds: Double
    }

    /// - Parameters:
    ///   - wallSeconds: since the start of the process.
    ///   - firstAudioSeconds: from the start of the process to the first sample handed over.
    init(
        _ report: RenderReport, channelCount: Int, wallSeconds: Double, firstAudioSeconds: Double
    ) {
        audioSeconds = report.audioSeconds
        self.channelCount = channelCount
        self.wallSeconds = wallSeconds
        rtf = wallSeconds / max(report.audioSeconds, 1e-9)
        peakResidentBytes = ProcessFacts.peakResidentBytes
        self.firstAudioSeconds = firstAudioSeconds
        stages = Stages(
            frontEnd: report.stages.frontEnd, student: report.stages.student,
            vocoder: report.stages.vocoder)
        turns = report.turns.map {
            Turn(
                speaker: $0.speaker, text: $0.text, startSeconds: $0.startSeconds,
                endSeconds: $0.endSeconds)
        }
    }

    /// "182.41 s of audio in 1.93 s: RTF 0.0106, peak memory 84 MB, first audio after 61 ms".
    var summary: String {
        let stereo = channelCount == 2 ? "stereo " : ""
        return String(
            format: "%.2f s of \(stereo)audio in %.2f s: RTF %.4f, peak memory %.0f MB, "
                + "first audio after %.0f ms",
            audioSeconds, wallSeconds, rtf, Double(peakResidentBytes) / 1e6,
            firstAudioSeconds * 1000)
    }

    /// Writes the statistics as JSON, whole or not at all.
    func write(to path: String) throws {
        try writeJSON(self, to: path)
    }
}

/// Writes `value` as readable JSON with sorted keys, whole or not at all; `-` is standard output.
func writeJSON(_ value: some Encodable, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let bytes = [UInt8](try encoder.encode(value)) + [UInt8(ascii: "\n")]
    guard path != "-" else { return try writeToStandardOutput(bytes) }
    var file = try AtomicFile(path: path)
    try file.append(bytes)
    try file.commit()
}
