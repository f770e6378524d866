import Testing

@testable import Studio

@Suite("Editor, search")
struct EditorSearchTests {
    @Test(
        "matches in a line, in bytes",
        arguments: [
            ("abcabc", "bc", [1..<3, 4..<6]), ("aaaa", "aa", [0..<2, 2..<4]),
            ("Hello HELLO", "hello", [0..<5, 6..<11]), ("Hello hello", "Hello", [0..<5]),
            ("今天今天", "今天", [0..<6, 6..<12]), ("e\u{301}e", "e", [3..<4]),
            ("É é", "é", [0..<2, 3..<5]), ("ＡＢａ", "ａ", [0..<3, 6..<9]), ("abc", "", []),
            ("abc", "abcd", []), ("👨‍👩‍👧👨", "👨", [18..<22]), ("{[", "[", [1..<2]),
        ] as [(String, String, [Range<Int>])])
    func matches(line: String, pattern: String, expected: [Range<Int>]) {
        let matcher = SearchPattern.Matcher(SearchPattern(pattern))
        #expect(matcher.matches(in: Line(line)) == expected)
    }

    @Test("next and previous go round the ends and count")
    func findNext() {
        var editor = editor("ab\n|ab ab\nx")
        #expect(
            editor.apply(.find(SearchPattern("AB", matchesCase: false)))
                == .found(number: 2, count: 3))
        #expect(marked(editor) == "ab\n<ab> ab\nx")
        #expect(editor.apply(.findNext) == .found(number: 3, count: 3))
        #expect(editor.apply(.findNext) == .found(number: 1, count: 3))
        #expect(marked(editor) == "<ab>\nab ab\nx")
        #expect(editor.apply(.findPrevious) == .found(number: 3, count: 3))
        #expect(editor.apply(.find(SearchPattern("zz"))) == .notFound)
        editor.apply(.find(nil))
        #expect(editor.search == nil)
        guard case .refused = editor.apply(.findNext) else {
            Issue.record("found nothing in particular")
            return
        }
    }

    @Test("looking for a longer text stays where the search began")
    func incremental() {
        var editor = editor("|a abc ab")
        editor.apply(.find(SearchPattern("a")))
        editor.apply(.find(SearchPattern("ab")))
        #expect(marked(editor) == "a <ab>c ab")
        editor.apply(.find(SearchPattern("abc")))
        #expect(marked(editor) == "a <abc> ab")
    }

    @Test("replacing one by one, and all as one step")
    func replacing() {
        var editor = editor("|aa ba\nca")
        editor.apply(.find(SearchPattern("a")))
        editor.apply(.replace(with: "xa"))
        #expect(marked(editor) == "xa<a> ba\nca")
        editor.apply(.findNext)
        #expect(editor.apply(.replaceAll(with: "é\n")) == .replaced(count: 4))
        #expect(editor.document.text == "xé\né\n bé\n\ncé\n")
        editor.apply(.undo)
        #expect(marked(editor) == "xaa b<a>\nca")
        #expect(editor.apply(.find(SearchPattern("q"))) == .notFound)
        #expect(editor.apply(.replaceAll(with: "")) == .notFound)
    }

    @Test("a selection that is no match is not replaced")
    func replaceOnlyMatches() {
        var editor = editor("a<bcd> bc")
        editor.apply(.find(SearchPattern("bc")))
        editor.apply(.place(Position(line: 0, column: 1)))
        editor.apply(.place(Position(line: 0, column: 4), selecting: true))
        editor.apply(.replace(with: "x"))
        #expect(marked(editor) == "abcd <bc>")
    }
}
