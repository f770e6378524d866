import Testing

@testable import Studio

@Suite("EditorLayout")
struct EditorLayoutTests {
    private func rows(_ text: String, width: Int) -> [String] {
        let characters = Array(text)
        return EditorLayout(width: width).rows(of: text).map { String(characters[$0]) }
    }

    @Test(
        "lines fold at spaces and between Chinese characters, and punctuation keeps its place",
        arguments: [
            ("", 5, [""]),
            ("hello", 5, ["hello"]),
            ("hello world", 7, ["hello ", "world"]),
            ("hello   world", 5, ["hello   ", "world"]),
            ("abcdefgh", 3, ["abc", "def", "gh"]),
            ("今天天气很好", 5, ["今天", "天气", "很好"]),
            ("今天，天气很好。", 4, ["今", "天，", "天气", "很", "好。"]),
            ("他说“你好”吗", 6, ["他说", "“你好”", "吗"]),
            ("AI语音model", 5, ["AI语", "音", "model"]),
            ("well-known thing", 7, ["well-", "known ", "thing"]),
            ("你好", 1, ["你", "好"]),
            ("。。。。", 4, ["。。", "。。"]),
            ("👨‍👩‍👧👨‍👩‍👧x", 3, ["👨‍👩‍👧", "👨‍👩‍👧x"]),
            ("🇨🇳🇫🇷", 3, ["🇨🇳", "🇫🇷"]),
        ] as [(String, Int, [String])])
    func folding(text: String, width: Int, expected: [String]) {
        #expect(rows(text, width: width) == expected)
    }

    @Test("rows are together the line, and none is wider than it may be", arguments: 1...30)
    func rowsCoverLine(width: Int) {
        var chaos = EditorChaos(seed: UInt64(width))
        for _ in 0..<60 {
            let text = chaos.text(longest: 15).replacing("\n", with: "")
            let layout = EditorLayout(width: width)
            let laid = layout.layOut(text)
            #expect(laid.rows.first?.lowerBound == 0)
            #expect(laid.rows.last?.upperBound == text.count)
            for (row, next) in zip(laid.rows, laid.rows.dropFirst()) {
                #expect(row.upperBound == next.lowerBound)
                #expect(!row.isEmpty)
            }
            for row in laid.rows {
                var end = row.upperBound
                while end > row.lowerBound && laid.characters[end - 1] == " " { end -= 1 }
                let used = laid.widths[row.lowerBound..<end].reduce(0, +)
                #expect(used <= width || end == row.lowerBound + 1, "“\(text)” in \(width)")
            }
        }
    }

    @Test("without a width nothing is folded")
    func unfolded() {
        #expect(EditorLayout(width: nil).rows(of: "a b c") == [0..<5])
    }

    @Test("columns and cells lead to each other")
    func cells() {
        let laid = EditorLayout(width: 6).layOut("你好ab世界cd")
        #expect(laid.rows == [0..<4, 4..<8])
        #expect(laid.row(ofColumn: 4) == 1)
        #expect(laid.cell(ofColumn: 5) == 2)
        #expect((0...6).map { laid.column(atCell: $0, row: 0) } == [0, 0, 1, 1, 2, 3, 3])
        #expect(laid.column(atCell: 99, row: 1) == 8)
    }
}
