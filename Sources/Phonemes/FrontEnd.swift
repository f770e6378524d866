/// Text to phonemes, for Chinese, English and both in one sentence.
///
/// Tables load with the first hanzi (about 2 ms); flite's lexicon with the first English.
public struct FrontEnd: Sendable {
    private let userDictionary: UserDictionary
    private let prefersChinese: Bool

    /// - Parameters:
    ///   - userDictionary: goes before all other readings.
    ///   - prefersChinese: how to read a text of digits and symbols only (`100%`).
    public init(
        userDictionary: UserDictionary = UserDictionary(), prefersChinese: Bool = false
    ) {
        self.userDictionary = userDictionary
        self.prefersChinese = prefersChinese
    }

    /// Part of a turn: text, or one word with its pronunciation.
    public enum Piece: Equatable, Sendable {
        case text(String)
        case pronunciation(word: String, phonemes: String)
    }

    /// The sentences of a text, in order.
    ///
    /// A sentence ends at 。！？.!?；… or a new line; one of more than 60 syllables is cut at a
    /// phrase mark. What can't be read is left out and reported in `diagnostics`.
    /// - Throws: `.damagedTable`.
    public func sentences(in text: String) throws(PhonemeError) -> [SpokenSentence] {
        try sentences(in: [.text(text)])
    }

    /// The sentences of a turn whose words may carry their pronunciation.
    ///
    /// - Throws: `.unknownPhone`, `.damagedTable`.
    public func sentences(in pieces: [Piece]) throws(PhonemeError) -> [SpokenSentence] {
        var text = ""
        var spans: [(count: Int, pronunciation: Int?)] = []
        var pronunciations: [Pronunciation] = []
        for piece in pieces {
            switch piece {
            case .text(let plain):
                spans.append((plain.count, nil))
                text += plain
            case .pronunciation(let word, let phonemes):
                spans.append((word.count, pronunciations.count))
                pronunciations.append(try Pronunciation(parsing: phonemes, of: word))
                text += word
            }
        }
        let glyphs = Self.marked(Glyph.glyphs(of: text), text: text, spans: spans)
        let hasLetters = glyphs.contains(where: \.isLatin)
        let isChinese = glyphs.contains(where: \.isHanzi) || (prefersChinese && !hasLetters)
        var sentences: [SpokenSentence] = []
        for range in SentenceSplitter.sentences(in: glyphs) {
            var reader = SentenceReader(
                glyphs: Array(glyphs[range]), userDictionary: userDictionary,
                pronunciations: pronunciations, isChinese: isChinese)
            sentences.append(try reader.read())
        }
        return sentences
    }

    /// The characters no sentence can say, each with its place: for `parley script lint`.
    ///
    /// Goes line by line and says nothing, so that long files cost little: about 0.5 s per MB.
    /// - Throws: `.damagedTable`.
    public func unreadableCharacters(in text: String) throws(PhonemeError) -> [FrontEndDiagnostic] {
        let isChinese =
            prefersChinese
            || text.unicodeScalars.contains { ("\u{4E00}"..."\u{9FFF}").contains($0) }
        var found: [FrontEndDiagnostic] = []
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() where !line.isEmpty {
            let glyphs = Glyph.glyphs(of: String(line), firstLine: index + 1)
            for range in SentenceSplitter.sentences(in: glyphs) {
                var reader = SentenceReader(
                    glyphs: Array(glyphs[range]), userDictionary: userDictionary,
                    pronunciations: [], isChinese: isChinese)
                found += try reader.unreadable()
            }
        }
        return found
    }

    /// What will be said: each sentence's text, then its phonemes with tones and boundaries.
    ///
    /// - Throws: `.damagedTable`.
    public func describe(_ text: String) throws(PhonemeError) -> String {
        try sentences(in: text).map(\.description).joined(separator: "\n")
    }

    /// Gives the glyphs of a pronounced word the number of its pronunciation.
    private static func marked(
        _ glyphs: [Glyph], text: String, spans: [(count: Int, pronunciation: Int?)]
    ) -> [Glyph] {
        guard spans.contains(where: { $0.pronunciation != nil }) else { return glyphs }
        var owners: [Int?] = []
        for span in spans {
            owners += [Int?](repeating: span.pronunciation, count: span.count)
        }
        // Joining pieces may melt characters together (a combining mark first): then the places
        // shift by one, and the word keeps its pronunciation for all but that character.
        var places: [Place: Int] = [:]
        var (line, column) = (1, 1)
        for (offset, character) in text.enumerated() {
            if offset < owners.count, let owner = owners[offset] {
                places[Place(line: line, column: column)] = owner
            }
            if character.isNewline { (line, column) = (line + 1, 1) } else { column += 1 }
        }
        return glyphs.map { glyph in
            var glyph = glyph
            glyph.pronunciation = places[Place(line: glyph.line, column: glyph.column)]
            return glyph
        }
    }

    private struct Place: Hashable {
        var line: Int
        var column: Int
    }
}

/// One sentence as phonemes.
public struct SpokenSentence: Equatable, Sendable, CustomStringConvertible {
    /// As it was written.
    public var text: String
    /// Begins and ends with `pau`; empty if nothing in the sentence can be said.
    public var tokens: [PhonemeToken]
    /// What was left out.
    public var diagnostics: [FrontEndDiagnostic]
    /// Its Mandarin words between pauses or English, numbers written out, with dictionary tones
    /// (before sandhi).
    public var mandarinPhrases: [[MandarinWord]]

    public var description: String {
        text + "\n    " + tokens.map(\.description).joined(separator: " ")
    }
}

/// A character that can't be said, with its place in the text that was given.
public struct FrontEndDiagnostic: Equatable, Sendable, CustomStringConvertible {
    public var character: Character
    /// Both from 1; columns count characters.
    public var line: Int
    public var column: Int

    public var description: String {
        "line \(line), column \(column): “\(character)” can't be read aloud. "
            + "Remove it, or write it in words."
    }
}
