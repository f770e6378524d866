import Studio
import Testing

@testable import StudioTerminal

@Suite struct ScreenPainterTests {
    private func capabilities(_ depth: ColourDepth = .indexed) -> TerminalCapabilities {
        var capabilities = TerminalCapabilities(
            colourDepth: depth, erasesWithBackground: true, understandsXterm: true)
        capabilities.hideCursor = "\u{1B}[?25l"
        capabilities.showCursor = "\u{1B}[?25h"
        return capabilities
    }

    private func painter(_ depth: ColourDepth = .indexed) -> ScreenPainter {
        ScreenPainter(capabilities: capabilities(depth), theme: .sixteen)
    }

    private func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self).replacing("\u{1B}", with: "ESC")
    }

    @Test("a screen that has not changed sends nothing")
    func unchanged() {
        var painter = painter()
        let screen = TestScreen.random(columns: 30, rows: 8, seed: 1)
        #expect(!painter.bytes(for: screen).isEmpty)
        #expect(painter.bytes(for: screen).isEmpty)
        painter.forget()
        #expect(!painter.bytes(for: screen).isEmpty)
    }

    @Test("one changed cell costs a jump and its glyph")
    func oneCell() {
        var painter = painter()
        _ = painter.bytes(for: TestScreen.lines(["hello", "world"]))
        #expect(text(painter.bytes(for: TestScreen.lines(["hello", "worxd"]))) == "ESC[2;4Hx")
    }

    @Test("an emptied row is erased, not filled with spaces")
    func erasing() {
        var painter = painter()
        let long = String(repeating: "x", count: 70)
        _ = painter.bytes(for: TestScreen.lines([long, "end"]))
        let bytes = painter.bytes(
            for: TestScreen.lines(["ab" + String(repeating: " ", count: 68), "end"]))
        #expect(bytes.count < 20 && text(bytes).hasSuffix("ESC[K"))
    }

    @Test("after a glyph of doubtful width the place is said anew")
    func doubtfulWidth() {
        var painter = painter()
        _ = painter.bytes(for: TestScreen.lines(["        "]))
        let bytes = painter.bytes(for: TestScreen.lines(["👩‍🚀ab    "]))
        #expect(text(bytes).contains("👩‍🚀ESC[1;3Hab"))
        #expect(text(painter.bytes(for: TestScreen.lines(["中文ab  "]))).contains("中文ab"))
    }

    @Test("any screen after any other shows as itself", arguments: 0..<40)
    func anyAfterAny(seed: Int) throws {
        for depth in [ColourDepth.none, .eight, .indexed] {
            var painter = painter(depth)
            var terminal = TestTerminal(columns: 24, rows: 6)
            for step in 0..<6 {
                let screen = TestScreen.random(columns: 24, rows: 6, seed: UInt64(seed * 10 + step))
                terminal.take(painter.bytes(for: screen))
                #expect(
                    terminal.glyphs == TestScreen.glyphs(of: screen), "seed \(seed) step \(step)")
            }
        }
    }

    @Test("a new size erases and draws all of it, whatever it is")
    func resizing() {
        var painter = painter()
        for (columns, rows) in [(20, 5), (1, 1), (0, 0), (40, 12), (3, 2)] {
            var terminal = TestTerminal(columns: columns, rows: rows)
            let screen = TestScreen.random(columns: columns, rows: rows, seed: 7)
            terminal.take(painter.bytes(for: screen))
            #expect(terminal.glyphs == TestScreen.glyphs(of: screen))
        }
    }

    @Test("no control character of a script reaches the terminal")
    func harmless() {
        for nasty in ["\u{1B}", "\u{07}", "\u{9B}", "\u{7F}", "a\u{1B}[2J"] {
            #expect(SafeGlyphs.safe(nasty, span: 1, hasUTF8: true) == "?")
        }
        #expect(SafeGlyphs.safe("\n", span: 1, hasUTF8: true) == "?")
        #expect(SafeGlyphs.safe("é", span: 1, hasUTF8: true) == "é")
    }

    @Test("without UTF-8 only ASCII is sent, as wide as what it stands for")
    func ascii() {
        #expect(SafeGlyphs.safe("“", span: 1, hasUTF8: false) == "\"")
        #expect(SafeGlyphs.safe("中", span: 2, hasUTF8: false) == "??")
        #expect(SafeGlyphs.safe("。", span: 2, hasUTF8: false) == ". ")
        var plain = capabilities(.none)
        plain.hasUTF8 = false
        var painter = ScreenPainter(capabilities: plain, theme: .monochrome)
        let screen = TestScreen.random(columns: 24, rows: 6, seed: 3)
        #expect(painter.bytes(for: screen).allSatisfy { $0 < 128 })
    }

    @Test("a pen changes only what differs")
    func pens() {
        let all = capabilities()
        let red = Pen(foreground: .indexed(1))
        let bold = Pen(foreground: .indexed(1), attributes: .bold)
        #expect(bold.bytes(after: red, all) == "\u{1B}[1m")
        #expect(red.bytes(after: bold, all) == "\u{1B}[0;31m")
        #expect(Pen.plain.bytes(after: bold, all) == "\u{1B}[m")
        #expect(Pen.plain.bytes(after: .plain, all) == "")
        #expect(
            Pen(foreground: .indexed(9), background: .indexed(200)).bytes(after: .plain, all)
                == "\u{1B}[91;48;5;200m")
        #expect(Pen(background: .direct(1, 2, 3)).bytes(after: .plain, all) == "\u{1B}[48;2;1;2;3m")
        #expect(Pen(background: .indexed(8)).bytes(after: .plain, all) == "\u{1B}[100m")
        #expect(
            Pen(attributes: .reversed).bytes(after: nil, capabilities(.none)) == "\u{1B}[m\u{1B}[7m"
        )
    }

    @Test("the farewell undoes the greeting")
    func farewell() {
        let all = capabilities()
        for mode in [1000, 1002, 1006, 2004] {
            #expect(all.greeting.contains("[?\(mode)h") && all.farewell.contains("[?\(mode)l"))
        }
        #expect(TerminalCapabilities.withoutPadding("\u{1B}[1m$<2>x$<5>") == "\u{1B}[1mx")
    }

    @Test("the clipboard's base 64 is that of the standard")
    func base64() {
        let cases = [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy"),
        ]
        for (plain, coded) in cases { #expect(Base64.encode(Array(plain.utf8)) == coded) }
    }

    @Test("a locale that is named is believed, none is taken for UTF-8")
    func locale() {
        #expect(LocaleChoice.hasUTF8([:]) && LocaleChoice.hasUTF8(["LANG": ""]))
        #expect(LocaleChoice.hasUTF8(["LANG": "C", "LC_ALL": "zh_CN.UTF-8"]))
        #expect(!LocaleChoice.hasUTF8(["LANG": "en_US.UTF-8", "LC_ALL": "C"]))
        #expect(!LocaleChoice.hasUTF8(["LANG": "POSIX"]))
    }
}
