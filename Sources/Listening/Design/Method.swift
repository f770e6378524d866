/// How listeners judge: one of the designs of ITU-T P.800 (ACR, DCR, CCR), ITU-R BS.1534 (MUSHRA),
/// the paired tests AB and ABX, or the naming of a speaker.
public enum Method: String, Codable, CaseIterable, Sendable {
    /// Absolute category rating, 1 to 5, one clip at a time (ITU-T P.800, Annex B): gives the MOS.
    case acr
    /// Degradation category rating, 1 to 5, the reference first (P.800, Annex D): gives the DMOS.
    case dcr
    /// Comparison category rating, −3 to +3, the second clip against the first, in both orders
    /// (P.800, Annex E): gives the CMOS.
    case ccr
    /// Which of two clips is better; no tie.
    case ab
    /// Which of two clips is the same as a third.
    case abx
    /// All versions of one item side by side, 0 to 100, with a hidden reference and low-pass
    /// anchors (ITU-R BS.1534-3).
    case mushra
    /// Who is speaking? One clip, a list of names: gives the accuracy of the roles.
    case speaker

    /// How many clips a trial shows beside an explicit reference, given how many systems the
    /// study has; the X of ABX counts.
    public func clipCount(systemCount: Int) -> Int {
        switch self {
        case .acr, .dcr, .speaker: 1
        case .ccr, .ab: 2
        case .abx: 3
        case .mushra: systemCount
        }
    }

    /// Whether the reference is played openly: before the clip in DCR, beside the sliders in MUSHRA.
    public var showsReference: Bool { self == .dcr || self == .mushra }

    /// Whether a trial shows two systems against each other.
    public var isPaired: Bool { self == .ccr || self == .ab || self == .abx }

    /// Whether the answers are grades, of which a mean can be taken (the sense of "MOS").
    public var isGraded: Bool {
        switch self {
        case .acr, .dcr, .ccr, .mushra: true
        case .ab, .abx, .speaker: false
        }
    }

    /// Lowest and highest grade; nil where answers are no grades.
    public var gradeRange: ClosedRange<Int>? {
        switch self {
        case .acr, .dcr: 1...5
        case .ccr: -3...3
        case .mushra: 0...100
        case .ab, .abx, .speaker: nil
        }
    }
}
