import Testing

@testable import Phonemes

/// Surface tones of words written as `汉字=han4 zi4`, separated by `|`.
private func surface(_ text: String) throws -> String {
    let words = text.split(separator: "|").map { part in
        let halves = part.split(separator: "=")
        return MandarinWord(
            hanzi: String(halves[0]), pinyin: halves[1].split(separator: " ").map(String.init))
    }
    return try mandarinTokens(words: words).filter { $0.boundary != .none }
        .map { String($0.accent.rawValue) }.joined()
}

@Suite("Mandarin tokens")
struct MandarinTokensTests {
    @Test(
        "tones change before tones",
        arguments: [
            ("你好=ni3 hao3", "23"), ("很=hen3|好=hao3", "23"), ("展览馆=zhan3 lan3 guan3", "223"),
            ("小老虎=xiao3 lao3 hu3", "323"), ("我=wo3|也=ye3|想=xiang3|买=mai3", "2323"),
            ("岂有此理=qi3 you3 ci3 li3", "2323"), ("奶奶=nai3 nai5", "35"),
            ("一个=yi1 ge4", "24"), ("一个=yi1 ge5", "25"), ("一天=yi1 tian1", "41"),
            ("一起=yi1 qi3", "43"), ("第一=di4 yi1|次=ci4", "414"), ("统一=tong3 yi1|的=de5", "315"),
            ("十一=shi2 yi1|个=ge4", "214"), ("这一=zhe4 yi1|次=ci4", "424"),
            ("一百=yi1 bai3", "43"), ("一月=yi1 yue4", "14"), ("看一看=kan4 yi1 kan4", "454"),
            ("不=bu4|是=shi4", "24"), ("不=bu4|好=hao3", "43"), ("对不起=dui4 bu4 qi3", "453"),
            ("是=shi4|不=bu4|是=shi4", "454"), ("一=yi1", "1"),
        ])
    func sandhi(text: String, tones: String) throws {
        #expect(try surface(text) == tones, "\(text)")
    }

    @Test(
        "erhua folds into the syllable before, but 儿 as child keeps its own",
        arguments: [
            ("玩儿", "wan2 er2", "zh.uan2 zh.rr2."), ("那儿", "na4 r5", "zh.n4 zh.a4 zh.rr4."),
            ("女儿", "nv3 er2", "zh.n3 zh.v3- zh.er2."), ("儿子", "er2 zi5", "zh.er2- zh.z5 zh.ii5."),
            ("", "wanr2", "zh.uan2 zh.rr2."), ("", "er4", "zh.er4."),
        ])
    func erhua(hanzi: String, pinyin: String, expected: String) throws {
        let syllables = pinyin.split(separator: " ").map(String.init)
        let tokens = try mandarinTokens(words: [MandarinWord(hanzi: hanzi, pinyin: syllables)])
        #expect(tokens.map(\.description).joined(separator: " ") == expected)
    }

    @Test(
        "pinyin spellings become initials and finals",
        arguments: [
            ("zhi1", "zh iii"), ("zi1", "z ii"), ("ji1", "j i"), ("xu1", "x v"), ("lv4", "l v"),
            ("lü4", "l v"), ("jue2", "j ve"), ("nue4", "n ve"), ("yuan2", "van"), ("yun2", "vn"),
            ("you3", "iou"), ("jiu3", "j iou"), ("gui4", "g uei"), ("wen4", "uen"),
            ("dun4", "d uen"), ("weng1", "ueng"), ("xiong2", "x iong"), ("er4", "er"),
            ("ri4", "r iii"), ("wu3", "u"), ("yi1", "i"), ("a5", "a"), ("hng5", "h eng"),
            ("qun2", "q vn"), ("quan2", "q van"), ("yo1", "io"), ("yan2", "ian"), ("ê1", "ee"),
        ])
    func units(pinyin: String, expected: String) throws {
        let syllable = try PinyinSyllable(parsing: pinyin)
        let names = syllable.tokens(endingWith: .word).map {
            String(PhonemeInventory.symbols[Int($0.phoneme)].dropFirst(3))
        }
        #expect(names.joined(separator: " ") == expected)
    }

    @Test("what is no pinyin is refused", arguments: ["", "xyz1", "hao7", "q3", "zhuing1"])
    func refusal(text: String) {
        #expect(throws: PhonemeError.badPinyin(text)) { try PinyinSyllable(parsing: text) }
    }
}
