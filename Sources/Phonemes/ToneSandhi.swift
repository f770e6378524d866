/// Turns the dictionary tones of a phrase into surface tones: 一 and 不 first, neutral tones,
/// then third tones inside words, then across them.
func applyToneSandhi(to phrase: inout [SpokenWord]) {
    changeYiAndBu(in: &phrase)
    for index in phrase.indices {
        neutralise(&phrase[index])
        changeThirdTones(in: &phrase[index], range: phrase[index].syllables.indices)
    }
    // From the right, on surface tones: 我|也|想|买 becomes 2 3 2 3, 老李|买|好酒 2 2 3 2 3.
    for index in phrase.indices.dropLast().reversed() {
        let last = phrase[index].syllables.count - 1
        if phrase[index].syllables[last].tone == 3, phrase[index + 1].syllables[0].tone == 3 {
            phrase[index].syllables[last].tone = 2
        }
    }
}

// MARK: - Third tones

/// Third tones inside one word of two, three, or (by twos) more syllables.
private func changeThirdTones(in word: inout SpokenWord, range: Range<Int>) {
    let first = range.lowerBound
    switch range.count {
    case ...1: return
    case 3 where range.allSatisfy { word.syllables[$0].tone == 3 }:
        // 1 + 2 (小|老虎) turns only the middle one; 2 + 1 (展览|馆) both.
        let startsAlone = !word.hanzi.isEmpty && prefixCharacters.contains(word.hanzi[first])
        word.syllables[first].tone = startsAlone ? 3 : 2
        word.syllables[first + 1].tone = 2
    case 2, 3:
        for index in range.dropLast() { lowerPair(in: &word, at: index) }
    default:
        changeThirdTones(in: &word, range: first..<first + 2)
        changeThirdTones(in: &word, range: first + 2..<range.upperBound)
        lowerPair(in: &word, at: first + 1)
    }
}

private func lowerPair(in word: inout SpokenWord, at index: Int) {
    if word.syllables[index].tone == 3, word.syllables[index + 1].tone == 3 {
        word.syllables[index].tone = 2
    }
}

private let prefixCharacters = Set("小老大纸总副很好母冷")

// MARK: - 一 and 不

private struct Neighbour {
    var character: Character
    var tone: Int
}

private func changeYiAndBu(in phrase: inout [SpokenWord]) {
    for wordIndex in phrase.indices {
        let word = phrase[wordIndex]
        for (index, character) in word.hanzi.enumerated() where character == "一" || character == "不"
        {
            let before = neighbour(of: (wordIndex, index), by: -1, in: phrase)
            let after = neighbour(of: (wordIndex, index), by: 1, in: phrase)
            let isLast = index == word.hanzi.count - 1
            let tone: Int? =
                character == "一"
                ? toneOfYi(word: word, isLast: isLast, before: before, after: after)
                : toneOfBu(word: word, index: index, before: before, after: after)
            if let tone { phrase[wordIndex].syllables[index].tone = tone }
        }
    }
}

private func neighbour(
    of place: (word: Int, syllable: Int), by step: Int, in phrase: [SpokenWord]
) -> Neighbour? {
    var (wordIndex, index) = (place.word, place.syllable + step)
    if !phrase[wordIndex].syllables.indices.contains(index) {
        wordIndex += step
        guard phrase.indices.contains(wordIndex) else { return nil }
        index = step > 0 ? 0 : phrase[wordIndex].syllables.count - 1
    }
    let word = phrase[wordIndex]
    let character = word.hanzi.isEmpty ? "\u{0}" : word.hanzi[index]
    return Neighbour(character: character, tone: word.syllables[index].tone)
}

/// 一 before a fourth tone 2, before others 4; itself in counting, ordinals, dates and at the end.
private func toneOfYi(
    word: SpokenWord, isLast: Bool, before: Neighbour?, after: Neighbour?
) -> Int? {
    guard let after else { return nil }
    if let before {
        if numerals.contains(before.character) || before.character == "第" { return nil }
        if before.character == after.character, isLast == false, word.hanzi.count == 3 {
            return 5  // 看一看
        }
        if isLast, word.hanzi.count > 1, !charactersBeforeFreeYi.contains(before.character) {
            return nil  // 统一, 唯一
        }
    }
    if digits.contains(after.character) || countedByName.contains(after.character) { return nil }
    // 个 is neutral here but comes from a fourth tone: 一个 is yí ge.
    if after.tone == 4 || after.character == "个" { return 2 }
    return after.tone == 5 ? nil : 4
}

private func toneOfBu(
    word: SpokenWord, index: Int, before: Neighbour?, after: Neighbour?
) -> Int? {
    guard word.syllables[index].tone == 4, let after else { return nil }
    if index == 1, word.hanzi.count == 3 { return 5 }  // 对不起, 来不及
    if let before, before.character == after.character, before.character != "\u{0}" { return 5 }
    return after.tone == 4 ? 2 : nil
}

private let digits = Set("零〇一二三四五六七八九幺")
private let numerals = digits.union("十百千万亿点")
/// 一月, 一号, 一楼 name a place in an order, so they keep the first tone.
private let countedByName = Set("月号楼班")
/// 这一, 每一: 一 counts what follows and is no part of the word.
private let charactersBeforeFreeYi = Set("这那每某另任哪有是同再")
