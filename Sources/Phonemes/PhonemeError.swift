/// What can go wrong between a text and its phonemes.
public enum PhonemeError: Error, Equatable, CustomStringConvertible {
    case voiceUnavailable(FliteVoice)
    case foreignCharacter(Character, text: String, column: Int)
    case unknownPhone(String, word: String)
    case badPinyin(String)
    case badDictionaryLine(String, line: Int, reason: String)
    case damagedTable(String)

    public var description: String {
        switch self {
        case .voiceUnavailable(let voice):
            "flite: the library of voice \(voice.rawValue) is missing or damaged. "
                + "Install it: apt-get install libflite1."
        case .foreignCharacter(let character, let text, let column):
            "“\(text)” column \(column): English speech has no reading for “\(character)”. "
                + "Remove it, or write it in words."
        case .unknownPhone(let phone, let word):
            "“\(word)”: there is no phoneme “\(phone)”. "
                + "Use pinyin with tone numbers (chong2 qing4) or flite's phones (hh ax l ow1)."
        case .badPinyin(let syllable):
            "“\(syllable)” is not a pinyin syllable. Write it with a tone number, such as hao3; "
                + "5 is the neutral tone, v stands for ü."
        case .badDictionaryLine(let text, let line, let reason):
            "user dictionary line \(line): “\(text)”: \(reason). "
                + "Write WORD, a tab or =, and the pronunciation."
        case .damagedTable(let name):
            "\(name): the reading table is missing or damaged. Install Parley again."
        }
    }
}
