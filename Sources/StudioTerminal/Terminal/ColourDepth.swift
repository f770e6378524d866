/// How many colours a terminal shows.
public enum ColourDepth: Int, Comparable, Sendable, CaseIterable {
    case none = 0
    case eight = 8
    case sixteen = 16
    case indexed = 256
    case direct = 16_777_216

    /// What a terminal can show, and is wished to.
    ///
    /// - Parameters:
    ///   - colourCount: by the terminal database; negative or 0 where it knows of none.
    ///   - environment: `NO_COLOR`, if not empty, forbids colour; `COLORTERM` of `truecolor` or
    ///     `24bit` promises all of them, which the database cannot say.
    public init(colourCount: Int, environment: [String: String]) {
        let isForbidden = !(environment["NO_COLOR"] ?? "").isEmpty
        let isDirect = ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "")
        switch colourCount {
        case _ where isForbidden: self = .none
        case ..<8: self = .none
        case ..<16: self = .eight
        case ..<256: self = .sixteen
        default: self = isDirect || colourCount > 256 ? .direct : .indexed
        }
    }

    public static func < (left: ColourDepth, right: ColourDepth) -> Bool {
        left.rawValue < right.rawValue
    }
}
