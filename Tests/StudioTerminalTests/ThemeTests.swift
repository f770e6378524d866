import Foundation
import Studio
import Testing

@testable import StudioTerminal

@Suite struct ThemeTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().appendingPathComponent("../../themes").standardized.path
    private static let library = ThemeLibrary(folders: [folder])
    private static let shipped = [
        "contrast", "dusk", "harbour", "monochrome", "moss", "paper", "sixteen",
    ]

    private func error(_ text: String) -> String {
        do {
            _ = try ThemeFile.theme(text, path: "t.toml")
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test("what stands out by its background is seen on another one too")
    func onAnotherGround() {
        let theme = Theme(
            name: "t", title: "t",
            paints: [
                .text: Theme.Paint(.rgb(9, 9, 9), on: .rgb(250, 250, 250)),
                .playHead: Theme.Paint(.rgb(0, 0, 0), on: .rgb(0, 200, 0)),
                .statusBar: Theme.Paint(nil, on: .rgb(20, 20, 20)),
            ])
        let pen = theme.pen(for: Style(.playHead, on: .statusBar), .direct)
        #expect(pen.foreground == .direct(0, 200, 0) && pen.background == .direct(20, 20, 20))
        let plain = theme.pen(for: Style(.playHead), .direct)
        #expect(plain.foreground == .direct(0, 0, 0) && plain.background == .direct(0, 200, 0))
    }

    @Test("text keeps its colour on bars and on the line with the cursor", arguments: shipped)
    func textOnAnotherGround(name: String) throws {
        let theme = try Self.library.theme(named: name)
        let text = theme.pen(for: Style(.text), .direct)
        for ground in [Role.currentLine, .statusBar, .selection] {
            let pen = theme.pen(for: Style(.text, on: ground), .direct)
            #expect(pen.foreground == text.foreground, "\(name), text on \(ground)")
            let bar = theme.pen(for: Style(ground, on: ground), .direct)
            let vanishes = bar.foreground != nil && bar.foreground == bar.background
            #expect(!vanishes, "\(name), \(ground) on itself")
        }
    }

    @Test("pale colours keep their hue where there are few, greys stay grey")
    func fewColours() {
        let pale: [(ThemeColour, Int)] = [
            (.rgb(143, 214, 163), 2), (.rgb(240, 168, 180), 1), (.rgb(217, 220, 234), 7),
        ]
        for (colour, index) in pale {
            #expect(colour.pen(.eight, on: .indexed(0)) == .indexed(index), "\(colour)")
        }
    }

    @Test("the themes that ship are read")
    func names() { #expect(Self.library.names == Self.shipped) }

    @Test("a theme that ships says how everything looks", arguments: shipped)
    func shippedTheme(name: String) throws {
        let theme = try Self.library.theme(named: name)
        #expect(theme.name == name && theme.title.count > name.count)
        guard theme.usesColour, name != "sixteen" else { return }
        for (roleName, role) in Theme.roleNames {
            #expect(theme.paints[role] != nil, "\(name): \(roleName)")
        }
    }

    @Test(
        "text can be read on its background",
        arguments: ["dusk", "paper", "contrast", "harbour", "moss"])
    func contrast(name: String) throws {
        let theme = try Self.library.theme(named: name)
        let ground = try #require(theme.paints[.text]?.background)
        let least: [(Role, Double)] =
            [(.text, 7), (.muted, 4), (.accent, 4.5), (.error, 4.5), (.warning, 4.5)]
            + (0..<4).map { (.speaker($0), 4.5) }
        for (role, ratio) in least {
            let colour = try #require(theme.paints[role]?.foreground)
            let wanted = name == "contrast" ? 7 : ratio
            #expect(colour.contrast(with: ground) >= wanted, "\(name) \(role)")
        }
        let bar = try #require(theme.paints[.statusBar])
        #expect(try #require(bar.foreground).contrast(with: try #require(bar.background)) >= 4.5)
    }

    @Test("what is built in equals its file")
    func builtIn() throws {
        for theme in [Theme.monochrome, .sixteen] {
            #expect(try Self.library.theme(named: theme.name) == theme)
            #expect(try ThemeLibrary(folders: []).theme(named: theme.name) == theme)
        }
    }

    @Test("a theme's own palette, colours and attributes are read")
    func reading() throws {
        let text = """
            [palette]
            sea = "#102030"
            [roles]
            text = { fg = "#ffffff", bg = "sea" }
            error = { fg = "bright-red", bold = true, underline = false }
            tag = "sea"
            """
        let theme = try ThemeFile.theme(text, path: "folder/mine.toml")
        #expect(theme.name == "mine" && theme.title == "mine")
        #expect(theme.paints[.text] == Theme.Paint(.rgb(255, 255, 255), on: .rgb(16, 32, 48)))
        #expect(theme.paints[.error] == Theme.Paint(.ansi(9), on: nil, .bold))
        #expect(theme.paints[.tag]?.foreground == .rgb(16, 32, 48))
    }

    @Test("a mistake is told with its file, its line and what to write")
    func mistakes() {
        #expect(error("[roles]\ntext = ").hasPrefix("t.toml:2: "))
        #expect(
            error("[roles]\n\ntext = \"#12345\"")
                == "t.toml:3: “text” has the colour “#12345”. Write #rrggbb, a name of the theme's palette, or one of the terminal's, such as “bright-blue”."
        )
        #expect(
            error("[roles]\ntexts = \"red\"").hasPrefix(
                "t.toml:2: nothing is called “texts”. Use text, "))
        #expect(error("colour = 1\n[roles]").hasPrefix("t.toml:1: nothing is called “colour”. "))
        #expect(
            error("[roles]\ntext = 3").hasPrefix("t.toml:2: “text” should be a colour in quotes"))
        #expect(error("[roles]\ntext = { bold = 1 }").contains("“bold” should be true or false"))
        #expect(error("name = \"x\"").contains("“roles” should be a table"))
        #expect(throws: ThemeError.self) { try Self.library.theme(named: "none-such") }
        #expect(throws: ThemeError.self) { try Self.library.theme(named: "../themes/dusk") }
        #expect(throws: ThemeError.self) { try Self.library.theme(at: "/nonexistent.toml") }
    }

    @Test("the user's theme goes before one of the same name")
    func ownTheme() throws {
        let folder = NSTemporaryDirectory() + "themes-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try "title = \"My dusk\"\n[roles]".write(
            toFile: folder + "/dusk.toml", atomically: true, encoding: .utf8)
        let library = ThemeLibrary(folders: [folder, Self.folder])
        #expect(try library.theme(named: "dusk").title == "My dusk")
        #expect(library.names == Self.shipped)
    }

    @Test("themes are looked for in the configuration, the installation and the checkout")
    func places() {
        let folders = ThemeLibrary(
            configuration: "/home/u/.config/parley", program: "/opt/p/.build/debug/parley"
        ).folders
        #expect(folders.first == "/home/u/.config/parley/themes")
        #expect(folders.contains("/opt/p/themes") && folders.contains("/opt/p/.build/debug/themes"))
        #expect(folders.contains("/opt/p/.build/share/parley/themes"))
    }

    @Test("fewer colours give the nearest, but never text that vanishes")
    func fewerColours() throws {
        #expect(ThemeColour("#ff0000")?.pen(.indexed) == .indexed(196))
        #expect(ThemeColour("#ff0000")?.pen(.direct) == .direct(255, 0, 0))
        #expect(ThemeColour("bright-blue")?.pen(.eight) == .indexed(4))
        #expect(ThemeColour("bright-blue")?.pen(.sixteen) == .indexed(12))
        #expect(ThemeColour("#zz0000") == nil && ThemeColour("blau") == nil)
        for name in Self.shipped {
            let theme = try Self.library.theme(named: name)
            for (roleName, role) in Theme.roleNames where !roleName.hasPrefix("spectrum") {
                for depth in [ColourDepth.eight, .sixteen] {
                    let pen = theme.pen(for: Style(role), depth)
                    let vanishes = pen.foreground != nil && pen.foreground == pen.background
                    #expect(!vanishes, "\(name) \(roleName) \(depth)")
                }
            }
        }
    }

    @Test("without colours every theme is drawn with attributes")
    func noColour() throws {
        let dusk = try Self.library.theme(named: "dusk")
        #expect(dusk.pen(for: Style(.statusBar), .none) == Pen(attributes: .reversed))
        #expect(dusk.pen(for: Style(.text, on: .selection), .none) == Pen(attributes: .reversed))
        #expect(dusk.pen(for: Style(.statusBar, on: nil, .reversed), .none) == Pen())
    }

    @Test("the depth follows the terminal's database and the environment")
    func depth() {
        func depth(_ count: Int, _ environment: [String: String] = [:]) -> ColourDepth {
            ColourDepth(colourCount: count, environment: environment)
        }
        #expect(depth(-1) == .none && depth(8) == .eight && depth(16) == .sixteen)
        #expect(depth(256) == .indexed && depth(256, ["COLORTERM": "truecolor"]) == .direct)
        #expect(depth(8, ["COLORTERM": "truecolor"]) == .eight)
        #expect(depth(256, ["NO_COLOR": "1"]) == .none && depth(256, ["NO_COLOR": ""]) == .indexed)
    }
}
