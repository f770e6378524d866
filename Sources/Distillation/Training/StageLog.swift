import Foundation

/// What happened in one step of a run, a line of `steps.jsonl`.
public struct StageRow: Codable, Equatable, Sendable {
    public var step: Int
    public var stage: TrainingStage
    /// By name, unweighted: mel, pitch, voicing, duration, phonemePitch, and those of the stage.
    public var losses: [String: Double]
    /// Before clipping.
    public var gradientNorm: Double
    public var learningRate: Double
    /// Weight of the adversarial part; nil outside stage 3.
    public var lambda: Double?
    /// Share of patches that the discriminator puts right, averaged; nil outside stage 3.
    public var accuracy: Double?
    /// What the guard did.
    public var event: String?
    /// Mean |log-mel error| (nats) on held-out utterances, where it was measured.
    public var heldOutMel: Double?
    /// Variance of the mel over time relative to the teacher's, likewise.
    public var heldOutVariance: Double?
}

extension StageRow {
    /// The row of stage 1.
    public init(_ row: LossRow) {
        self.init(
            step: row.step, stage: .cloning, losses: row.parts.byName,
            gradientNorm: Double(row.gradientNorm), learningRate: Double(row.learningRate),
            heldOutMel: row.heldOutMel)
    }
}

/// The log of a run: JSON, a line a step.
public struct StageLog: Sendable {
    public let path: String

    /// The log in a run's folder.
    public init(folder: String) { path = folder + "/steps.jsonl" }

    /// Adds rows at the end.
    func append(_ rows: [StageRow]) throws {
        let text = try rows.map { try jsonText($0) + "\n" }.joined()
        guard FileManager.default.fileExists(atPath: path) else {
            return try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        }
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? handle.close() }
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
    }

    /// Drops rows after the checkpoint's step, and what a kill left torn.
    func truncate(after step: Int) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        let kept = try lines().filter { $0.row.step <= step }.map { $0.line + "\n" }.joined()
        try Data(kept.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    /// All whole rows, in order; none if there is no log.
    public func rows() throws -> [StageRow] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try lines().map(\.row)
    }

    private func lines() throws -> [(line: String, row: StageRow)] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").compactMap {
            guard let row = try? JSONDecoder().decode(StageRow.self, from: Data($0.utf8)) else {
                return nil
            }
            return (String($0), row)
        }
    }
}
