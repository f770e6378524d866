/// The one list of phonemes, for English and Mandarin together.
///
/// English follows flite's radio set (CMU phones, lower case); Mandarin has the 21 initials and the
/// finals as whole units in pinyin spelling, the apical vowels of `zi` and `zhi` apart, plus the
/// coda of erhua. The order is part of every weights file: append, never reorder.
public enum PhonemeInventory {
    /// Index 0: silence between phrases and at both ends of an utterance.
    public static let pause: UInt8 = 0

    /// Symbols by index: `pau`, `en.aa`…, `zh.b`…
    public static let symbols: [String] =
        ["pau"] + english.map { "en." + $0 } + mandarinInitials.map { "zh." + $0 }
        + mandarinFinals.map { "zh." + $0 }

    static let english = [
        "aa", "ae", "ah", "ao", "aw", "ax", "ay", "b", "ch", "d", "dh", "eh", "er", "ey", "f", "g",
        "hh", "ih", "iy", "jh", "k", "l", "m", "n", "ng", "ow", "oy", "p", "r", "s", "sh", "t",
        "th", "uh", "uw", "v", "w", "y", "z", "zh",
    ]

    static let mandarinInitials = [
        "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "zh", "ch", "sh", "r",
        "z", "c", "s",
    ]

    /// `i` as in ji, `ii` as in zi, `iii` as in zhi, `v` for ü, `ee` for ê, `rr` the coda of erhua.
    static let mandarinFinals = [
        "a", "o", "e", "ee", "ai", "ei", "ao", "ou", "an", "en", "ang", "eng", "ong", "er", "i",
        "ii", "iii", "ia", "ie", "iao", "iou", "ian", "in", "iang", "ing", "iong", "io", "u", "ua",
        "uo", "uai", "uei", "uan", "uen", "uang", "ueng", "v", "ve", "van", "vn", "rr",
    ]

    private static let indices = Dictionary(
        uniqueKeysWithValues: symbols.enumerated().map { ($1, UInt8($0)) })

    /// The index of a symbol such as `en.aa` or `zh.uang`; nil if there is no such phoneme.
    public static func index(of symbol: String) -> UInt8? { indices[symbol] }
}
