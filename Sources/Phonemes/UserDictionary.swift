/// Words and their pronunciations, which go before all other readings.
///
/// Text with one entry a line: the word, a tab or `=`, and pinyin or English phones; `#` begins a
/// comment. Latin words match whole words in either case, others anywhere; the longest wins.
public struct UserDictionary: Sendable {
    private var entries: [Unicode.Scalar: [Entry]] = [:]

    private struct Entry: Sendable {
        var word: [Unicode.Scalar]
        var pronunciation: Pronunciation
    }

    /// A dictionary without entries.
    public init() {}

    /// Reads a dictionary's text.
    ///
    /// - Throws: `.badDictionaryLine` with the line's number.
    public init(parsing text: String) throws(PhonemeError) {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let content = line.prefix { $0 != "#" }
            if content.allSatisfy(\.isWhitespace) { continue }
            func refusal(_ reason: String) -> PhonemeError {
                .badDictionaryLine(String(line), line: index + 1, reason: reason)
            }
            guard let separator = content.firstIndex(where: { $0 == "\t" || $0 == "=" }) else {
                throw refusal("there is no tab or = after the word")
            }
            let word = Self.folded(Glyph.glyphs(of: String(content[..<separator])))
            guard let first = word.first else { throw refusal("the word is empty") }
            do throws(PhonemeError) {
                let pronunciation = try Pronunciation(
                    parsing: String(content[content.index(after: separator)...]),
                    of: String(content[..<separator]))
                entries[first, default: []].append(
                    Entry(word: word, pronunciation: pronunciation))
            } catch {
                throw refusal(error.description)
            }
        }
        for key in entries.keys { entries[key]?.sort { $0.word.count > $1.word.count } }
    }

    /// The entry that begins at `start`, and the index after it.
    func match(
        in glyphs: [Glyph], at start: Int
    ) -> (pronunciation: Pronunciation, end: Int)? {
        guard !entries.isEmpty, let first = Self.folded([glyphs[start]]).first,
            let candidates = entries[first]
        else { return nil }
        for entry in candidates where start + entry.word.count <= glyphs.count {
            let end = start + entry.word.count
            guard Self.folded(Array(glyphs[start..<end])) == entry.word else { continue }
            let cutsWord =
                (glyphs[start].isLatin && start > 0 && glyphs[start - 1].isLatin)
                || (glyphs[end - 1].isLatin && end < glyphs.count && glyphs[end].isLatin)
            if !cutsWord { return (entry.pronunciation, end) }
        }
        return nil
    }

    private static func folded(_ glyphs: [Glyph]) -> [Unicode.Scalar] {
        var scalars = glyphs.map { glyph in
            glyph.isLatin
                ? Unicode.Scalar(UInt8(glyph.scalar.value) | 0x20) : glyph.scalar
        }
        while scalars.last?.properties.isWhitespace == true { scalars.removeLast() }
        return Array(scalars.drop(while: \.properties.isWhitespace))
    }
}
