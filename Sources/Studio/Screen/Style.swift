/// What a cell means; a theme says how that looks.
public enum Role: Hashable, Sendable {
    case text, muted, accent, title, border, focusedBorder
    case speaker(Int)  // 0…3: A to D
    case tag, comment
    case selection, currentLine, match
    case error, warning, success
    case statusBar, key, prompt
    case playHead, waveform
    case meter(Int)  // 0…2: easy, busy, too much
    case spectrum(Int)  // 0…7: silent to loud
}

/// How a cell is drawn.
public struct Style: Hashable, Sendable {
    /// Chooses the colours and attributes of the glyph.
    public var role: Role
    /// Whose background colour is used instead of the role's own.
    public var background: Role?
    public var emphasis: Emphasis

    /// Attributes besides those of the theme.
    public struct Emphasis: OptionSet, Hashable, Sendable {
        public let rawValue: UInt8
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        public static let bold = Emphasis(rawValue: 1)
        public static let underlined = Emphasis(rawValue: 2)
        public static let reversed = Emphasis(rawValue: 4)
        public static let dim = Emphasis(rawValue: 8)
    }

    public init(_ role: Role = .text, on background: Role? = nil, _ emphasis: Emphasis = []) {
        self.role = role
        self.background = background
        self.emphasis = emphasis
    }
}
