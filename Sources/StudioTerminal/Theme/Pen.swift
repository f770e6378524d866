import Studio

/// A colour as it is sent.
enum PenColour: Hashable, Sendable {
    /// 0…255; those below 16 are the terminal's own.
    case indexed(Int)
    case direct(Int, Int, Int)
}

/// How a cell is drawn on this terminal.
struct Pen: Hashable, Sendable {
    /// nil is the terminal's own.
    var foreground: PenColour?
    var background: PenColour?
    var attributes: Style.Emphasis = []

    static let plain = Pen()

    /// The bytes that change `previous` into this pen; nil is any pen.
    func bytes(after previous: Pen?, _ capabilities: TerminalCapabilities) -> String {
        guard previous != self else { return "" }
        guard capabilities.colourDepth != .none else { return attributeBytes(capabilities) }
        let isReset = previous.map { !attributes.isSuperset(of: $0.attributes) } ?? true
        let before = isReset ? Pen.plain : previous ?? .plain
        var parameters: [String] = isReset ? ["0"] : []
        for (emphasis, number) in Self.attributeNumbers
        where attributes.contains(emphasis) && !before.attributes.contains(emphasis) {
            parameters.append(number)
        }
        if foreground != before.foreground {
            parameters.append(foreground?.parameters(base: 30) ?? "39")
        }
        if background != before.background {
            parameters.append(background?.parameters(base: 40) ?? "49")
        }
        return parameters.isEmpty
            ? "" : parameters == ["0"] ? "\u{1B}[m" : "\u{1B}[\(parameters.joined(separator: ";"))m"
    }

    private static let attributeNumbers: [(Style.Emphasis, String)] = [
        (.bold, "1"), (.dim, "2"), (.underlined, "4"), (.reversed, "7"),
    ]

    /// For terminals of another kind than ANSI's colours, as the database says.
    private func attributeBytes(_ capabilities: TerminalCapabilities) -> String {
        capabilities.plain
            + (attributes.contains(.bold) ? capabilities.bold : "")
            + (attributes.contains(.dim) ? capabilities.dim : "")
            + (attributes.contains(.underlined) ? capabilities.underline : "")
            + (attributes.contains(.reversed) ? capabilities.reverse : "")
    }
}

extension PenColour {
    /// Of SGR; `base` is 30 for the foreground, 40 for the background.
    fileprivate func parameters(base: Int) -> String {
        switch self {
        case .indexed(let index) where index < 8: String(base + index)
        case .indexed(let index) where index < 16: String(base + 52 + index)
        case .indexed(let index): "\(base + 8);5;\(index)"
        case .direct(let red, let green, let blue): "\(base + 8);2;\(red);\(green);\(blue)"
        }
    }
}
