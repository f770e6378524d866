/// One of the four people a dialogue can have.
public enum Speaker: Int, CaseIterable, Hashable, Sendable, Comparable, CustomStringConvertible {
    case a, b, c, d

    /// 0 to 3; the row of the built-in voice.
    public var index: Int { rawValue }

    /// The letter: "A" to "D".
    public var name: String {
        switch self {
        case .a: "A"
        case .b: "B"
        case .c: "C"
        case .d: "D"
        }
    }

    /// The speaker of this letter, in either case; nil for any other text.
    public init?(name: String) {
        guard let speaker = Self.allCases.first(where: { $0.name == name.uppercased() }) else {
            return nil
        }
        self = speaker
    }

    /// As a tag names it: "Speaker A".
    public var description: String { "Speaker \(name)" }

    public static func < (left: Speaker, right: Speaker) -> Bool {
        left.rawValue < right.rawValue
    }
}
