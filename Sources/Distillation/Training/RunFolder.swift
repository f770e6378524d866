import Foundation

/// The folder of a training run: checkpoint, losses as CSV and as JSON lines, and their curve as
/// SVG.
struct RunFolder: Sendable {
    let path: String
    var checkpoint: String { path + "/checkpoint.safetensors" }
    var losses: String { path + "/losses.csv" }
    var curve: String { path + "/losses.svg" }

    init(path: String) throws {
        self.path = path
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
    }

    /// The losses as JSON, a line a step, as the later stages write them too.
    var log: StageLog { StageLog(folder: path) }

    /// Appends rows to both logs, writing the header of the CSV first if the file is new.
    func append(_ rows: [LossRow]) throws {
        try log.append(rows.map { StageRow($0) })
        let text = rows.map { $0.line + "\n" }.joined()
        if !FileManager.default.fileExists(atPath: losses) {
            try Data((LossRow.header + "\n" + text).utf8).write(to: URL(fileURLWithPath: losses))
            return
        }
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: losses))
        defer { try? handle.close() }
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
    }

    /// Drops rows after the checkpoint's step: a killed run may have written more than it kept.
    func truncateLosses(after step: Int) throws {
        guard FileManager.default.fileExists(atPath: losses) else { return }
        let kept = try rows().filter { $0.step <= step }
        let text = ([LossRow.header] + kept.map(\.line)).joined(separator: "\n") + "\n"
        try Data(text.utf8).write(to: URL(fileURLWithPath: losses), options: .atomic)
    }

    /// Draws the losses so far.
    func drawCurve() throws {
        try Data(lossCurve(try rows()).utf8)
            .write(to: URL(fileURLWithPath: curve), options: .atomic)
    }

    /// The losses that the CSV in the folder of a stage-1 run holds.
    static func lossRows(in folder: String) throws -> [LossRow] {
        try RunFolder(path: folder).rows()
    }

    private func rows() throws -> [LossRow] {
        try String(contentsOfFile: losses, encoding: .utf8)
            .split(separator: "\n").dropFirst().compactMap { LossRow(line: $0) }
    }
}

/// The losses of one step.
public struct LossRow: Equatable, Sendable {
    public let step: Int
    let parts: LossParts
    public let gradientNorm: Float
    public let learningRate: Float
    /// Mean |log-mel error| (nats) on held-out utterances, where it was measured.
    public var heldOutMel: Double?
    /// Mean |log-mel error| (nats) of the training batch.
    public var melError: Double { parts.mel }

    static let header =
        "step,mel,pitch,voicing,duration,phonemePitch,gradientNorm,learningRate,heldOutMel"

    var line: String {
        let numbers = [
            parts.mel, parts.pitch, parts.voicing, parts.duration, parts.phonemePitch,
            Double(gradientNorm), Double(learningRate),
        ]
        return ([String(step)] + numbers.map { String($0) } + [heldOutMel.map { String($0) } ?? ""])
            .joined(separator: ",")
    }
}

extension LossRow {
    /// Reads a line of the CSV; nil if it is torn.
    init?(line: Substring) {
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        let numbers = fields.map { Double($0) }
        guard fields.count == 9, let step = Int(fields[0]), !numbers[1...7].contains(nil) else {
            return nil
        }
        func number(_ index: Int) -> Double { numbers[index] ?? 0 }
        self.init(
            step: step,
            parts: LossParts(
                mel: number(1), pitch: number(2), voicing: number(3), duration: number(4),
                phonemePitch: number(5)),
            gradientNorm: Float(number(6)), learningRate: Float(number(7)), heldOutMel: numbers[8])
    }
}
