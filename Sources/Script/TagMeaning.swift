/// What a bracketed tag says.
enum TagMeaning {
    case speaker(SpeakerLabel)
    case piece(Piece)
    case problem(ScriptProblem.Kind)

    init(_ tag: BracketTag, in bytes: [UInt8], format: ScriptFormat) {
        let name = tag.name(in: bytes)
        if format != .json, let label = SpeakerLabel(tag: name, format: format) {
            self = .speaker(label)
            return
        }
        let words = tag.words(in: bytes)
        let value = words.dropFirst()
        switch words.first.map(comparable) {
        case "pause":
            self = pause(comparable(value.joined(separator: " ")))
        case "rate":
            self = rate(comparable(value.joined(separator: " ")))
        case "say":
            guard value.count >= 2, let word = value.first else {
                self = .problem(.badPronunciation(value.joined(separator: " ")))
                return
            }
            let phonemes = value.dropFirst().joined(separator: " ")
            self = .piece(.pronunciation(word: word, phonemes: phonemes))
        default:
            // A speaker in another format's dress, or of another dialogue: more than unknown.
            if let label = SpeakerLabel(anyFormat: name) {
                self = .problem(.speakerOutsideCast(label.text))
            } else {
                self = .problem(.unknownTag(words.joined(separator: " ")))
            }
        }
    }
}

private func pause(_ text: String) -> TagMeaning {
    let (digits, unit) = splitNumber(text)
    let scale: Double? =
        switch unit {
        case "", "s", "sec", "second", "seconds", "秒": 1
        case "ms", "毫秒": 0.001
        default: nil
        }
    guard let scale, let number = Double(digits) else { return .problem(.badPause(text)) }
    let seconds = Piece.rounded(number * scale)
    guard Piece.pauseRange.contains(seconds) else { return .problem(.badPause(text)) }
    return .piece(.pause(seconds: seconds))
}

private func rate(_ text: String) -> TagMeaning {
    let (digits, unit) = splitNumber(text)
    guard unit == "" || unit == "x" || unit == "×", let number = Double(digits) else {
        return .problem(.badRate(text))
    }
    let rate = Piece.rounded(number)
    guard Piece.rateRange.contains(rate) else { return .problem(.badRate(text)) }
    return .piece(.rate(rate))
}

/// "0.8 s" as "0.8" and "s". Only digits and one point make a number: no sign, no "1e3", no "inf".
private func splitNumber(_ text: String) -> (digits: String, unit: String) {
    let digits = text.prefix { $0 == "." || ("0"..."9").contains($0) }
    return (String(digits), String(text.dropFirst(digits.count).drop { $0 == " " }))
}
