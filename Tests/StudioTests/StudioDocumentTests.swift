import Foundation
import Testing

@testable import Studio

@Suite("The studio's documents")
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

    @Test(
        "show the screens as they are",
        arguments: [
            "playing-english-80x24", "playing-chinese-40x12", "cast-80x24", "meters-80x24",
            "unsaved-80x24",
        ])
    func pictures(_ name: String) throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let guide = tests.deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("docs/studio.md")
        let golden = tests.appendingPathComponent("Goldens/\(name).txt")
        var picture = try String(contentsOf: golden, encoding: .utf8)
        while picture.hasSuffix("\n") { picture.removeLast() }
        let text = try String(contentsOf: guide, encoding: .utf8)
        #expect(text.contains("```text\n\(picture)\n```"), "copy \(name) into docs/studio.md")
    }

    @Test("list what the key table says")
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
