import Script
import Testing

@Suite struct ScriptProblemTests {
    struct Case: CustomTestStringConvertible {
        let source: String
        let problems: [String]

        init(_ source: String, _ problems: String...) {
            (self.source, self.problems) = (source, problems)
        }

        var testDescription: String { String(source.prefix(40)) }
    }

    @Test(
        "each problem is found where it stands",
        arguments: [
            Case("[Speaker A] Fine, 好的。"),
            Case("", "1:1 nobody speaks"),
            Case("# only a comment\n\n", "1:1 nobody speaks"),
            Case("Hello\nworld [Speaker A] Hi", "1:1 text before the first speaker"),
            Case("\n  [pause 1s] [Speaker A] Hi", "2:3 text before the first speaker"),
            Case("[Speaker A] [Speaker B] Hi", "1:1 Speaker A says nothing"),
            Case("[Speaker A] Hi\n[Speaker B]\n\n", "2:1 Speaker B says nothing"),
            Case("[Speaker A] … [Speaker B] Hi", "1:1 Speaker A has only punctuation to say"),
            Case("[Speaker A] [pause 1s]"),
            Case("[Speaker E] Hi", "1:1 “Speaker E” is not in the cast"),
            Case("[Speaker A] Hi [Speaker 7] Hi", "1:16 “Speaker 7” is not in the cast"),
            Case("[Speaker A] 你好 [laugh] ha", "1:16 unknown tag [laugh]"),
            Case("[Speaker A] 你好 【掌声】", "1:16 unknown tag [掌声]"),
            Case("[Speaker A] Hi []", "1:16 unknown tag []"),
            Case("[Speaker A] see [1]", "1:17 unknown tag [1]"),
            Case("[Speaker A] a [pause 1s\nb", "1:15 “[” is never closed on this line"),
            Case("[Speaker A] a [[pause 1s]", "1:15 “[” is never closed on this line"),
            Case("[Speaker A] a ] b", "1:15 “]” closes nothing"),
            Case("[Speaker A] a [pause]", "1:15 “” is not a pause"),
            Case("[Speaker A] a [pause -1s]", "1:15 “-1s” is not a pause"),
            Case("[Speaker A] a [pause 61s]", "1:15 “61s” is not a pause"),
            Case("[Speaker A] a [pause 1e3s]", "1:15 “1e3s” is not a pause"),
            Case("[Speaker A] a [pause inf]", "1:15 “inf” is not a pause"),
            Case("[Speaker A] a [pause 0.8 h]", "1:15 “0.8 h” is not a pause"),
            Case("[Speaker A] a [rate fast]", "1:15 “fast” is not a speaking rate"),
            Case("[Speaker A] a [rate 0.1]", "1:15 “0.1” is not a speaking rate"),
            Case("[Speaker A] a [say 重庆]", "1:15 “重庆” does not say how to pronounce a word"),
            Case("[Speaker A] a\u{0}b", "1:14 the control character U+0000"),
            Case(
                "[Speaker A] a\nSpeaker B: b", "2:1 “Speaker B:” marks a speaker in another format"),
            Case("[Speaker A] a <Person2>b", "1:15 “<Person2>” marks a speaker in another format"),
            Case("[Speaker A] e\u{301}\u{200B}👩‍👧\t[x]", "1:16 unknown tag [x]"),
            Case("\u{FEFF}[x]\r\n\r[y]", "1:1 unknown tag [x]", "3:1 unknown tag [y]"),
        ])
    func place(example: Case) {
        let found = lint(example.source).map { "\($0.line):\($0.column) \($0.message)" }
        #expect(found == example.problems)
    }

    @Test("an unknown tag is never spoken")
    func unknownTagIsNotSpoken() {
        let reading = ScriptReading(Array("[Speaker A] Ha [laugh] ha 【笑】[rate x]!".utf8))
        #expect(reading.dialogue.turns.first?.text == "Ha ha !")
    }

    @Test("the words of a speaker outside the cast are never spoken")
    func outsideCastIsNotSpoken() {
        let source = Array("[Speaker A] one [Speaker F] two [Speaker B] three".utf8)
        #expect(ScriptReading(source).dialogue.turns.map(\.text) == ["one", "three"])
        let reading = ScriptReading(source, cast: [.b])
        #expect(reading.dialogue.turns.map(\.text) == ["three"])
        #expect(reading.problems.map(\.column) == [1, 17])
    }

    @Test("damaged UTF-8 is reported with its bytes and its place; the rest is read")
    func invalidUTF8() {
        var bytes = Array("[Speaker A] 你好".utf8)
        bytes += [0xC4, 0x20, 0xE4, 0xBD, 0x0A, 0x80] + Array(" ok".utf8)
        let reading = ScriptReading(bytes)
        #expect(
            reading.problems.map(\.kind) == [
                .invalidUTF8([0xC4]), .invalidUTF8([0xE4, 0xBD]), .invalidUTF8([0x80]),
            ])
        #expect(
            reading.problems.map(\.position) == [
                SourcePosition(line: 1, column: 15), SourcePosition(line: 1, column: 17),
                SourcePosition(line: 2, column: 1),
            ])
        #expect(reading.dialogue.turns.first?.text == "你好 ok")
    }

    @Test("UTF-16 and files that are too long are refused at once")
    func refusedFiles() {
        #expect(
            ScriptReading([0xFF, 0xFE, 0x5B, 0]).problems.map(\.kind) == [.wrongEncoding("UTF-16")])
        let long = ScriptReading([UInt8](repeating: 0x20, count: ScriptReading.byteLimit + 1))
        #expect(
            long.problems.map(\.message) == ["the script has 64 MB, more than the 64 MB allowed"])
    }

    @Test("unreadable characters are found once each, markup and white space aside")
    func unreadable() {
        let source = "[Speaker A] 好\u{3000}😀 ok e\u{301}ж [say ж zh]\n👩‍👧\\[ # [pause 1s] x "
        let problems = lint(source) { $0.isASCII || "好é[".contains($0) }
        #expect(
            problems.map { "\($0.line):\($0.column) \($0.message)" } == [
                "1:15 “😀” (U+1F600) cannot be read aloud",
                "1:21 “ж” (U+0436) cannot be read aloud",
                "2:1 “👩‍👧” (U+1F469 U+200D U+1F467) cannot be read aloud",
            ])
        var asked: [Character] = []
        _ = lint("[Speaker A] 好好ab好a") {
            asked.append($0)
            return true
        }
        #expect(asked == ["好", "a", "b"])
    }

    @Test("a pronunciation is checked by whoever will speak it")
    func pronunciations() {
        let reading = ScriptReading(
            Array("[Speaker A] [say 重 chong2] or [say 重 chung]".utf8),
            isPronounceable: { word, phonemes in word == "重" && phonemes == "chong2" })
        #expect(reading.problems.map(\.kind) == [.badPronunciation("重 chung")])
        #expect(reading.problems.map(\.column) == [31])
    }

    @Test("every message says where, what and how to mend it")
    func messages() {
        let problems = lint("[Speaker A] [Speker B] hi [pause x]")
        #expect(
            problems.map(\.description) == [
                "line 1, column 13: unknown tag [Speker B]. Did you mean [Speaker A]? Mend or remove it, or write \\[ for a bracket that is text.",
                "line 1, column 27: “x” is not a pause. Write [pause 0.8s]; 0 to 60 seconds.",
            ])
    }
}
