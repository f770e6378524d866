/// Latin words inside Chinese: which are spelled letter by letter, which flite says.
enum LatinWord: Equatable {
    case spelled(String)
    case spoken(String)

    /// Cuts a word where capitals change (ChatGPT, iPhone) and sorts the parts.
    static func parts(of word: String) -> [LatinWord] {
        if let form = wholeForms[word.lowercased()] { return form }
        if word.contains("'") { return [.spoken(word)] }
        return chunks(of: word).map { chunk in
            isSpelled(chunk, alone: chunk == word) ? .spelled(chunk) : .spoken(chunk.lowercased())
        }
    }

    /// `ChatGPT` → Chat, GPT; `OpenAI` → Open, AI; `GPUs` → GPUs; `YouTube` → You, Tube.
    private static func chunks(of word: String) -> [String] {
        let letters = Array(word)
        if word.last == "s", letters.count > 2, letters.dropLast().allSatisfy(\.isUppercase) {
            return [word]
        }
        var chunks: [String] = []
        for (index, letter) in letters.enumerated() {
            let nextIsLower = index + 1 < letters.count && letters[index + 1].isLowercase
            let beginsWord =
                index > 0 && letter.isUppercase && (letters[index - 1].isLowercase || nextIsLower)
            if index == 0 || beginsWord { chunks.append("") }
            chunks[chunks.count - 1].append(letter)
        }
        return chunks
    }

    private static func isSpelled(_ chunk: String, alone: Bool) -> Bool {
        if chunk.count == 1 { return true }
        let body =
            chunk.last == "s" && chunk.dropLast().allSatisfy(\.isUppercase)
            ? String(chunk.dropLast()) : chunk
        if body.allSatisfy(\.isUppercase) {
            return body.count <= 5 && !acronymsSaidAsWords.contains(body)
        }
        let hasVowel = chunk.lowercased().contains { "aeiouy".contains($0) }
        return !hasVowel && chunk.count <= 6 && !vowelless.contains(chunk.lowercased())
    }

    /// The tokens of a word spelled letter by letter; a small s at its end is the plural.
    static func tokens(spelling word: String) -> [PhonemeToken] {
        var tokens: [PhonemeToken] = []
        let letters = Array(word)
        for (index, letter) in letters.enumerated() {
            let isPlural =
                letter == "s" && index > 1 && index == letters.count - 1
                && letters[index - 1].isUppercase
            let phones = isPlural ? ["z"] : letterPhones[Character(letter.lowercased())] ?? []
            var letterTokens = Pronunciation.tokens(ofPhones: phones)
            if index < letters.count - 1, !letterTokens.isEmpty {
                letterTokens[letterTokens.count - 1].boundary = .syllable
            }
            tokens += letterTokens
        }
        return tokens
    }
}

private let wholeForms: [String: [LatinWord]] = [
    "wifi": [.spoken("why"), .spoken("fie")], "ok": [.spelled("OK")], "vs": [.spoken("versus")],
    "app": [.spoken("app")], "apps": [.spoken("apps")], "ios": [.spelled("IOS")],
    "ipad": [.spelled("I"), .spoken("pad")], "wechat": [.spoken("we"), .spoken("chat")],
    "tiktok": [.spoken("tick"), .spoken("tock")], "linux": [.spoken("linnux")],
    "iphone": [.spelled("I"), .spoken("phone")], "macbook": [.spoken("mack"), .spoken("book")],
    "github": [.spoken("git"), .spoken("hub")], "bilibili": [.spoken("billy"), .spoken("billy")],
    "etc": [.spoken("etcetera")], "jpeg": [.spoken("jay"), .spoken("peg")],
]

private let acronymsSaidAsWords: Set<String> = [
    "NASA", "NATO", "COVID", "OPEC", "APEC", "ASEAN", "SIM", "RAM", "ROM", "PIN", "GIF", "AIDS",
    "SARS", "LASER", "RADAR", "LEGO", "IKEA", "NIKE", "SONY", "SAAS", "BASIC", "JAVA", "JSON",
    "HELLO", "YES", "NO", "THE", "AND", "BUG", "DEMO", "LIVE", "SHOW", "TALK", "PARTY", "FASHION",
    "OPEN", "COOL", "NEW", "BIG", "HOT", "LOVE", "STAR", "ZOOM", "MAX", "PRO", "PLUS", "MINI",
    "LORA", "BERT", "LLAMA", "SWIFT",
]

private let vowelless: Set<String> = ["hmm", "shh", "psst", "mr", "mrs", "ms", "dr", "st"]

private let letterPhones: [Character: [String]] = [
    "a": ["ey1"], "b": ["b", "iy1"], "c": ["s", "iy1"], "d": ["d", "iy1"], "e": ["iy1"],
    "f": ["eh1", "f"], "g": ["jh", "iy1"], "h": ["ey1", "ch"], "i": ["ay1"], "j": ["jh", "ey1"],
    "k": ["k", "ey1"], "l": ["eh1", "l"], "m": ["eh1", "m"], "n": ["eh1", "n"], "o": ["ow1"],
    "p": ["p", "iy1"], "q": ["k", "y", "uw1"], "r": ["aa1", "r"], "s": ["eh1", "s"],
    "t": ["t", "iy1"], "u": ["y", "uw1"], "v": ["v", "iy1"], "x": ["eh1", "k", "s"],
    "w": ["d", "ah1", "b", "ax", "l", "y", "uw"], "y": ["w", "ay1"], "z": ["z", "iy1"],
]
