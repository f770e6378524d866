extension PhonemeToken {
    /// Text of one token, such as `zh.ao3|`: symbol, tone or stress, boundary mark.
    ///
    /// Tones are their digits; the phones of a stressed syllable end in `'`. Boundaries: `-` syllable, `|` word,
    /// `,` phrase, `.` `?` `!` sentence.
    public var description: String {
        let symbol = PhonemeInventory.symbols[Int(phoneme)]
        let accentMark =
            switch accent {
            case .none, .unstressed: ""
            case .stressed: "'"
            default: String(accent.rawValue)
            }
        let boundaryMark =
            switch boundary {
            case .none: ""
            case .syllable: "-"
            case .word: "|"
            case .phrase: ","
            case .statement: "."
            case .question: "?"
            case .exclamation: "!"
            }
        return symbol + accentMark + boundaryMark
    }
}

extension PhonemeToken: CustomStringConvertible {}
