/// Collects a turn's pieces and brings them into normal form as they come.
///
/// White space is held back until it is known to stand between words: at the ends of a turn and
/// beside `[pause]` and `[rate]` it is layout. A line break between two Chinese characters joins
/// them; elsewhere it is a space.
struct TurnBuilder {
    private var pieces: [Piece] = []
    private var text: [UInt8] = []
    private var gap = Gap.none
    private enum Gap { case none, space, lineBreak }

    /// True as long as nothing has been said or set.
    var isEmpty: Bool { pieces.isEmpty && text.isEmpty }

    mutating func appendSpace() {
        gap = .space
    }

    mutating func appendLineBreak() {
        if gap == .none { gap = .lineBreak }
    }

    /// Adds readable text: no white space, controls or invisible characters in it.
    mutating func append(_ bytes: ArraySlice<UInt8>) {
        guard let first = bytes.first else { return }
        closeGap(before: first)
        text.append(contentsOf: bytes)
    }

    /// True where a zero-width joiner holds two emoji together.
    var endsInEmoji: Bool {
        guard gap == .none, let start = text.lastIndex(where: { $0 & 0xC0 != 0x80 }) else {
            return false
        }
        return decodeScalar(text, at: start).scalar.isEmoji
    }

    mutating func append(_ piece: Piece) {
        switch piece {
        case .text(let words):
            appendNormalising(words)
        case .pause(let seconds):
            precondition(Piece.pauseRange.contains(seconds), "a pause of \(seconds) s")
            appendSeparator(.pause(seconds: Piece.rounded(seconds)))
        case .rate(let rate):
            precondition(Piece.rateRange.contains(rate), "a rate of \(rate)")
            appendSeparator(.rate(Piece.rounded(rate)))
        case .pronunciation(let word, let phonemes):
            let word = normalised(word)
            let phonemes = normalised(phonemes)
            precondition(!word.isEmpty && !word.contains(" "), "“\(word)” is not one word")
            precondition(!phonemes.isEmpty, "no phonemes for “\(word)”")
            closeGap(before: word.utf8.first ?? 0)
            flushText()
            pieces.append(.pronunciation(word: word, phonemes: phonemes))
        }
    }

    /// The pieces; the builder is empty afterwards.
    mutating func finish() -> [Piece] {
        gap = .none
        flushText()
        defer { pieces = [] }
        return pieces
    }
}

extension TurnBuilder {
    private mutating func appendSeparator(_ piece: Piece) {
        gap = .none
        flushText()
        pieces.append(piece)
    }

    private mutating func flushText() {
        guard !text.isEmpty else { return }
        pieces.append(.text(String(decoding: text, as: UTF8.self)))
        text.removeAll(keepingCapacity: true)
    }

    private mutating func closeGap(before next: UInt8) {
        defer { gap = .none }
        switch gap {
        case .none: return
        case .lineBreak where isWide(lead: next) && lastScalarLead.map(isWide) ?? false: return
        case .space, .lineBreak:
            if text.isEmpty && pieces.last?.separatesWords ?? true { return }
            text.append(UInt8(ascii: " "))
        }
    }

    /// The first byte of the last scalar said in this text or in a pronunciation before it.
    private var lastScalarLead: UInt8? {
        if let index = text.lastIndex(where: { $0 & 0xC0 != 0x80 }) { return text[index] }
        guard case .pronunciation(let word, _) = pieces.last else { return nil }
        return word.utf8.last { $0 & 0xC0 != 0x80 }
    }

    private mutating func appendNormalising(_ words: String) {
        for scalar in words.unicodeScalars {
            switch ScalarClass(scalar) {
            case .space: appendSpace()
            case .lineBreak: appendLineBreak()
            case .invisible, .control: continue
            case .joiner where !endsInEmoji: continue
            case .plain, .joiner: append(ArraySlice(String(scalar).utf8))
            }
        }
    }
}

/// Chinese characters and full-width punctuation: U+3000–U+9FFF, U+F900–U+FFEF, U+20000 and up.
private func isWide(lead: UInt8) -> Bool {
    (0xE3...0xE9).contains(lead) || lead == 0xEF || lead == 0xF0
}

/// One line of text in normal form.
func normalised(_ words: String) -> String {
    var builder = TurnBuilder()
    builder.append(.text(words))
    guard case .text(let text) = builder.finish().first else { return "" }
    return text
}
