/// flite's segments as phoneme tokens: one token per segment, in the same order.
///
/// A pause inside closes a phrase, or the sentence its punctuation names; the end takes the
/// punctuation at the end of `text`, a statement if it has none. A phone outside the inventory
/// (flite's lexicon has none) becomes its nearest neighbour.
public func englishTokens(from segments: [FliteSegment], text: String) -> [PhonemeToken] {
    var tokens = segments.map { segment in
        let phone = nearestPhone[segment.name] ?? segment.name
        guard let phoneme = PhonemeInventory.index(of: "en." + phone) else {
            return PhonemeToken(phoneme: PhonemeInventory.pause)
        }
        let boundary: PhonemeToken.Boundary =
            segment.endsWord ? .word : segment.endsSyllable ? .syllable : .none
        return PhonemeToken(
            phoneme: phoneme, accent: segment.stressed ? .stressed : .unstressed,
            boundary: boundary)
    }
    markBoundaries(in: &tokens, segments: segments, terminal: terminalBoundary(of: text))
    return tokens
}

/// What the punctuation at the end of a text makes of it; a statement if there is none.
public func terminalBoundary(of text: String) -> PhonemeToken.Boundary {
    for character in text.reversed() {
        if let boundary = boundary(after: character) {
            return boundary
        }
        if character.isLetter || character.isNumber { break }
    }
    return .statement
}

private func boundary(after character: Character) -> PhonemeToken.Boundary? {
    switch character {
    case "?", "？": .question
    case "!", "！": .exclamation
    case ".", "。", "．", "…": .statement
    default: nil
    }
}

private func markBoundaries(
    in tokens: inout [PhonemeToken], segments: [FliteSegment], terminal: PhonemeToken.Boundary
) {
    guard let last = tokens.lastIndex(where: { $0.phoneme != PhonemeInventory.pause }) else {
        return
    }
    var current = PhonemeToken.Boundary.none
    for index in tokens.indices {
        if tokens[index].phoneme == PhonemeInventory.pause {
            tokens[index].boundary = current
        } else if index == last {
            tokens[index].boundary = terminal
            current = terminal
        } else if tokens[index + 1].phoneme == PhonemeInventory.pause {
            current =
                segments[index].punctuation.compactMap(boundary(after:)).first ?? .phrase
            tokens[index].boundary = current
        }
    }
}

/// Phones of other flite lexicons, by their neighbours in the inventory.
private let nearestPhone = [
    "dx": "d", "axr": "er", "el": "l", "em": "m", "en": "n", "nx": "n", "hv": "hh", "ix": "ih",
    "ux": "uw",
]
