import Foundation
import Testing

/// What a terminal does besides keys, with the real program.
@Suite(.serialized, .enabled(if: TmuxStudio.isInstalled))
struct StudioTmuxInputTests {
    @Test("a click places the cursor, a tab changes the pane, a double click takes a word")
    func clicks() throws {
        try withScript(shortScript) { path in
            let studio = try TmuxStudio(["studio", path])
            try studio.wait(for: "LISTEN")
            // Row 3 is the second turn; its tag begins at column 9.
            try studio.mouse(0, column: 12, row: 3)
            try studio.mouse(0, column: 12, row: 3, isRelease: true)
            try studio.wait(for: "2:4 ")
            let title = try studio.screen().split(separator: "\n").first ?? ""
            let tab = try #require(title.range(of: "2 Cast"))
            let column = title.distance(from: title.startIndex, to: tab.lowerBound) + 1
            try studio.mouse(0, column: column + 2, row: 1)
            try studio.wait(for: "Map of the voices")
            try studio.press("Escape")
            try studio.wait(for: "LISTEN")
            // "Good", by two clicks; then it is written over.
            for _ in 0..<2 {
                try studio.mouse(0, column: 22, row: 2)
                try studio.mouse(0, column: 22, row: 2, isRelease: true)
            }
            try studio.wait(for: "WRITE")
            try studio.type("Fine")
            try studio.wait(for: "Fine morning.")
        }
    }

    @Test("the wheel scrolls, and the border between the panes can be dragged")
    func wheelAndBorder() throws {
        let long = (1...200).map { "[Speaker A] Line number \($0)." }.joined(separator: "\n")
        try withScript(long) { path in
            let studio = try TmuxStudio(["studio", path], columns: 130, rows: 36)
            try studio.wait(for: "Speakers")
            for _ in 0..<20 { try studio.mouse(65, column: 10, row: 10) }
            try studio.wait("it has scrolled") {
                $0.contains("Line number 61.") && !$0.contains("Line number 1.")
            }
            try studio.mouse(64, column: 10, row: 10)
            func border(_ screen: String) -> Int? {
                let row = screen.split(separator: "\n").first { $0.contains("Speakers") } ?? ""
                return row.firstIndex(of: "│").map { row.distance(from: row.startIndex, to: $0) }
            }
            let before = try #require(border(try studio.screen()))
            try studio.mouse(0, column: before + 1, row: 10)
            for column in stride(from: before, to: before - 15, by: -3) {
                try studio.mouse(32, column: column, row: 10)
            }
            try studio.mouse(0, column: before - 14, row: 10, isRelease: true)
            try studio.wait("the border has moved") { (border($0) ?? before) <= before - 10 }
            // And it stays, also for the next start.
            try studio.wait(forFile: studio.home + "/config/parley/settings.toml") {
                String(decoding: $0, as: UTF8.self).contains("split")
            }
        }
    }

    @Test("what is copied is in the terminal's clipboard (OSC 52)")
    func clipboard() throws {
        try withScript(shortScript) { path in
            let studio = try TmuxStudio(["studio", path])
            try studio.allowClipboard()
            try studio.wait(for: "LISTEN")
            try studio.press("j", "y")
            try studio.wait("the clipboard holds the turn") { _ in
                studio.clipboard.contains("早上好。")
            }
        }
    }

    @Test("Ctrl-Z gives the terminal to the shell, fg brings the studio back as it was")
    func suspended() throws {
        try withScript(shortScript) { path in
            let studio = try TmuxStudio(["studio", path], inShell: true)
            try studio.wait(for: "LISTEN")
            try studio.press("i")
            try studio.wait(for: "WRITE")
            try studio.type("kept ")
            try studio.wait(for: "kept ")
            for _ in 0..<2 {
                try studio.press("C-z")
                try studio.wait("the shell is back") {
                    $0.contains("Stopped") && $0.contains("shell>")
                }
                #expect(try studio.fact("alternate_on") == "0")
                #expect(try studio.fact("mouse_any_flag") == "0")
                try studio.type("TERM=tmux clear; fg")
                try studio.press("Enter")
                try studio.wait("the studio is back") {
                    $0.contains("WRITE") && $0.contains("kept ")
                }
            }
            try studio.type("alive ")
            try studio.wait(for: "kept alive ")
        }
    }

    @Test("where there is no shell to go back to, Ctrl-Z says so and stops nothing")
    func noShell() throws {
        try withScript(shortScript) { path in
            let studio = try TmuxStudio(["studio", path])
            try studio.wait(for: "LISTEN")
            try studio.press("C-z")
            try studio.wait(for: "There is no shell here")
            try studio.press("i")
            try studio.wait(for: "WRITE")
        }
    }
}
