import Script
import Testing

@Suite struct ScriptFormatTests {
    static let expected = [
        Turn(speaker: .a, pieces: [.text("Hello, 你好。")]),
        Turn(speaker: .b, pieces: [.text("Two"), .pause(seconds: 1), .text("lines.")]),
        Turn(speaker: .a, pieces: [.text("Bye.")]),
    ]

    struct Sample {
        let format: ScriptFormat
        let source: String
    }

    static let samples: [Sample] = [
        Sample(
            format: .parley,
            source: "[Speaker A] Hello, 你好。[Speaker B] Two [pause 1s]\nlines. [Speaker A] Bye."),
        Sample(
            format: .prefixedLines,
            source: "Speaker 1: Hello, 你好。\nSpeaker 2: Two [pause 1s]\nlines.\n\nSpeaker 1: Bye."),
        Sample(
            format: .prefixedLines,
            source: "Speaker 0: Hello, 你好。\nSpeaker 1: Two [pause 1s]\nlines.\nSpeaker 0: Bye."),
        Sample(
            format: .prefixedLines,
            source: "  Speaker A：Hello, 你好。\r\n说话人B：Two [pause 1s] lines.\r\nSPEAKER_A : Bye."),
        Sample(
            format: .prefixedLines,
            source:
                "# Title\n**Host 1:** Hello, 你好。\n**Host 2**: Two [pause 1s] lines.\n**Host 1:** Bye."
        ),
        Sample(
            format: .letteredLines,
            source: "A: Hello, 你好。\nＢ：Two [pause 1s]\nlines.\nA：Bye."),
        Sample(
            format: .shortTags,
            source: "[S1] Hello, 你好。[S2] Two [pause 1s] lines. [S1] Bye."),
        Sample(
            format: .shortTags,
            source: "【Speaker 1】Hello, 你好。【Speaker 2】Two [pause 1s] lines.【Speaker 1】Bye."),
        Sample(
            format: .numberTags,
            source: "[1] Hello, 你好。\n[2]: Two [pause 1s] lines.\n[1] Bye."),
        Sample(
            format: .personElements,
            source:
                "<Person1>Hello, 你好。</Person1>\n<person2> Two [pause 1s]\nlines.</PERSON2><Person1>Bye.</Person1>"
        ),
        Sample(
            format: .json,
            source:
                #"[{"speaker": "A", "text": "Hello, 你好。"}, {"speaker": "Speaker B", "text": "Two [pause 1s]\nlines."}, {"speaker": "a", "text": "Bye."}]"#
        ),
        Sample(
            format: .json,
            source:
                #"{"title": "x", "dialogue": [{"role": 1, "content": "Hello, \u4f60好。"}, {"role": 2, "content": "Two [pause 1s] lines."}, {"role": 1, "content": "Bye.",},]}"#
        ),
        Sample(
            format: .json,
            source: #"[["Ann", "Hello, 你好。"], ["Bob", "Two [pause 1s] lines."], ["Ann", "Bye."]]"#),
        Sample(
            format: .json,
            source:
                #"[{"Person1": "Hello, 你好。"}, {"Person2": "Two [pause 1s] lines."}, {"Person1": "Bye."}]"#
        ),
        Sample(
            format: .json,
            source: """
                {"name": "zoe", "text": "Hello, 你好。"}
                {"name": "A", "text": "Two [pause 1s] lines."}
                {"name": "zoe", "text": "Bye."}
                """),
    ]

    @Test("other formats are recognised and mean the same", arguments: samples.indices)
    func recognised(index: Int) {
        let sample = Self.samples[index]
        let reading = ScriptReading(Array(sample.source.utf8))
        #expect(reading.format == sample.format)
        #expect(reading.problems.map(\.description) == [])
        #expect(reading.dialogue.turns == Self.expected)
    }

    @Test("what is read in another format reads back from our print", arguments: samples.indices)
    func converted(index: Int) throws {
        let dialogue = try Dialogue(parsing: Self.samples[index].source)
        #expect(try Dialogue(parsing: dialogue.description) == dialogue)
    }

    @Test("our own tags win over other marks in the text")
    func ownTagsWin() {
        let reading = ScriptReading(Array("[S1] A: x [1] [Speaker B] hi".utf8))
        #expect(reading.format == .parley)
        #expect(reading.dialogue.turns.map(\.text) == ["hi"])
    }

    @Test(
        "problems in other formats have their place in the file",
        arguments: [
            ("Speaker 1: a\nSpeaker 5: b", "2:1 “Speaker 5” is not in the cast"),
            ("Speaker 0: a\nSpeaker 4: b", "2:1 “Speaker 4” is not in the cast"),
            ("Intro\nSpeaker 1: a", "1:1 text before the first speaker"),
            ("Speaker 1:\nSpeaker 2: b", "1:1 Speaker A says nothing"),
            ("Speaker 1: a [x]", "1:14 unknown tag [x]"),
            ("[S1] a [S9] b", "1:8 “S9” is not in the cast"),
            (
                "<Person1>a</Person1> b <Person2>c</Person2>",
                "1:22 text outside <Person…>…</Person…>"
            ),
            ("<Person1>a <Person2>c</Person2>", "1:1 <Person1> is never closed"),
            ("<Person1>a <b>c</Person1>", "1:12 unknown tag <b>"),
            ("<Person1>3 < 4 > 2</Person1>", ""),
            (#"[{"speaker": "A", "text": "a\n[x]"}]"#, "1:31 unknown tag [x]"),
            ("[{\"speaker\": \"A\",\n \"text\": \"\"}]", "1:2 Speaker A says nothing"),
            (#"[{"speaker": "A"}]"#, "1:2 a turn has no text"),
            (#"[{"text": "a", "mood": "b"}]"#, "1:2 a turn has no speaker"),
            (#"[{"speaker": "A", "text": "a"}"#, "1:31 JSON ends too soon"),
            (#"[{"speaker": "A", "text": "a}]"#, "1:27 a JSON string is never closed"),
            (#"[{"speaker": "A" "text": "a"}]"#, "1:18 “,” is missing in JSON"),
            ("[]", "1:1 nobody speaks"),
            (
                #"[["a","1"],["b","1"],["c","1"],["d","1"],["Ed","1"]]"#,
                "1:42 “Ed” is not in the cast"
            ),
        ])
    func problems(source: String, expected: String) {
        let found = lint(source).map { "\($0.line):\($0.column) \($0.message)" }
        #expect(found == (expected.isEmpty ? [] : [expected]))
    }

    @Test("JSON nested without end is refused, not crashed on")
    func deepJSON() {
        let deep = "[{" + String(repeating: "[", count: 100_000)
        #expect(!lint(deep).isEmpty)
        let arrays = lint(String(repeating: "[", count: 100_000))
        #expect(arrays.map(\.message) == ["JSON nested too deep"])
    }
}
