/// A word as it is spoken: erhua folded, so that each syllable has its own character.
struct SpokenWord {
    var syllables: [PinyinSyllable] = []
    /// One per syllable; empty where the characters are unknown or don't match the reading.
    var hanzi: [Character] = []

    /// Reads a word's pinyin, a 儿 that only colours the syllable before it folded into that one.
    ///
    /// `r5` always folds; `er2` and `er5` fold where the characters say 儿 and the word doesn't
    /// use it in its own meaning, child (女儿, 婴儿).
    init(_ word: MandarinWord) throws(PhonemeError) {
        let characters = Array(word.hanzi)
        let isAligned = characters.count == word.pinyin.count
        for (index, pinyin) in word.pinyin.enumerated() {
            let isBareR = ["r", "r5", "r0"].contains(pinyin)
            let isErhua =
                isBareR
                || (isAligned && pinyin.hasPrefix("er") && characters[index] == "儿"
                    && isColouring(at: index, in: characters))
            if isErhua, let last = syllables.last, !last.hasErhua {
                syllables[syllables.count - 1].hasErhua = true
            } else {
                syllables.append(try PinyinSyllable(parsing: isBareR ? "er2" : pinyin))
                if isAligned { hanzi.append(characters[index]) }
            }
        }
    }
}

/// Whether the 儿 at `index` is a mere ending rather than “child”.
private func isColouring(at index: Int, in characters: [Character]) -> Bool {
    guard index > 0 else { return false }
    let before = characters[index - 1]
    if before == "托" { return index + 1 == characters.count }  // 托儿所 is a crèche
    return !charactersBeforeChild.contains(before)
}

private let charactersBeforeChild = Set("女幼婴孤健男胎少患宠弃生产育侄孙妻潮琪乞小畸病娇")
