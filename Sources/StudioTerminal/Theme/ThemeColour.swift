/// A colour as a theme names it.
public enum ThemeColour: Hashable, Sendable {
    /// One of the sixteen that the user's terminal defines: 0…7 and, brighter, 8…15.
    case ansi(Int)
    /// Red, green and blue, 0…255.
    case rgb(Int, Int, Int)

    /// The names of the sixteen, in their order.
    public static let ansiNames = [
        "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
        "bright-black", "bright-red", "bright-green", "bright-yellow",
        "bright-blue", "bright-magenta", "bright-cyan", "bright-white",
    ]

    /// Reads `#rrggbb` or one of `ansiNames`; nil where it is neither.
    public init?(_ text: String) {
        if let index = Self.ansiNames.firstIndex(of: text) {
            self = .ansi(index)
            return
        }
        guard text.hasPrefix("#"), text.utf8.count == 7,
            text.dropFirst().allSatisfy(\.isHexDigit),
            let value = Int(text.dropFirst(), radix: 16)
        else { return nil }
        self = .rgb(value >> 16, value >> 8 & 255, value & 255)
    }

    /// What comes nearest in a terminal with fewer colours.
    ///
    /// - Parameter background: what it will stand on, so that few colours don't make it vanish.
    func pen(_ depth: ColourDepth, on background: PenColour? = nil) -> PenColour {
        switch (self, depth) {
        case (.ansi(let index), .eight): return .indexed(index & 7)
        case (.ansi(let index), _): return .indexed(index)
        case (.rgb(let red, let green, let blue), .direct): return .direct(red, green, blue)
        case (.rgb, .indexed): return .indexed(nearest(Array(16...255), on: nil))
        case (.rgb, .eight): return .indexed(nearest(Array(0...7), on: background))
        case (.rgb, _): return .indexed(nearest(Array(0...15), on: background))
        }
    }

    private func nearest(_ candidates: [Int], on background: PenColour?) -> Int {
        var legible = candidates
        if case .indexed(let index) = background {
            legible = candidates.filter { Self.contrast(Self.palette($0), Self.palette(index)) > 2 }
        }
        // Of few colours none is pale: the hue is what tells speakers apart.
        let wanted = candidates.count > 16 ? components : saturated
        return legible.min { left, right in
            Self.distance(Self.palette(left), wanted) < Self.distance(Self.palette(right), wanted)
        } ?? 7
    }

    /// The colour without the white in it; greys stay as they are.
    private var saturated: [Double] {
        let (low, high) = (components.min() ?? 0, components.max() ?? 0)
        guard high - low >= 60 else { return components }
        return components.map { ($0 - low) / (high - low) * 255 }
    }

    private var components: [Double] {
        switch self {
        case .ansi(let index): Self.palette(index)
        case .rgb(let red, let green, let blue): [Double(red), Double(green), Double(blue)]
        }
    }

    /// Weighted, as the eye sees green better than red, and red better than blue.
    private static func distance(_ left: [Double], _ right: [Double]) -> Double {
        let difference = zip(left, right).map { ($0 - $1) * ($0 - $1) }
        return 3 * difference[0] + 5.5 * difference[1] + 1.5 * difference[2]
    }

    /// The ratio of WCAG 2: 1 for the same colour, 21 for black on white.
    static func contrast(_ left: [Double], _ right: [Double]) -> Double {
        let pair = [luminance(left), luminance(right)].sorted()
        return (pair[1] + 0.05) / (pair[0] + 0.05)
    }

    /// The same for two colours of a theme.
    func contrast(with other: ThemeColour) -> Double {
        Self.contrast(components, other.components)
    }

    private static func luminance(_ components: [Double]) -> Double {
        let linear = components.map { value -> Double in
            let share = value / 255
            // A power of 2.2 in place of the exact curve; near enough to compare.
            return share * share * (0.8 + 0.2 * share)
        }
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    /// What xterm shows for its colours 0…255.
    static func palette(_ index: Int) -> [Double] {
        switch index {
        case 0..<16:
            let high: Double = index > 8 ? 255 : 205
            if index == 7 { return [229, 229, 229] }
            if index == 8 { return [127, 127, 127] }
            return (0..<3).map { index & 7 & (1 << $0) != 0 ? high : 0 }
        case 16..<232:
            return [(index - 16) / 36, (index - 16) / 6 % 6, (index - 16) % 6]
                .map { $0 == 0 ? 0 : Double(55 + 40 * $0) }
        default: return Array(repeating: Double(8 + 10 * (index - 232)), count: 3)
        }
    }
}
