/// Reads one sentence: finds what each stretch is, says it, and joins the parts.
struct SentenceReader {
    let glyphs: [Glyph]
    let userDictionary: UserDictionary
    let pronunciations: [Pronunciation]
    /// Whether the text has hanzi anywhere, so that a bare number is read in Chinese.
    let isChinese: Bool

    private var parts: [Part] = []
    var diagnostics: [FrontEndDiagnostic] = []

    /// What a stretch of the sentence is.
    private enum Part {
        case hanzi([Unicode.Scalar])
        /// A word whose pinyin was given.
        case pinyin([String])
        /// English that flite shall say.
        case english(String)
        /// English whose phones are known; its last token ends a word.
        case tokens([PhonemeToken])
        case pause
    }

    init(
        glyphs: [Glyph], userDictionary: UserDictionary, pronunciations: [Pronunciation],
        isChinese: Bool
    ) {
        self.glyphs = glyphs
        self.userDictionary = userDictionary
        self.pronunciations = pronunciations
        self.isChinese = isChinese
    }

    /// The sentence's tokens; see `FrontEnd.sentences(in:)`.
    mutating func read() throws(PhonemeError) -> SpokenSentence {
        if isPlainEnglish { return try readEnglish() }
        let table = try ReadingTable.shared.get()
        let reader = MandarinReader(table: table, contexts: try ContextRules.shared.get())
        scan(table: table)
        var (tokens, phrases) = try spoken(with: reader)
        let pause = PhonemeToken(phoneme: PhonemeInventory.pause)
        if !tokens.isEmpty {
            if tokens.last?.phoneme == pause.phoneme { tokens.removeLast() }
            tokens[tokens.count - 1].boundary = terminal
            tokens = [pause] + tokens + [PhonemeToken(phoneme: pause.phoneme, boundary: terminal)]
        }
        return SpokenSentence(
            text: written, tokens: tokens, diagnostics: diagnostics, mandarinPhrases: phrases)
    }

    /// What `read()` would report, without reading.
    mutating func unreadable() throws(PhonemeError) -> [FrontEndDiagnostic] {
        if isPlainEnglish { _ = englishText() } else { scan(table: try ReadingTable.shared.get()) }
        return diagnostics
    }

    /// The sentence as it was written; a character that became several glyphs (ß) stands once.
    var written: String {
        var text = ""
        for (index, glyph) in glyphs.enumerated()
        where index == 0 || glyphs[index - 1].column != glyph.column
            || glyphs[index - 1].line != glyph.line
        {
            text.append(glyph.character)
        }
        return text
    }

    var terminal: PhonemeToken.Boundary {
        for glyph in glyphs.reversed() {
            switch glyph.scalar {
            case "?", "⁇", "⁉": return .question
            case "!", "‼": return .exclamation
            case ",", "、", ":", "；", ";", "—", "–": return .phrase
            case ".", "。", "…": return .statement
            default: if glyph.isLatin || glyph.isDigit || glyph.isHanzi { return .statement }
            }
        }
        return .statement
    }

    mutating func report(_ glyph: Glyph) {
        let diagnostic = FrontEndDiagnostic(
            character: glyph.character, line: glyph.line, column: glyph.column)
        if diagnostics.last != diagnostic { diagnostics.append(diagnostic) }
    }
}

// MARK: - Scanning

extension SentenceReader {
    private mutating func scan(table: ReadingTable) {
        let numbers = NumberExpansion(glyphs: glyphs)
        let readsNumbersInEnglish = isMostlyEnglish
        var index = 0
        while index < glyphs.count {
            let glyph = glyphs[index]
            if let given = glyph.pronunciation {
                append(pronunciations[given])
                while index < glyphs.count, glyphs[index].pronunciation == given { index += 1 }
            } else if let match = userDictionary.match(in: glyphs, at: index) {
                append(match.pronunciation)
                index = match.end
            } else if glyph.isLatin || (readsNumbersInEnglish && glyph.isDigit) {
                index = scanLatin(from: index, withNumbers: readsNumbersInEnglish)
            } else if let reading = numbers.reading(at: index) {
                append(expanded: reading.text)
                index = reading.end
            } else {
                scanOne(glyph, table: table)
                index += 1
            }
        }
    }

    /// Whether more words (of three letters or more: no units, no initials) than hanzi are there.
    private var isMostlyEnglish: Bool {
        let words = glyphs.split { !$0.isLatin }.count { $0.count >= 3 }
        return words > glyphs.count(where: \.isHanzi)
    }

    private mutating func scanOne(_ glyph: Glyph, table: ReadingTable) {
        if glyph.isHanzi, table.reading(of: glyph.scalar) != nil {
            append(hanzi: [glyph.scalar])
        } else if pausingMarks.contains(glyph.scalar) {
            parts.append(.pause)
        } else if glyph.isSpace || silentMarks.contains(glyph.scalar) {
            return
        } else if let word = chineseSymbols[glyph.scalar] {
            append(expanded: word)
        } else {
            report(glyph)
        }
    }

    /// A stretch of Latin letters up to a space, mark or hanzi.
    private mutating func scanLatin(from start: Int, withNumbers: Bool) -> Int {
        var end = start
        func belongs(_ index: Int) -> Bool {
            glyphs.indices.contains(index) && glyphs[index].pronunciation == nil
                && (glyphs[index].isLatin || (withNumbers && glyphs[index].isDigit))
        }
        while belongs(end)
            || (["'", "’"].contains(scalar(end)) && belongs(end + 1) && end > start)
            || (withNumbers && [".", ",", "$", "%"].contains(scalar(end)) && belongs(end + 1))
        {
            end += 1
        }
        let word = Array(glyphs[start..<end]).string.replacing("\u{2019}", with: "'")
        let isDotted = scalar(end) == "." && belongs(end + 1) && !withNumbers
        let hasInnerCapital = word.dropFirst().contains(where: \.isUppercase)
        if word.contains(where: \.isNumber) || (withNumbers && !hasInnerCapital) {
            append(english: word)
        } else if isLoneArticle(word, start: start, end: end) {
            append(english: word)
        } else {
            for part in LatinWord.parts(of: word) {
                switch part {
                case .spelled(let letters):
                    parts.append(.tokens(LatinWord.tokens(spelling: letters)))
                case .spoken(let text): append(english: text)
                }
            }
        }
        // Node.js, example.com
        if isDotted { append(expanded: "点") }
        return isDotted ? end + 1 : end
    }

    private func scalar(_ index: Int) -> Unicode.Scalar {
        glyphs.indices.contains(index) ? glyphs[index].scalar : "\n"
    }

    /// “a” or “I” beside another English word, not the name of the letter.
    private func isLoneArticle(_ word: String, start: Int, end: Int) -> Bool {
        guard ["a", "I"].contains(word) else { return false }
        let after = scalar(end) == " " && ("a"..."z").contains(scalar(end + 1))
        let before = scalar(start - 1) == " " && ("a"..."z").contains(scalar(start - 2))
        return after || (word == "I" && before)
    }

    private mutating func append(_ pronunciation: Pronunciation) {
        switch pronunciation {
        case .pinyin(let syllables): parts.append(.pinyin(syllables))
        case .phones(let phones): parts.append(.tokens(Pronunciation.tokens(ofPhones: phones)))
        }
    }

    /// Hanzi that stand for a number or symbol, with letters to be spelled between them.
    private mutating func append(expanded text: String) {
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                parts.append(.tokens(LatinWord.tokens(spelling: String(scalar))))
            } else {
                append(hanzi: [scalar])
            }
        }
    }

    private mutating func append(hanzi: [Unicode.Scalar]) {
        if case .hanzi(var text)? = parts.last {
            parts.removeLast()  // so that `text` is not shared, and grows in place
            text += hanzi
            parts.append(.hanzi(text))
        } else {
            parts.append(.hanzi(hanzi))
        }
    }

    private mutating func append(english: String) {
        if case .english(let before)? = parts.last {
            parts[parts.count - 1] = .english(before + " " + english)
        } else {
            parts.append(.english(english))
        }
    }
}

// MARK: - Joining

extension SentenceReader {
    /// The tokens of all parts, without the outer pauses, and the Mandarin phrases among them.
    private func spoken(
        with reader: MandarinReader
    ) throws(PhonemeError) -> (tokens: [PhonemeToken], phrases: [[MandarinWord]]) {
        var tokens: [PhonemeToken] = []
        var phrases: [[MandarinWord]] = []
        var phrase: [MandarinWord] = []
        for part in parts + [.pause] {
            switch part {
            case .hanzi(let text): phrase += reader.words(in: text)
            case .pinyin(let syllables): phrase.append(MandarinWord(pinyin: syllables))
            case .english, .tokens, .pause:
                if !phrase.isEmpty {
                    tokens += try mandarinTokens(words: phrase, terminal: .word)
                    phrases.append(phrase)
                }
                phrase = []
            }
            switch part {
            case .english(let text): tokens += try englishWords(text)
            case .tokens(let known): tokens += known
            case .pause:
                guard let last = tokens.last, last.phoneme != PhonemeInventory.pause else { break }
                tokens[tokens.count - 1].boundary = .phrase
                tokens.append(PhonemeToken(phoneme: PhonemeInventory.pause, boundary: .phrase))
            case .hanzi, .pinyin: break
            }
        }
        return (tokens, phrases)
    }

    /// flite's phones for a few words, without any pause.
    private func englishWords(_ text: String) throws(PhonemeError) -> [PhonemeToken] {
        var tokens = englishTokens(from: try Flite.analyse(text), text: text)
            .filter { $0.phoneme != PhonemeInventory.pause }
        for index in tokens.indices where tokens[index].boundary.rawValue > 2 {
            tokens[index].boundary = .word
        }
        return tokens
    }
}
