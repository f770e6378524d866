import Testing

@testable import Studio

@Suite("TextWidth")
struct TextWidthTests {
    @Test(
        "width of characters",
        arguments: [
            ("a", 1), ("你", 2), ("，", 2), ("Ａ", 2), ("é", 1), ("e\u{301}", 1), ("한", 2),
            ("ｶ", 1), ("😀", 2), ("👍🏽", 2), ("👨‍👩‍👧‍👦", 2), ("🇨🇳", 2), ("🇨", 1), ("❤\u{FE0F}", 1),
            ("1\u{FE0F}\u{20E3}", 1), ("\u{301}", 1), ("\u{200B}", 1), ("\u{FEFF}", 1),
            ("\t", 1), ("\u{7}", 1), ("\u{1B}", 1), ("\u{7F}", 1), ("\u{9B}", 1), ("\u{E000}", 1),
            ("\u{1100}\u{1161}\u{11A8}", 2), ("का", 2), ("\u{20000}", 2), ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2), ("\u{AD}", 1),
            ("“", 1), ("—", 1), ("○", 1),
        ] as [(Character, Int)])
    func widthOfCharacter(character: Character, expected: Int) {
        let width = TextWidth()
        #expect(width.width(of: character) == expected)
        let pieces = width.pieces(of: character)
        #expect(pieces.reduce(0) { $0 + $1.width } == expected)
        for piece in pieces {
            #expect(
                piece.text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
        }
    }

    @Test("ambiguous characters take what the setting says", arguments: AmbiguousWidth.allCases)
    func ambiguous(setting: AmbiguousWidth) {
        let width = TextWidth(ambiguous: setting)
        for character in "“”…—·○■①α─" {
            #expect(width.width(of: character) == setting.rawValue, "\(character)")
        }
        #expect(width.width(of: "ab你") == 4)
        #expect(width.width(of: "\u{9B}\u{E000}\u{200B}") == 3)
    }

    @Test("what is drawn has one scalar with a width, and marks")
    func drawn() {
        let width = TextWidth()
        #expect(width.pieces(of: "👨‍👩‍👧").map(\.text) == ["👨"])
        #expect(width.pieces(of: "🇨🇳").map(\.text) == ["🇨", "🇳"])
        #expect(width.pieces(of: "\u{1B}").map(\.text) == ["␛"])
        #expect(width.pieces(of: "\u{301}").map(\.text) == ["\u{25CC}\u{301}"])
        #expect(width.pieces(of: "❤\u{FE0F}").map(\.text) == ["❤"])
        let heaped = Character("a" + String(repeating: "\u{301}", count: 50))
        #expect(width.pieces(of: heaped)[0].text.unicodeScalars.count == 5)
    }

    @Test("what stands in for the invisible is narrow everywhere")
    func placeholdersAreNarrow() {
        let width = TextWidth(ambiguous: .wide)
        for text in [TextWidth.invisibleMark, "\u{25CC}", "\u{2426}", "\u{2421}", "\u{241B}"] {
            #expect(width.width(of: text) == 1, "\(text)")
        }
    }

    @Test("shortened keeps to the columns and never cuts a character")
    func shortened() {
        let width = TextWidth()
        #expect(width.shortened("hello", to: 5) == "hello")
        #expect(width.shortened("hello", to: 4) == "hel…")
        #expect(width.shortened("你好吗", to: 5) == "你好…")
        #expect(width.shortened("你好吗", to: 4) == "你…")
        #expect(width.shortened("你好吗", to: 0) == "")
        #expect(TextWidth(ambiguous: .wide).shortened("hello", to: 4) == "hel.")
    }

    @Test("the table rises, and neighbours differ")
    func table() {
        let entries = WidthTable.entries
        #expect(entries.first == 0)
        for (entry, next) in zip(entries, entries.dropFirst()) {
            #expect(entry >> 2 < next >> 2)
            #expect(entry & 3 != next & 3)
        }
    }
}
