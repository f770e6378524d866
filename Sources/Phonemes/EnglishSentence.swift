/// Sentences without hanzi, which flite reads whole.
extension SentenceReader {
    var isPlainEnglish: Bool {
        guard !glyphs.contains(where: \.isHanzi),
            !glyphs.contains(where: { $0.pronunciation != nil }),
            glyphs.contains(where: \.isLatin) || (!isChinese && glyphs.contains(where: \.isDigit))
        else { return false }
        return !glyphs.indices.contains { userDictionary.match(in: glyphs, at: $0) != nil }
    }

    /// The sentence in ASCII, symbols in words; reports what has no reading.
    mutating func englishText() -> String {
        var text = ""
        for (index, glyph) in glyphs.enumerated() {
            if glyph.scalar.isASCII, !silentInEnglish.contains(glyph.scalar) {
                text.unicodeScalars.append(glyph.scalar)
            } else if let form = latinForms[Character(glyph.scalar)] {
                text += form
            } else if let word = englishSymbols[glyph.scalar] {
                // £20 is said 20 pounds, a lone £ pounds.
                let isBeforeNumber = index + 1 < glyphs.count && glyphs[index + 1].isDigit
                let isCurrency = currencyNames[glyph.scalar] != nil
                if !isCurrency || !isBeforeNumber { text += " \(word) " }
            } else {
                report(glyph)
            }
            if let sign = amountSign(endingAt: index) { text += " " + sign }
        }
        return text
    }

    /// The whole sentence by flite, so that its phones are exactly flite's own.
    mutating func readEnglish() throws(PhonemeError) -> SpokenSentence {
        let text = englishText()
        let segments = try Flite.analyse(text)
        var tokens = englishTokens(from: segments, text: text)
        let isSilent = !tokens.contains { $0.phoneme != PhonemeInventory.pause }
        if let last = tokens.lastIndex(where: { $0.phoneme != PhonemeInventory.pause }) {
            for index in last..<tokens.count { tokens[index].boundary = terminal }
        }
        if isSilent { tokens = [] }
        return SpokenSentence(
            text: written, tokens: tokens, diagnostics: diagnostics, mandarinPhrases: [])
    }

    /// The name of the currency sign before the number that ends at `index`: £20 is 20 pounds.
    private func amountSign(endingAt index: Int) -> String? {
        func continues(_ position: Int) -> Bool {
            guard glyphs.indices.contains(position) else { return false }
            let isMark = [".", ","].contains(glyphs[position].scalar)
            return glyphs[position].isDigit
                || (isMark && position + 1 < glyphs.count && glyphs[position + 1].isDigit)
        }
        guard glyphs[index].isDigit, !continues(index + 1) else { return nil }
        var start = index
        while start > 0, continues(start - 1) { start -= 1 }
        guard start > 0, currencyNames[glyphs[start - 1].scalar] != nil else { return nil }
        return englishSymbols[glyphs[start - 1].scalar]
    }
}
