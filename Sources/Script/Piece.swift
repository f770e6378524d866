/// A part of a turn: words, or an instruction on how to say what follows.
public enum Piece: Hashable, Sendable {
    /// Words to say: one line, without control characters, runs of white space as one space.
    case text(String)
    /// Silence, 0 to 60 seconds, to the millisecond.
    case pause(seconds: Double)
    /// The speaking rate from here to the end of the turn, 0.25 to 4; 1 is normal, 2 twice as fast.
    case rate(Double)
    /// One word, and how to say it: pinyin with tone numbers, or English phones.
    case pronunciation(word: String, phonemes: String)

    /// The pauses a script may hold, in seconds.
    public static let pauseRange: ClosedRange<Double> = 0...60
    /// The speaking rates a script may hold.
    public static let rateRange: ClosedRange<Double> = 0.25...4

    /// The same to three decimals, so that what is printed reads back as the same number.
    static func rounded(_ number: Double) -> Double {
        (number * 1000).rounded() / 1000
    }

    /// White space beside it is layout, not speech.
    var separatesWords: Bool {
        switch self {
        case .pause, .rate: true
        case .text, .pronunciation: false
        }
    }
}

// MARK: - Printing

extension Piece {
    /// As it stands in a script.
    var source: String {
        switch self {
        case .text(let text): escaped(text)
        case .pause(let seconds): "[pause \(shortest(seconds))s]"
        case .rate(let rate): "[rate \(shortest(rate))]"
        case .pronunciation(let word, let phonemes): "[say \(escaped(word)) \(escaped(phonemes))]"
        }
    }
}

/// "1", not "1.0".
private func shortest(_ number: Double) -> String {
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}

/// `text` with a backslash before everything that would be read as markup.
private func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isEscapable) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        if isEscapable(scalar) { result.append("\\") }
        result.append(scalar)
    }
    return String(result)
}

/// The characters that a backslash makes ordinary.
func isEscapable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\\", "[", "]", "【", "】", "［", "］", "<", ">", "#": true
    default: false
    }
}
