import Foundation
import Testing

@testable import Studio

@Suite("docs/keys.md")
struct StudioDocumentTests {
    /// The key table and the commands as Markdown.
    static var document: String {
        var text = """
            <!-- Made from the key table by StudioDocumentTests; PARLEY_RECORD=1 rewrites it. -->
            # Keys and commands of the studio

            Every key runs a command, and every command can be typed after `:` as well. In the \
            studio, `?` shows the same.

            """
        for context in KeyContext.allCases {
            text += "\n## \(context.title)\n\n| key | does | command |\n|---|---|---|\n"
            for binding in KeyTable.bindings where binding.context == context {
                let keys = binding.keys.map { "`\($0.name)`" }.joined(separator: " ")
                text += "| \(keys) | \(binding.help) | `\(binding.command)` |\n"
            }
        }
        text += "\n## Commands\n\n| command | does |\n|---|---|\n"
        for command in StudioCommand.all where !command.isHidden {
            let usage = trimmed("\(command.name) \(command.usage)")
                .replacing("|", with: "\\|")
            text += "| `\(usage)` | \(command.help) |\n"
        }
        return text
    }

    @Test("is what the key table says")
    func keys() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("docs/keys.md")
        if ProcessInfo.processInfo.environment["PARLEY_RECORD"] == "1" {
            try Data(Self.document.utf8).write(to: file)
            Issue.record("recorded docs/keys.md; run again without PARLEY_RECORD")
            return
        }
        let written = try String(contentsOf: file, encoding: .utf8)
        #expect(written == Self.document, "record it with PARLEY_RECORD=1")
    }
}
