/// One Mandarin syllable in the inventory's units.
struct PinyinSyllable: Hashable, Sendable {
    /// Index of the initial, if it has one.
    var initial: UInt8?
    /// Index of the final.
    var final: UInt8
    /// 1…4, 5 for the neutral tone.
    var tone: Int
    /// Whether the coda of erhua follows.
    var hasErhua = false

    /// Parses pinyin with a tone number at its end: `zhuang1`, `nv3` or `nü3`, `wanr2` for erhua.
    ///
    /// No number, or 0, is the neutral tone. Interjections without a vowel (`m2`, `ng4`, `hng1`)
    /// take the closest syllable that has one.
    init(parsing pinyin: String) throws(PhonemeError) {
        var spelling = pinyin.lowercased()
        tone = 5
        if let last = spelling.last, let digit = last.wholeNumberValue, last.isASCII {
            guard digit <= 5 else { throw .badPinyin(pinyin) }
            tone = digit == 0 ? 5 : digit
            spelling.removeLast()
        }
        spelling = spelling.map { $0 == "ü" ? "v" : String($0) }.joined()
        if spelling.hasSuffix("u:") { spelling = spelling.dropLast(2) + "v" }
        if spelling.count > 2, spelling.hasSuffix("r"), spelling != "er" {
            hasErhua = true
            spelling.removeLast()
        }
        guard let units = pinyinUnits[spelling] else { throw .badPinyin(pinyin) }
        initial = units.initial
        final = units.final
    }

    /// The tokens of this syllable; the last one carries `boundary`.
    func tokens(endingWith boundary: PhonemeToken.Boundary) -> [PhonemeToken] {
        let accent = PhonemeToken.Accent(rawValue: UInt8(tone)) ?? .tone5
        var phonemes = [final]
        if let initial { phonemes.insert(initial, at: 0) }
        if hasErhua { phonemes.append(erhuaCoda) }
        var tokens = phonemes.map { PhonemeToken(phoneme: $0, accent: accent) }
        tokens[tokens.count - 1].boundary = boundary
        return tokens
    }
}

private let erhuaCoda = mandarinIndex("rr")

private func mandarinIndex(_ name: String) -> UInt8 {
    guard let index = PhonemeInventory.index(of: "zh." + name) else {
        preconditionFailure("the inventory has no zh.\(name)")
    }
    return index
}

/// Every spelling of a toneless syllable, with its initial and final.
private let pinyinUnits: [String: (initial: UInt8?, final: UInt8)] = {
    var units: [String: (initial: UInt8?, final: UInt8)] = [:]
    for final in PhonemeInventory.mandarinFinals where !["rr", "ii", "iii"].contains(final) {
        units[zeroInitialSpelling(of: final)] = (nil, mandarinIndex(final))
        for initial in PhonemeInventory.mandarinInitials where final != "er" {
            let unit = (mandarinIndex(initial), mandarinIndex(finalAfter(initial, final)))
            for spelling in spellings(of: final, after: initial) {
                units[initial + spelling] = unit
            }
        }
    }
    units["lue"] = (mandarinIndex("l"), mandarinIndex("ve"))
    units["nue"] = (mandarinIndex("n"), mandarinIndex("ve"))
    for (interjection, initial, final) in [
        ("m", "m", "u"), ("hm", "h", "en"), ("hng", "h", "eng"), ("n", nil, "en"),
        ("ng", nil, "eng"), ("ê", nil, "ee"), ("ea", nil, "ee"),
    ] as [(String, String?, String)] {
        units[interjection] = (initial.map(mandarinIndex), mandarinIndex(final))
    }
    return units
}()

private func finalAfter(_ initial: String, _ final: String) -> String {
    switch (initial, final) {
    case ("z", "i"), ("c", "i"), ("s", "i"): "ii"
    case ("zh", "i"), ("ch", "i"), ("sh", "i"), ("r", "i"): "iii"
    case ("j", _), ("q", _), ("x", _): ["u": "v", "uan": "van", "uen": "vn"][final] ?? final
    default: final
    }
}

private func spellings(of final: String, after initial: String) -> [String] {
    let isPalatal = ["j", "q", "x"].contains(initial)
    return switch final {
    case "iou": ["iu", "iou"]
    case "uei": ["ui", "uei"]
    case "uen": ["un", "uen"]
    case "ve" where isPalatal: ["ue", "ve"]
    case "ee": []
    default: [final]
    }
}

private func zeroInitialSpelling(of final: String) -> String {
    let irregular = [
        "i": "yi", "in": "yin", "ing": "ying", "iou": "you", "u": "wu", "uei": "wei",
        "uen": "wen", "ueng": "weng", "v": "yu", "ve": "yue", "van": "yuan", "vn": "yun",
        "io": "yo",
    ]
    if let spelling = irregular[final] { return spelling }
    if final.first == "i" { return "y" + final.dropFirst() }
    if final.first == "u" { return "w" + final.dropFirst() }
    return final == "ee" ? "ê" : final
}
