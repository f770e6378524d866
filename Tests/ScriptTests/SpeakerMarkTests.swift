import Testing

@testable import Script

@Suite("SpeakerMark")
struct SpeakerMarkTests {
    @Test(
        "marks of a line",
        arguments: [
            ("[Speaker A] hello", [0..<11]), ("你好[Speaker B]：x", [6..<20]),
            ("【说话人A】x", [0..<16]), (#"\[Speaker A] x"#, []), ("# [Speaker A]", []),
            ("[pause 1s] x", []), ("Speaker 1: hi [S1]", [0..<10, 14..<18]),
            ("a: b", [0..<2]), ("x a: b", []), ("<Person1>x</Person1>", [0..<9, 10..<20]),
            ("[Speaker A", []), ("", []), ("[1] x [2] y", [0..<3, 6..<9]),
        ] as [(String, [Range<Int>])])
    func marks(line: String, expected: [Range<Int>]) {
        #expect(SpeakerMark.marks(in: line).map(\.range) == expected)
    }

    @Test("names mean speakers, numbers counted from 0 or 1")
    func names() {
        #expect(SpeakerMark.Name.letter(3).speaker(countsFromZero: false) == .d)
        #expect(SpeakerMark.Name.letter(4).speaker(countsFromZero: false) == nil)
        #expect(SpeakerMark.Name.number(1).speaker(countsFromZero: false) == .a)
        #expect(SpeakerMark.Name.number(1).speaker(countsFromZero: true) == .b)
        #expect(SpeakerMark.isComment(" \u{200B}# x"))
        #expect(!SpeakerMark.isComment("x # x"))
    }

    @Test("an indented comment is no turn of lettered lines")
    func indentedComment() {
        let reading = ScriptReading(Array("A: x\n # B: y\n  #C: z\nD: w".utf8))
        #expect(reading.dialogue.turns.map(\.speaker) == [.a, .d])
    }

    @Test("line by line the marks are those that reading the whole finds", arguments: 0..<600)
    func agreesWithReading(seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let parts = [
            "[Speaker A]", "[Speaker B] ", "【说话人C】", "[speaker d]:", "Speaker 1: ", "主持人：", "A: ",
            "[S1]", "[2]", "[S4]", "[5]", "[Speaker E]", "Speaker 10: ", "<Person9>", "[S0]", "Z: ",
            "[E]", "[A]", "[Person1]",
            "<Person1>", "</Person1>", "\\", "[", "]", "【", "#", "\n", "\n", "\r\n",
            " ", "x", "你好。", "word", "[pause 1s]", "**Host 2:** ", "\u{200B}", "<b>",
        ]
        var text = ""
        for _ in 0..<random(14) { text += parts[random(parts.count)] }
        let reading = ScriptReading(Array(text.utf8))
        guard reading.format != .json else { return }
        let lines = text.replacing("\r\n", with: "\n").split(
            separator: "\n", omittingEmptySubsequences: false)
        let marks = lines.flatMap { SpeakerMark.marks(in: String($0)) }
        let counted = Set(marks.filter(\.showsFormat).map(\.format))
        #expect(
            ScriptFormat.recognised(among: counted) == reading.format,
            "seed \(seed): \(text.debugDescription)")
        var scanner = TurnScanner(
            Array(text.utf8), format: reading.format,
            checks: SpeechChecks(readability: nil, isPronounceable: nil))
        scanner.scan()
        let found = marks.filter { $0.isMark(in: reading.format) && !$0.isClosing }.count
        #expect(found == scanner.turns.count, "seed \(seed): \(text.debugDescription)")
    }
}
