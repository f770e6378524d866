import Testing

@testable import Phonemes

/// The hanzi of a text's sentences, numbers written out; sentences apart by `/`.
private func expanded(_ text: String) throws -> String {
    try FrontEnd().sentences(in: text)
        .map { $0.mandarinPhrases.joined().map(\.hanzi).joined() }.joined(separator: "/")
}

private func phones(_ text: String) throws -> String {
    try FrontEnd().sentences(in: text).flatMap(\.tokens).map(\.description)
        .joined(separator: " ")
}

@Suite("Front end")
struct FrontEndTests {
    @Test(
        "numbers become hanzi",
        arguments: [
            ("共12345人", "共一万两千三百四十五人"), ("10086元", "一万零八十六元"), ("100000个", "十万个"),
            ("2个苹果", "两个苹果"), ("第2个", "第二个"), ("2000年前", "两千年前"), ("2008年", "二零零八年"),
            ("2026-03-05见", "二零二六年三月五日见"), ("8:05起床", "八点零五分起床"), ("比分3:2", "比分三比二"),
            ("涨了45.6%", "涨了百分之四十五点六"), ("-5℃", "零下五摄氏度"), ("值-5", "值负五"), ("￥3.5万", "三点五万元"),
            ("$200", "二百美元"), ("约3/4", "约四分之三"), ("3-5天", "三到五天"), ("2-3个", "两到三个"),
            ("10%-20%", "百分之十到百分之二十"), ("2019-2023年", "二零一九到二零二三年"),
            ("打110", "打幺幺零"), ("电话13812345678", "电话幺三八幺二三四五六七八"),
            ("010-62345678", "零幺零六二三四五六七八"), ("1,234,567人", "一百二十三万四千五百六十七人"),
            ("90后", "九零后"), ("80年代", "八十年代"), ("60km/h", "六十公里每小时"), ("3.14.2版", "三点一四点二版"),
            ("1920×1080", "一千九百二十乘一千零八十"), ("007", "零零七"), ("0.5元", "零点五元"),
            ("2点到2:30", "两点到两点三十分"),
            ("１２３个", "一百二十三个"), ("A320飞机", "三二零飞机"), ("2亿人", "两亿人"), ("20001", "两万零一"),
            ("100000001", "一亿零一"), ("５G", "五"),
        ])
    func numbers(text: String, hanzi: String) throws {
        #expect(try expanded("是" + text) == "是" + hanzi, "\(text)")
    }

    @Test(
        "sentences end at their marks, not inside numbers, names or abbreviations",
        arguments: [
            ("你好。再见！", 2), ("圆周率是3.14。", 1), ("Dr. Smith came at 5 p.m. today.", 1),
            ("“真的？”他问。", 2),
            ("“Really?” she said. Yes.", 2), ("什么？！", 1), ("等等……好吧。", 2), ("第一行\n第二行", 2), ("", 0),
            (" \n ", 0), ("He moved to the U.S. in 1999. Then he left.", 2), ("Hi. 你好", 2),
        ])
    func splitting(text: String, count: Int) throws {
        let sentences = try FrontEnd().sentences(in: text)
        #expect(sentences.count == count, "\(sentences.map(\.text))")
    }

    @Test("a long sentence is cut at phrase marks, and nothing is lost")
    func longSentence() throws {
        let clause = "我们今天继续聊一聊语音合成的那些事"
        let text = Array(repeating: clause, count: 9).joined(separator: "，") + "。"
        let sentences = try FrontEnd().sentences(in: text)
        #expect(sentences.count > 2)
        #expect(sentences.map(\.text).joined() == text)
        #expect(sentences.allSatisfy { $0.text.count <= SentenceSplitter.longestInSyllables + 6 })
        #expect(sentences[0].tokens.last?.boundary == .phrase)
        #expect(sentences.last?.tokens.last?.boundary == .statement)
    }

    @Test(
        "both languages make one sequence, with a pause only where a mark asks for one",
        arguments: [
            (
                "聊AI吧",
                "pau zh.l2 zh.iao2| en.ey'- en.ay'| zh.b5 zh.a5. pau."
            ),
            (
                "看, bus!",
                "pau zh.k4 zh.an4, pau, en.b' en.ah' en.s'! pau!"
            ),
            ("“好”？", "pau zh.h3 zh.ao3? pau?"),
        ])
    func mixed(text: String, expected: String) throws {
        #expect(try phones(text) == expected)
    }

    @Test("every sentence begins and ends with a pause and its boundaries agree")
    func shape() throws {
        let texts = ["你好，world，是吗？", "Hello, world!", "3月5日", "(测试)——好……", "OK", "1234"]
        for sentence in try texts.flatMap({ try FrontEnd().sentences(in: $0) }) {
            let tokens = sentence.tokens
            #expect(tokens.first == PhonemeToken(phoneme: PhonemeInventory.pause))
            #expect(tokens.last?.phoneme == PhonemeInventory.pause)
            #expect((tokens.last?.boundary.rawValue ?? 0) >= 3)
            for (token, next) in zip(tokens, tokens.dropFirst()) where next.phoneme == 0 {
                #expect(token.boundary == next.boundary && token.phoneme != 0, "\(sentence)")
            }
        }
    }

    @Test("what can't be read is reported with its place, never dropped in silence")
    func unreadable() throws {
        let front = FrontEnd()
        let found = try front.unreadableCharacters(in: "你好😀\n好*的👨‍👩‍👧。Yes ☃ no. مرحبا")
        #expect(found.map(\.character).prefix(4) == ["😀", "*", "👨‍👩‍👧", "☃"])
        #expect(found.map(\.line).prefix(4) == [1, 2, 2, 2])
        #expect(found.map(\.column).prefix(4) == [3, 2, 4, 10])
        #expect(found.count == 9)
        #expect(try front.unreadableCharacters(in: "好，“行”《书》·100% A&B #1 ❤\u{FE0F}").count == 1)
    }

    @Test("lint's quick look finds what reading finds")
    func quickLook() throws {
        let front = FrontEnd()
        for text in ["你好😀\n好*的👨‍👩‍👧。Yes ☃ no. مرحبا\r\n_x_ £5 ok", "a\u{FE0F}b 中\u{301}", "¥\n\n☃"] {
            #expect(
                try front.unreadableCharacters(in: text)
                    == front.sentences(in: text).flatMap(\.diagnostics))
        }
    }

    @Test("the user dictionary and the script's own pronunciation go first")
    func pronunciations() throws {
        let dictionary = try UserDictionary(
            parsing: "# mine\n单雄信\tshan4 xiong2 xin4\nParley = p aa1 r l iy\n行=hang2\n")
        let front = FrontEnd(userDictionary: dictionary)
        let sentence = try front.sentences(in: "单雄信说parley行")[0]
        #expect(
            sentence.tokens.map(\.description).joined(separator: " ")
                == "pau zh.sh4 zh.an4- zh.x2 zh.iong2- zh.x4 zh.in4| zh.sh1 zh.uo1| "
                + "en.p' en.aa' en.r'- en.l en.iy| zh.h2 zh.ang2. pau.")
        let turn: [FrontEnd.Piece] = [
            .text("我叫"), .pronunciation(word: "乐乐", phonemes: "yue4 yue4"), .text("，hi "),
            .pronunciation(word: "Xu", phonemes: "sh uw1"), .text("."),
        ]
        let spoken = try front.sentences(in: turn)
        #expect(spoken.count == 1)
        #expect(
            spoken[0].description
                == "我叫乐乐，hi Xu.\n    pau zh.uo3| zh.j4 zh.iao4| zh.ve4- zh.ve4, pau, "
                + "en.hh' en.ay'| en.sh' en.uw'. pau.")
        #expect(throws: PhonemeError.unknownPhone("qq", word: "x")) {
            try front.sentences(in: [.pronunciation(word: "x", phonemes: "qq")])
        }
        #expect(throws: PhonemeError.self) { try UserDictionary(parsing: "a\tb1\nword") }
    }

    @Test("a damaged table is refused")
    func damage() throws {
        #expect(throws: PhonemeError.damagedTable("readings.bin")) {
            try ReadingTable(bytes: [1, 2, 3])
        }
        let bytes = [UInt8]("PARLEYR1".utf8) + [UInt8](repeating: 9, count: 200)
        #expect(throws: PhonemeError.self) { try ReadingTable(bytes: bytes) }
    }
}
