import Phonemes

/// The rise at the end of English yes-no questions, which flite speaks like statements.
///
/// Questions that begin with a question word keep their fall, as in most English speech. The rise
/// begins at the last stressed syllable.
enum QuestionMelody {
    /// Semitones over flite's own contour, which falls by some three there.
    private static let rise = 7.0
    private static let openers: Set<String> = [
        "am", "are", "aren't", "can", "can't", "could", "couldn't", "did", "didn't", "do", "does",
        "doesn't", "don't", "had", "has", "have", "haven't", "is", "isn't", "may", "must", "ready",
        "really", "right", "shall", "should", "shouldn't", "was", "wasn't", "were", "will", "won't",
        "would", "wouldn't",
    ]

    /// May stand before a question without being part of it.
    private static let introductions: Set<String> = [
        "and", "but", "hey", "hm", "now", "oh", "ok", "okay", "or", "so", "then", "well",
    ]

    /// The contour for a text's questions; nil where it has none that rise.
    ///
    /// - Parameters:
    ///   - tokens: what is said, with the boundary of each sentence's last phoneme.
    ///   - ends: where each token ends, in seconds.
    static func contour(text: String, tokens: [PhonemeToken], ends: [Double]) -> PitchContour? {
        let sentences = sentences(of: text)
        let lasts = tokens.indices.filter { index in
            tokens[index].phoneme != PhonemeInventory.pause
                && [.statement, .question, .exclamation].contains(tokens[index].boundary)
        }
        guard sentences.count == lasts.count, tokens.count == ends.count else { return nil }
        var contour = PitchContour()
        for (sentence, last) in zip(sentences, lasts) where rises(sentence) {
            let nucleus = lastStressedSyllable(of: tokens[...last])
            guard nucleus > 0 else { continue }
            contour.append(ends[nucleus - 1], 0)
            contour.append(ends[last], rise)
            contour.append(ends[last] + 0.1, 0)
        }
        return contour.points.isEmpty ? nil : contour
    }

    /// Where the last stressed syllable begins; the first token where none is stressed.
    private static func lastStressedSyllable(of tokens: ArraySlice<PhonemeToken>) -> Int {
        guard var start = tokens.lastIndex(where: { $0.accent == .stressed }) else {
            return tokens.startIndex
        }
        while start > tokens.startIndex, tokens[start - 1].accent == .stressed,
            tokens[start - 1].boundary == .none
        { start -= 1 }
        return start
    }

    private static func sentences(of text: String) -> [String] {
        var sentences: [String] = []
        var sentence = ""
        for character in text {
            sentence.append(character)
            if ".!?".contains(character) {
                sentences.append(sentence)
                sentence = ""
            }
        }
        return sentences.filter { $0.contains(where: \.isLetter) }
            + (sentence.contains(where: \.isLetter) ? [sentence] : [])
    }

    /// “Are you sure?” and “So, is it?” rise; “Where is it?” does not.
    private static func rises(_ sentence: String) -> Bool {
        guard sentence.last == "?" else { return false }
        let words = sentence.lowercased().split { !$0.isLetter && $0 != "'" }.map(String.init)
        guard let first = words.first else { return false }
        return openers.contains(
            introductions.contains(first) ? words.dropFirst().first ?? "" : first)
    }
}
