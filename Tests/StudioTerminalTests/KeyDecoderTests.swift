import Studio
import Testing

@testable import StudioTerminal

@Suite struct KeyDecoderTests {
    private func events(_ text: String) -> [InputEvent] {
        var decoder = KeyDecoder()
        let fed = decoder.feed(text.unicodeScalars)
        return fed + decoder.settle()
    }

    private func keys(_ text: String) -> [Key] {
        events(text).compactMap { if case .key(let key) = $0 { key } else { nil } }
    }

    @Test(
        "sequences of every terminal become keys",
        arguments: [
            ("a", Key(.character("a"))), ("é", Key(.character("é"))), ("中", Key(.character("中"))),
            ("\r", Key(.enter)), ("\n", Key(.enter)), ("\t", Key(.tab)),
            ("\u{7F}", Key(.backspace)),
            ("\u{1B}", Key(.escape)), ("\0", Key(.character(" "), .control)),
            ("\u{01}", Key(.character("a"), .control)), ("\u{1A}", Key(.character("z"), .control)),
            ("\u{08}", Key(.character("h"), .control)), ("\u{1F}", Key(.character("_"), .control)),
            ("\u{1C}", Key(.character("\\"), .control)),
            ("\u{1B}x", Key(.character("x"), .alt)), ("\u{1B}\r", Key(.enter, .alt)),
            ("\u{1B}\u{7F}", Key(.backspace, .alt)), ("\u{1B}中", Key(.character("中"), .alt)),
            ("\u{1B}[A", Key(.up)), ("\u{1B}OA", Key(.up)), ("\u{1B}[1;2A", Key(.up, .shift)),
            ("\u{1B}[1;3B", Key(.down, .alt)), ("\u{1B}[1;5C", Key(.right, .control)),
            ("\u{1B}[1;6D", Key(.left, [.control, .shift])), ("\u{1B}[a", Key(.up, .shift)),
            ("\u{1B}Oa", Key(.up, .control)), ("\u{1B}[H", Key(.home)), ("\u{1B}[1~", Key(.home)),
            ("\u{1B}[7~", Key(.home)), ("\u{1B}[4~", Key(.end)), ("\u{1B}OF", Key(.end)),
            ("\u{1B}[5~", Key(.pageUp)), ("\u{1B}[6;5~", Key(.pageDown, .control)),
            ("\u{1B}[3~", Key(.delete)), ("\u{1B}[3^", Key(.delete, .control)),
            ("\u{1B}[3$", Key(.delete, .shift)), ("\u{1B}[2~", Key(.insert)),
            ("\u{1B}OP", Key(.function(1))), ("\u{1B}[[E", Key(.function(5))),
            ("\u{1B}[15~", Key(.function(5))), ("\u{1B}[24;2~", Key(.function(12), .shift)),
            // Shift-F1, Shift-F5 and Shift-F8 of the console, screen and rxvt, and xterm's own.
            ("\u{1B}[25~", Key(.function(1), .shift)), ("\u{1B}[31~", Key(.function(5), .shift)),
            ("\u{1B}[34~", Key(.function(8), .shift)), ("\u{1B}[1;2P", Key(.function(1), .shift)),
            ("\u{1B}[Z", Key(.backTab)), ("\u{1B}[27;5;13~", Key(.enter, .control)),
            ("\u{1B}[97;5u", Key(.character("a"), .control)),
            ("\u{1B}[9;2u", Key(.backTab)), ("\u{1B}[", Key(.character("["), .alt)),
        ])
    func sequences(text: String, key: Key) {
        #expect(keys(text) == [key], "\(text.debugDescription)")
    }

    @Test("what is not known is swallowed, and nothing of it is typed")
    func unknown() {
        for text in [
            "\u{1B}[99~", "\u{1B}[?1;2c", "\u{1B}[>0;276;0c", "\u{1B}]11;rgb:00/00/00\u{07}",
            "\u{1B}]11;rgb:00/00/00\u{1B}\\", "\u{1B}P1$r0m\u{1B}\\", "\u{1B}[I", "\u{85}",
        ] {
            #expect(keys(text + "x") == [Key(.character("x"))], "\(text.debugDescription)")
        }
    }

    @Test("Escape twice, and Escape before a sequence, stay apart")
    func escapes() {
        #expect(keys("\u{1B}\u{1B}") == [Key(.escape), Key(.escape)])
        #expect(keys("\u{1B}\u{1B}[A") == [Key(.escape), Key(.up)])
        var decoder = KeyDecoder()
        #expect(decoder.feed("\u{1B}".unicodeScalars).isEmpty && decoder.isUndecided)
        #expect(decoder.feed("[B".unicodeScalars) == [.key(Key(.down))] && !decoder.isUndecided)
    }

    @Test("the line's own rubout key rubs out")
    func rubout() {
        var decoder = KeyDecoder()
        decoder.rubout = "\u{08}"
        #expect(decoder.feed("\u{08}".unicodeScalars) == [.key(Key(.backspace))])
    }

    @Test("characters that combine come as one")
    func combining() {
        #expect(keys("e\u{301}x").map(\.code) == [.character("e\u{301}"), .character("x")])
        #expect(keys("👩‍🚀你").count == 2)
    }

    @Test("a paste comes whole, its lines ended as in a file, without control characters")
    func paste() {
        let pasted = events("a\u{1B}[200~one\rtwo\r\nthree\nfour\u{1B}[31m\t五\u{1B}[201~b")
        #expect(
            pasted == [
                .key(Key(.character("a"))), .paste("one\ntwo\nthree\nfour[31m\t五"),
                .key(Key(.character("b"))),
            ])
    }

    @Test("a paste in pieces is one, and a broken one is not lost")
    func brokenPaste() {
        var decoder = KeyDecoder()
        #expect(decoder.feed("\u{1B}[200~first ".unicodeScalars).isEmpty && decoder.isPasting)
        #expect(!decoder.isUndecided)
        #expect(decoder.feed("second\u{1B}[20".unicodeScalars).isEmpty)
        #expect(decoder.feed("1~".unicodeScalars) == [.paste("first second")])
        _ = decoder.feed("\u{1B}[200~rest".unicodeScalars)
        #expect(decoder.settle() == [.paste("rest")])
    }

    @Test("a paste of a megabyte takes time in proportion to its length, not to its square")
    func longPaste() {
        let text = String(repeating: "[Speaker A] 一行字 and a line.\r", count: 30_000)
        let clock = ContinuousClock()
        var count = 0
        let time = clock.measure {
            for case .paste(let pasted) in events("\u{1B}[200~" + text + "\u{1B}[201~") {
                count = pasted.count
            }
        }
        #expect(count == text.count && time < .seconds(30))
    }

    @Test("mouse reports, old and new, become events")
    func mouse() {
        func event(_ action: MouseEvent.Action, _ column: Int, _ row: Int) -> InputEvent {
            .mouse(MouseEvent(action, at: Point(column: column, row: row)))
        }
        #expect(events("\u{1B}[<0;1;1M") == [event(.press, 0, 0)])
        #expect(events("\u{1B}[<0;300;20m") == [event(.release, 299, 19)])
        #expect(events("\u{1B}[<32;3;4M") == [event(.drag, 2, 3)])
        #expect(
            events("\u{1B}[<64;3;4M\u{1B}[<65;3;4M") == [
                event(.wheelUp, 2, 3), event(.wheelDown, 2, 3),
            ])
        #expect(events("\u{1B}[<2;3;4M").isEmpty)
        #expect(events("\u{1B}[M !!") == [event(.press, 0, 0)])
        #expect(events("\u{1B}[M#\"#") == [event(.release, 1, 2)])
        #expect(events("\u{1B}[<0;5M").isEmpty)
    }

    @Test("two presses at once on a cell are a double click, later ones are not")
    func doubleClick() {
        var mouse = MouseDecoder()
        let actions = [0.0, 0.2, 0.3, 2.0].map {
            mouse.decode([0, 5, 5], isRelease: false, at: $0)?.action
        }
        #expect(actions == [.press, .doubleClick, .press, .press])
    }

    @Test("numbers in sequences may be missing")
    func numbers() {
        #expect(KeySequence.numbers("1;;3") == [1, 0, 3])
        #expect(KeySequence.key("", "A") == Key(.up))
        #expect(KeySequence.key("27;5", "~") == nil)
    }
}
