/// How to say a word, as a script or a user dictionary gives it.
public enum Pronunciation: Equatable, Sendable {
    /// Pinyin syllables with tone numbers: `chong2 qing4`.
    case pinyin([String])
    /// flite's phones, 1 after the vowel of a stressed syllable: `hh ax l ow1`.
    case phones([String])

    /// Reads a pronunciation; phones may carry the inventory's prefix, `en.hh`.
    ///
    /// - Parameters:
    ///   - text: units separated by spaces.
    ///   - word: what it belongs to, for the message.
    /// - Throws: `.unknownPhone`.
    public init(parsing text: String, of word: String) throws(PhonemeError) {
        let units = text.split(whereSeparator: \.isWhitespace).map(String.init)
        let isPinyin =
            !units.isEmpty
            && units.allSatisfy { unit in
                unit.last.map { ("0"..."5").contains($0) } == true
                    && (try? PinyinSyllable(parsing: unit)) != nil
            }
        if isPinyin {
            self = .pinyin(units)
            return
        }
        var phones: [String] = []
        for unit in units {
            let phone = unit.hasPrefix("en.") ? String(unit.dropFirst(3)) : unit
            let name = String(phone.filter { !$0.isNumber }).lowercased()
            guard PhonemeInventory.index(of: "en." + name) != nil else {
                throw .unknownPhone(unit, word: word)
            }
            phones.append(phone.lowercased())
        }
        guard !phones.isEmpty else { throw .unknownPhone(text, word: word) }
        self = .phones(phones)
    }

    /// Tokens of an English word from its phones, syllables cut before the last consonant ahead of
    /// each vowel; stressed on the first vowel if no stress is marked.
    static func tokens(ofPhones phones: [String]) -> [PhonemeToken] {
        let names = phones.map { String($0.filter { !$0.isNumber }) }
        let nuclei = names.indices.filter { vowels.contains(names[$0]) }
        let starts =
            nuclei.enumerated().map { order, nucleus in
                guard order > 0 else { return 0 }
                return nucleus - 1 > nuclei[order - 1] ? nucleus - 1 : nucleus
            }
        let isMarked = phones.contains { $0.last == "1" || $0.last == "2" }
        let stressed =
            isMarked
            ? Set(nuclei.filter { phones[$0].last == "1" || phones[$0].last == "2" })
            : Set(nuclei.prefix(1))
        return names.indices.map { index in
            let syllable = starts.lastIndex { $0 <= index } ?? 0
            let isStressed =
                nuclei.indices.contains(syllable) && stressed.contains(nuclei[syllable])
            let boundary: PhonemeToken.Boundary =
                index == names.count - 1 ? .word : starts.contains(index + 1) ? .syllable : .none
            return PhonemeToken(
                phoneme: PhonemeInventory.index(of: "en." + names[index]) ?? PhonemeInventory.pause,
                accent: isStressed ? .stressed : .unstressed, boundary: boundary)
        }
    }
}

private let vowels: Set<String> = [
    "aa", "ae", "ah", "ao", "aw", "ax", "ay", "eh", "er", "ey", "ih", "iy", "ow", "oy", "uh", "uw",
]
