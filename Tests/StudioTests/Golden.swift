import Foundation
import Testing

/// Compares a screen with its golden text; with PARLEY_RECORD=1 writes it and fails on purpose.
func expectGolden(
    _ name: String, _ text: String, at location: SourceLocation = #_sourceLocation
) {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Goldens")
    let file = folder.appendingPathComponent(name + ".txt")
    if ProcessInfo.processInfo.environment["PARLEY_RECORD"] == "1" {
        do {
            try Data(text.utf8).write(to: file)
            Issue.record(
                "recorded \(name); run again without PARLEY_RECORD", sourceLocation: location)
        } catch {
            Issue.record("\(name) cannot be written: \(error)", sourceLocation: location)
        }
        return
    }
    guard let data = try? Data(contentsOf: file) else {
        Issue.record("no golden \(name); record it with PARLEY_RECORD=1", sourceLocation: location)
        return
    }
    let golden = String(decoding: data, as: UTF8.self)
    guard golden != text else { return }
    let lines = zip(
        golden.split(separator: "\n", omittingEmptySubsequences: false),
        text.split(separator: "\n", omittingEmptySubsequences: false))
    let difference = lines.enumerated().first { $0.element.0 != $0.element.1 }
    Issue.record(
        """
        \(name) differs at row \(difference?.offset ?? -1):
        golden: \(difference?.element.0 ?? "")
        now:    \(difference?.element.1 ?? "")
        """, sourceLocation: location)
}
