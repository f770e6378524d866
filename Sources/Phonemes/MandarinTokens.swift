/// A Mandarin word with its dictionary reading.
public struct MandarinWord: Equatable, Sendable {
    /// The characters; may be empty where they are not known.
    public var hanzi: String
    /// One syllable per character with tone number (5 neutral), before sandhi.
    public var pinyin: [String]

    public init(hanzi: String = "", pinyin: [String]) {
        self.hanzi = hanzi
        self.pinyin = pinyin
    }
}

/// Phoneme tokens of a Mandarin phrase, with tone sandhi and erhua applied; adds no pauses.
///
/// Sandhi runs through the whole phrase: for words that were spoken apart, call this for each.
/// 一, 不 and 儿 are known by their characters, so without `hanzi` only the third tones change.
/// - Parameters:
///   - words: in order of speech.
///   - terminal: the boundary on the last phoneme.
/// - Throws: `.badPinyin`.
public func mandarinTokens(
    words: [MandarinWord], terminal: PhonemeToken.Boundary = .statement
) throws(PhonemeError) -> [PhonemeToken] {
    var spoken: [SpokenWord] = []
    for word in words {
        spoken.append(try SpokenWord(word))
    }
    spoken = spoken.filter { !$0.syllables.isEmpty }
    applyToneSandhi(to: &spoken)
    var tokens: [PhonemeToken] = []
    for (wordIndex, word) in spoken.enumerated() {
        for (index, syllable) in word.syllables.enumerated() {
            let endsWord = index == word.syllables.count - 1
            let endsPhrase = endsWord && wordIndex == spoken.count - 1
            tokens += syllable.tokens(
                endingWith: endsPhrase ? terminal : endsWord ? .word : .syllable)
        }
    }
    return tokens
}

/// `mandarinTokens(words:terminal:)` for words given as lists of pinyin syllables.
///
/// - Parameter hanzi: the characters of each word, if known; as many as `syllables`.
public func mandarinTokens(
    pinyin syllables: [[String]], hanzi: [String]? = nil,
    terminal: PhonemeToken.Boundary = .statement
) throws(PhonemeError) -> [PhonemeToken] {
    precondition(hanzi == nil || hanzi?.count == syllables.count, "one hanzi string per word")
    let words = syllables.enumerated().map { index, pinyin in
        MandarinWord(hanzi: hanzi?[index] ?? "", pinyin: pinyin)
    }
    return try mandarinTokens(words: words, terminal: terminal)
}
