/// What a terminal can do, and the bytes that make it do so.
public struct TerminalCapabilities: Equatable, Sendable {
    public var colourDepth: ColourDepth
    /// Whether other characters than ASCII are understood.
    public var hasUTF8: Bool
    /// Whether an erased cell takes the background colour of the moment.
    public var erasesWithBackground: Bool
    /// Whether it is of the xterm family: mouse reports, bracketed paste and OSC 52 may be asked of
    /// it, for what it does not understand it swallows.
    public var understandsXterm: Bool

    // Bytes; empty where the terminal lacks it.
    public var enterFullScreen = ""
    public var leaveFullScreen = ""
    public var hideCursor = ""
    public var showCursor = ""
    public var eraseLine = "\u{1B}[K"
    public var eraseScreen = "\u{1B}[H\u{1B}[J"
    public var plain = "\u{1B}[m"
    public var bold = "\u{1B}[1m"
    public var dim = ""
    public var underline = "\u{1B}[4m"
    public var reverse = "\u{1B}[7m"

    public init(
        colourDepth: ColourDepth, hasUTF8: Bool = true, erasesWithBackground: Bool = false,
        understandsXterm: Bool = false
    ) {
        self.colourDepth = colourDepth
        self.hasUTF8 = hasUTF8
        self.erasesWithBackground = erasesWithBackground
        self.understandsXterm = understandsXterm
    }

    /// What is sent when the studio takes the terminal over.
    public var greeting: String {
        enterFullScreen + plain + eraseScreen
            + (understandsXterm ? Self.modes.map { "\u{1B}[?\($0)h" }.joined() : "")
    }

    /// What is sent when it gives the terminal back; the reverse of `greeting`.
    public var farewell: String {
        (understandsXterm ? Self.modes.reversed().map { "\u{1B}[?\($0)l" }.joined() : "")
            + plain + showCursor + (leaveFullScreen.isEmpty ? eraseScreen : leaveFullScreen)
    }

    // Mouse buttons, their dragging, their coordinates in decimals; pastes between brackets.
    private static let modes = [1000, 1002, 1006, 2004]

    /// A capability as the terminal database writes it, without the pauses (`$<5>`) that terminals
    /// on real serial lines needed.
    static func withoutPadding(_ capability: String) -> String {
        var result = ""
        var rest = capability[...]
        while let start = rest.firstRange(of: "$<") {
            result += rest[..<start.lowerBound]
            guard let end = rest[start.upperBound...].firstIndex(of: ">") else { break }
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }
}
