/// One phoneme as the student sees it: what sounds, how it is accented, and what ends after it.
public struct PhonemeToken: Hashable, Sendable {
    /// Index into `PhonemeInventory.symbols`.
    public var phoneme: UInt8
    public var accent: Accent
    public var boundary: Boundary

    public init(phoneme: UInt8, accent: Accent = .none, boundary: Boundary = .none) {
        self.phoneme = phoneme
        self.accent = accent
        self.boundary = boundary
    }

    /// Lexical tone or stress; carried by every phoneme of the syllable.
    public enum Accent: UInt8, CaseIterable, Sendable {
        /// Silence.
        case none
        /// The surface tones of Mandarin, after sandhi; 5 is the neutral tone.
        case tone1, tone2, tone3, tone4, tone5
        /// English syllables.
        case unstressed, stressed
    }

    /// The strongest unit that ends with this phoneme. A pause carries the boundary before it.
    public enum Boundary: UInt8, CaseIterable, Sendable {
        case none
        case syllable
        case word
        /// Comma, semicolon, dash: the phrase goes on.
        case phrase
        case statement
        case question
        case exclamation
    }
}
