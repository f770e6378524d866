import Testing

@testable import Studio

@Suite("Words of a line") struct WordsTests {
    private func words(_ line: String) -> [String] {
        let words = Words(line)
        let characters = Array(line)
        var parts: [String] = []
        var column = 0
        while let word = words.word(at: column), column < characters.count {
            parts.append(String(characters[word]))
            column = word.upperBound
        }
        return parts
    }

    @Test(
        "are found in both languages",
        arguments: [
            ("今天我想问你一个很严肃的问题", "今天|我|想问|你|一个|很|严肃|的|问题"),
            ("你说，我准备好了。", "你|说|，|我|准备好|了|。"),
            ("我们坐公共汽车", "我们|坐公|共汽车"),
            ("用AI技术 and more", "用|AI|技术| |and| |more"),
            ("I'm 25.5 years", "I'm| |25|.|5| |years"),
            ("[Speaker A] Hi", "[|Speaker| |A|]| |Hi"),
            ("", ""), ("的", "的"), ("們", "們"),
        ])
    func found(line: String, expected: String) {
        #expect(words(line).joined(separator: "|") == expected)
    }

    @Test("cover the line without gaps, and moving there and back ends at both ends")
    func walking() {
        for line in ["今天天气很好，对吗？", "one  two, 三四五 six", " lead", "trail  ", "的的的们们"] {
            let words = Words(line)
            #expect(self.words(line).joined() == line)
            var column = 0
            var steps = 0
            while column < words.length, steps < 99 {
                let next = words.start(after: column)
                #expect(next > column)
                (column, steps) = (next, steps + 1)
            }
            while column > 0, steps < 999 {
                let next = words.start(before: column)
                #expect(next < column)
                (column, steps) = (next, steps + 1)
            }
            #expect(column == 0)
        }
    }
}
