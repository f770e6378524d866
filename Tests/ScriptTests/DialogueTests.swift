import Script
import Testing

@Suite struct DialogueTests {
    @Test("turns begin at tags, also several on one line")
    func severalTurnsOnALine() throws {
        let dialogue = try Dialogue(
            parsing: "[Speaker A] 欢迎来到本期科技播客。 [Speaker B] 是的,今天我们聊聊AI语音的最新进展。")
        #expect(
            dialogue.turns == [
                Turn(speaker: .a, pieces: [.text("欢迎来到本期科技播客。")]),
                Turn(speaker: .b, pieces: [.text("是的,今天我们聊聊AI语音的最新进展。")]),
            ])
        #expect(dialogue.turns.map(\.column) == [1, 25])
        #expect(dialogue.speakers == [.a, .b])
    }

    @Test("a turn runs to the next tag over lines, blank lines and comments")
    func turnOverSeveralLines() throws {
        let dialogue = try Dialogue(
            parsing: """
                # An episode about rivers
                [Speaker C]

                The Nile is long.
                  # how long?
                It has 6,650 km.
                长江也
                很长。
                [Speaker D] #1 is the Nile.
                """)
        #expect(
            dialogue.turns == [
                Turn(
                    speaker: .c,
                    pieces: [.text("The Nile is long. It has 6,650 km. 长江也很长。")]),
                Turn(speaker: .d, pieces: [.text("#1 is the Nile.")]),
            ])
        #expect(dialogue.turns.map(\.line) == [2, 9])
    }

    @Test("instructions inside a turn become pieces")
    func instructions() throws {
        let dialogue = try Dialogue(
            parsing: """
                [Speaker A] Wait. [pause 0.8s] [rate 1.2]Now [pause 250 ms]go to \
                [say Worcester w uh1 s t er], 到[say 重庆 chong2 qing4]去。[PAUSE 2秒]
                """)
        #expect(
            dialogue.turns.first?.pieces == [
                .text("Wait."), .pause(seconds: 0.8), .rate(1.2), .text("Now"),
                .pause(seconds: 0.25), .text("go to "),
                .pronunciation(word: "Worcester", phonemes: "w uh1 s t er"), .text(", 到"),
                .pronunciation(word: "重庆", phonemes: "chong2 qing4"), .text("去。"),
                .pause(seconds: 2),
            ])
        #expect(dialogue.turns.first?.text == "Wait. Now go to Worcester, 到重庆去。")
    }

    @Test(
        "tags are read however they are typed",
        arguments: [
            "[Speaker B] 好的", "[speaker b]好的", "【Speaker B】好的", "［ＳＰＥＡＫＥＲ　Ｂ］：好的",
            "[Speaker B]: 好的", "\u{FEFF}[Speaker B] 好的\r\n", "\t[Speaker\tB]\t好的",
            "[Spe\u{200B}aker B]\u{200B}好\u{2060}的", "[说话人B] 好的", "[Speaker B]\r\r好的\r",
            "[Speaker_B]\n\n  好\n的  \n", "[Speaker B】 好的",
        ])
    func tagSpellings(source: String) throws {
        let dialogue = try Dialogue(parsing: source)
        #expect(dialogue.turns == [Turn(speaker: .b, pieces: [.text("好的")])])
    }

    @Test("a backslash makes markup ordinary")
    func escapes() throws {
        let source = ##"[Speaker A] \[sic\] \# \\ C:\dir \<Person1> \【注\】"##
        let dialogue = try Dialogue(parsing: source)
        #expect(dialogue.turns.first?.text == ##"[sic] # \ C:\dir <Person1> 【注】"##)
    }

    @Test("emoji sequences stay whole, other zero-width characters go")
    func zeroWidth() throws {
        let dialogue = try Dialogue(parsing: "[Speaker A] 👩‍👧 a\u{200D}b\u{200B}c\u{00AD}d")
        #expect(dialogue.turns.first?.text == "👩‍👧 abcd")
    }

    @Test("a turn brings its pieces into normal form")
    func normalForm() {
        let turn = Turn(
            speaker: .a,
            pieces: [
                .text("  one\t\ttwo"), .text(""), .text("\n three "), .pause(seconds: 0.12345),
                .text(" \u{0}four "), .rate(1), .text("  "),
            ])
        #expect(
            turn.pieces == [
                .text("one two three"), .pause(seconds: 0.123), .text("four"), .rate(1),
            ])
    }

    @Test("printing is one turn a line")
    func printing() {
        let dialogue = Dialogue(turns: [
            Turn(
                speaker: .a,
                pieces: [
                    .rate(1.25), .text("Go to "),
                    .pronunciation(word: "重庆", phonemes: "chong2 qing4"), .text("!"),
                    .pause(seconds: 1), .text("[x]"),
                ]),
            Turn(speaker: .b, pieces: [.text("No.")]),
        ])
        #expect(
            dialogue.description == """
                [Speaker A] [rate 1.25] Go to [say 重庆 chong2 qing4]! [pause 1s] \\[x\\]
                [Speaker B] No.

                """)
    }

    @Test("a script with errors throws them all, in order")
    func throwing() {
        #expect {
            try Dialogue(parsing: "[Speaker A] Ha [laugh] ha [Speaker E] Me too")
        } throws: { error in
            guard case .problems(let problems) = error as? ScriptError else { return false }
            return problems.map(\.kind) == [.unknownTag("laugh"), .speakerOutsideCast("Speaker E")]
                && "\(error)".hasPrefix("line 1, column 16: unknown tag [laugh]. Remove it,")
        }
    }
}
