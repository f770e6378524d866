/// Counts of what the recogniser got wrong.
public struct RecogniserScore: Equatable, Codable, Sendable {
    public private(set) var syllableCount = 0
    /// Substitutions, insertions and deletions of syllables, whatever their tones.
    public private(set) var syllableErrors = 0
    /// The same of tones, whatever their syllables.
    public private(set) var toneErrors = 0

    public init() {}

    /// Share of syllables right, 0…1; insertions count against it.
    public var syllableAccuracy: Double { accuracy(syllableErrors) }
    /// Share of tones right, 0…1.
    public var toneAccuracy: Double { accuracy(toneErrors) }

    private func accuracy(_ errors: Int) -> Double {
        syllableCount == 0 ? 0 : max(0, 1 - Double(errors) / Double(syllableCount))
    }

    public mutating func add(
        heard: [RecogniserTonedSyllable], expected: [RecogniserTonedSyllable]
    ) {
        syllableCount += expected.count
        syllableErrors += editDistance(heard.map(\.syllable), expected.map(\.syllable))
        toneErrors += editDistance(heard.map(\.tone), expected.map(\.tone))
    }

    static func += (left: inout Self, right: Self) {
        left.syllableCount += right.syllableCount
        left.syllableErrors += right.syllableErrors
        left.toneErrors += right.toneErrors
    }
}

/// The fewest substitutions, insertions and deletions that turn one list into the other
/// (Levenshtein 1966).
func editDistance<Element: Equatable>(_ a: [Element], _ b: [Element]) -> Int {
    var row = Array(0...b.count)
    for (i, left) in a.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, right) in b.enumerated() {
            let substituted = diagonal + (left == right ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(substituted, diagonal + 1, row[j] + 1)
        }
    }
    return row[b.count]
}
