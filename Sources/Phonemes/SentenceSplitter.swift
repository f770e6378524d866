/// Cuts glyphs into sentences a student speaks in one go.
enum SentenceSplitter {
    /// About 12 seconds of speech.
    static let longestInSyllables = 60

    /// The ranges of the sentences, in order; blank ones are left out.
    static func sentences(in glyphs: [Glyph]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        var index = 0
        while index < glyphs.count {
            if endsSentence(at: index, in: glyphs) {
                index += 1
                while index < glyphs.count, closers.contains(glyphs[index].scalar) { index += 1 }
                ranges.append(start..<index)
                start = index
            } else {
                index += 1
            }
        }
        ranges.append(start..<glyphs.count)
        return ranges.flatMap { pieces(of: trimmed($0, in: glyphs), in: glyphs) }
            .filter { !$0.isEmpty }
    }

    private static func trimmed(_ range: Range<Int>, in glyphs: [Glyph]) -> Range<Int> {
        var range = range
        while let first = range.first, glyphs[first].isSpace { range.removeFirst() }
        while let last = range.last, glyphs[last].isSpace { range.removeLast() }
        return range
    }

    private static func endsSentence(at index: Int, in glyphs: [Glyph]) -> Bool {
        let next = index + 1 < glyphs.count ? glyphs[index + 1] : nil
        guard glyphs[index].pronunciation == nil else { return false }
        switch glyphs[index].scalar {
        case "\n", "。", "｡": return true
        case ";":
            // flite takes an English semicolon as the end of a phrase.
            return glyphs[index].character == "；" || (index > 0 && glyphs[index - 1].isHanzi)
        case "!", "?", "‼", "⁇", "⁉":
            if let next, "!?‼⁇⁉".unicodeScalars.contains(next.scalar) { return false }
            return !goesOn(after: index, in: glyphs)
        case "…", "⋯":
            if let next, ["…", "⋯", ",", "!", "?", "。"].contains(next.scalar) { return false }
            return !goesOn(after: index, in: glyphs)
        case ".": return endsWithDot(at: index, in: glyphs)
        default: return false
        }
    }

    /// Whether a Latin sentence continues in lower case: “Really?” she said.
    private static func goesOn(after index: Int, in glyphs: [Glyph]) -> Bool {
        var next = index + 1
        while next < glyphs.count, glyphs[next].isSpace || closers.contains(glyphs[next].scalar) {
            if glyphs[next].scalar == "\n" { return false }
            next += 1
        }
        return next < glyphs.count && ("a"..."z").contains(glyphs[next].scalar)
    }

    private static func endsWithDot(at index: Int, in glyphs: [Glyph]) -> Bool {
        var next = index + 1
        guard next < glyphs.count else { return true }
        if glyphs[next].scalar == "." { return false }
        while next < glyphs.count, closers.contains(glyphs[next].scalar) { next += 1 }
        guard next < glyphs.count else { return true }
        if glyphs[next].isHanzi { return !glyphs[index + 1].isLatin }
        guard glyphs[next].isSpace, !goesOn(after: index, in: glyphs) else { return false }
        var start = index
        while start > 0, glyphs[start - 1].isLatin || glyphs[start - 1].scalar == "." { start -= 1 }
        let word = Array(glyphs[start..<index]).string.lowercased()
        let isInitial = word.count == 1 && word != "i"
        // “No. 5” is a number, “no.” an answer.
        let leadsNumber = word == "no" && next + 1 < glyphs.count && glyphs[next + 1].isDigit
        return !isInitial && !leadsNumber && !abbreviations.contains(word)
    }

    /// A sentence that is too long, in about equal parts cut at phrase marks, or between words.
    private static func pieces(of range: Range<Int>, in glyphs: [Glyph]) -> [Range<Int>] {
        let weights = syllables(in: range, of: glyphs)
        let total = weights.reduce(0, +)
        guard total > longestInSyllables, range.count > 1 else { return [range] }
        let half = total / 2
        var best: (cut: Int, cost: Int)?
        var sum = 0
        for index in range.dropLast() {
            sum += weights[index - range.lowerBound]
            guard let rank = cutRank(after: index, in: glyphs) else { continue }
            let cost = abs(sum - half) + rank * 20
            if best.map({ cost < $0.cost }) ?? true { best = (index + 1, cost) }
        }
        guard let best, best.cut < range.upperBound else { return [range] }
        return pieces(of: trimmed(range.lowerBound..<best.cut, in: glyphs), in: glyphs)
            + pieces(of: trimmed(best.cut..<range.upperBound, in: glyphs), in: glyphs)
    }

    /// 0 after a phrase mark, 1 at a space, 2 between hanzi; nil where nothing may be cut.
    private static func cutRank(after index: Int, in glyphs: [Glyph]) -> Int? {
        let (here, next) = (glyphs[index], glyphs[index + 1])
        if here.pronunciation != nil, here.pronunciation == next.pronunciation { return nil }
        if phraseMarks.contains(here.scalar), !next.isDigit { return 0 }
        if here.isSpace, !next.isDigit { return 1 }
        return here.isHanzi && next.isHanzi ? 2 : nil
    }

    private static func syllables(in range: Range<Int>, of glyphs: [Glyph]) -> [Int] {
        range.map { index in
            let glyph = glyphs[index]
            if glyph.isHanzi || glyph.isDigit { return 1 }
            guard glyph.isLatin, isVowel(glyph.scalar) else { return 0 }
            let followsVowel = index > range.lowerBound && isVowel(glyphs[index - 1].scalar)
            return followsVowel ? 0 : 1
        }
    }

    private static func isVowel(_ scalar: Unicode.Scalar) -> Bool {
        "aeiouyAEIOUY".unicodeScalars.contains(scalar)
    }

    private static let closers = Set("\"'”’」』）)]】》〉".unicodeScalars)
    private static let phraseMarks = Set(",，、：:；;—–".unicodeScalars)
    private static let abbreviations: Set<String> = [
        "mr", "mrs", "ms", "dr", "st", "prof", "vs", "etc", "e.g", "i.e", "jr", "sr", "gen", "col",
        "sgt", "capt", "lt", "rev", "hon", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep",
        "sept", "oct", "nov", "dec", "inc", "ltd", "corp", "co", "u.s", "u.k", "a.m", "p.m", "fig",
        "approx", "dept", "est", "ave", "blvd", "rd",
    ]
}
