import Foundation

/// What a labelling run came to: for people, and for `label-report.txt` in the dataset.
public struct LabelReport: Sendable, CustomStringConvertible {
    /// Utterances of the whole plan.
    public var planned = 0
    /// Made by earlier runs.
    public var found = 0
    /// Made by this run.
    public var made = 0
    /// Tries of this run that failed and were repeated.
    public var retries = 0
    /// Seconds of wall time.
    public var seconds = 0.0
    /// How many of the utterances now in quarantine failed for each reason.
    public var quarantined: [TeacherFailure.Kind: Int] = [:]
    /// One text for each reason.
    var examples: [TeacherFailure.Kind: Quarantine.Entry] = [:]
    var quarantinePath = ""

    init() {}

    mutating func add(_ entry: Quarantine.Entry) {
        quarantined[entry.kind, default: 0] += 1
        if examples[entry.kind] == nil { examples[entry.kind] = entry }
    }

    public var description: String {
        let failures = quarantined.values.reduce(0, +)
        var lines = [
            "\(found + made) of \(planned) utterances labelled, \(made) of them now"
                + String(format: " in %.1f min", seconds / 60),
            "\(retries) tries were repeated; \(failures) utterances are in quarantine",
        ]
        for (kind, count) in quarantined.sorted(by: {
            ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue)
        }) {
            lines.append("  \(count) × \(kind.rawValue). \(kind.remedy)")
            if let entry = examples[kind] {
                lines.append(
                    "      such as \(entry.id) “\(entry.text.prefix(60))”: \(entry.problem)")
            }
        }
        if failures > 0 {
            lines.append(
                "The list is \(quarantinePath). To try them again, run the same command with "
                    + "--retry-quarantined.")
        }
        return lines.joined(separator: "\n")
    }
}
