import Foundation
import Studio
import Testing

@testable import StudioTerminal

@Suite struct ScreenPictureTests {
    private let theme = Theme(
        name: "t", title: "t",
        paints: [
            .text: Theme.Paint(.rgb(1, 2, 3), on: .rgb(250, 251, 252)),
            .error: Theme.Paint(.ansi(1)),
            .statusBar: Theme.Paint(nil, on: .rgb(16, 32, 48)),
        ])

    @Test("every glyph is there once, at its cells, and the document is well formed")
    func svg() throws {
        var screen = Screen(Size(columns: 12, rows: 2))
        screen.put("a<b&", row: 0, column: 1)
        screen.put("中文x", row: 1, column: 0, style: Style(.error, on: .statusBar, .bold))
        let svg = ScreenPicture(screen, theme: theme).svg
        #expect(svg.contains("a&lt;b&amp;</text>"))
        #expect(svg.contains("fill=\"#010203\"") && svg.contains("fill=\"#fafbfc\""))
        #expect(svg.contains("fill=\"#cd0000\" font-weight=\"bold\""))
        // Two wide glyphs take four cells, on the background of the status bar.
        #expect(svg.contains("textLength=\"33.6\"") && svg.contains(">中文</text>"))
        #expect(svg.contains("fill=\"#102030\""))
        let parser = XMLWitness()
        #expect(parser.accepts(svg))
        #expect(parser.text == " a<b&中文x")
    }

    @Test("colours that a theme leaves to the terminal are legible, reversed ones swapped")
    func ownColours() {
        var screen = Screen(Size(columns: 3, rows: 1))
        screen.put("ab", row: 0, column: 0, style: Style(.selection))
        let svg = ScreenPicture(screen, theme: .monochrome).svg
        #expect(svg.contains("fill=\"#16181d\" xml:space") && svg.contains("fill=\"#d8d8d8\"/>"))
    }
}

/// Reads a document and keeps its words; good enough to tell well-formed from not.
private final class XMLWitness {
    private(set) var text = ""

    func accepts(_ document: String) -> Bool {
        var open: [String] = []
        var rest = Substring(document)
        while let start = rest.firstIndex(of: "<") {
            if !open.isEmpty, open.last == "text" { text += unescaped(rest[..<start]) }
            guard let end = rest[start...].firstIndex(of: ">") else { return false }
            let tag = rest[rest.index(after: start)..<end]
            let name = String(tag.prefix { $0 != " " && $0 != "/" })
            if tag.hasPrefix("/") {
                guard open.popLast() == String(tag.dropFirst()) else { return false }
            } else if !tag.hasSuffix("/") {
                open.append(name)
            }
            rest = rest[rest.index(after: end)...]
        }
        return open.isEmpty
    }

    private func unescaped(_ text: Substring) -> String {
        String(text).replacing("&lt;", with: "<").replacing("&gt;", with: ">")
            .replacing("&amp;", with: "&")
    }
}
