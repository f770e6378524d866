import Phonemes

/// A toneless Mandarin syllable in the inventory's units.
public struct RecogniserSyllable: Hashable, Codable, Sendable {
    /// Index into `PhonemeInventory.symbols`; nil where the syllable begins with its final.
    public var initial: UInt8?
    public var final: UInt8
    public var hasErhua = false

    /// Such as `zh-uang`, `uo`, `an-rr`.
    public var description: String {
        func name(_ phoneme: UInt8) -> String {
            String(PhonemeInventory.symbols[Int(phoneme)].dropFirst("zh.".count))
        }
        return (initial.map { name($0) + "-" } ?? "") + name(final) + (hasErhua ? "-rr" : "")
    }
}

/// A syllable with its surface tone, 1…5 (5 is the neutral tone).
public struct RecogniserTonedSyllable: Hashable, Sendable {
    public var syllable: RecogniserSyllable
    public var tone: Int
}

/// What the recogniser's network tells apart: silence, the initials, the beginning and the end of
/// each final, and the coda of erhua. Two halves keep 爷爷 from melting into one long final.
enum RecogniserUnits {
    static let silence = 0
    static let toneCount = 5
    private static let firstInitial = index("zh.b")
    private static let firstFinal = index("zh.a")
    private static let erhuaCoda = index("zh.rr")
    private static let initialCount = firstFinal - firstInitial
    private static let finalCount = erhuaCoda - firstFinal
    private static let erhua = 1 + initialCount + 2 * finalCount
    static let count = erhua + 1

    private static func index(_ symbol: String) -> Int {
        guard let index = PhonemeInventory.index(of: symbol) else {
            preconditionFailure("the inventory has no \(symbol)")
        }
        return Int(index)
    }

    /// The classes that a phoneme passes through; empty for English.
    static func classes(of phoneme: UInt8) -> [Int] {
        let index = Int(phoneme)
        if phoneme == PhonemeInventory.pause { return [silence] }
        if index == erhuaCoda { return [erhua] }
        if index >= firstFinal, index < erhuaCoda {
            let first = 1 + initialCount + 2 * (index - firstFinal)
            return [first, first + 1]
        }
        return index >= firstInitial && index < firstFinal ? [1 + index - firstInitial] : []
    }

    /// Whether the tone is heard in this class: in finals and the coda.
    static func carriesTone(_ unit: Int) -> Bool { unit > initialCount }

    /// The classes of a syllable, in order of speech.
    static func classes(of syllable: RecogniserSyllable) -> [Int] {
        (syllable.initial.map(classes(of:)) ?? []) + classes(of: syllable.final)
            + (syllable.hasErhua ? [erhua] : [])
    }

    /// The syllables that tokens spell, pauses left out; nil if any token is not Mandarin.
    static func syllables(of tokens: [PhonemeToken]) -> [RecogniserTonedSyllable]? {
        var result: [RecogniserTonedSyllable] = []
        var initial: UInt8?
        for token in tokens where token.phoneme != PhonemeInventory.pause {
            let index = Int(token.phoneme)
            let tone = Int(token.accent.rawValue)
            guard index >= firstInitial, index <= erhuaCoda, (1...toneCount).contains(tone) else {
                return nil
            }
            if index < firstFinal {
                initial = token.phoneme
            } else if index == erhuaCoda {
                guard !result.isEmpty else { return nil }
                result[result.count - 1].syllable.hasErhua = true
            } else {
                let syllable = RecogniserSyllable(initial: initial, final: token.phoneme)
                result.append(RecogniserTonedSyllable(syllable: syllable, tone: tone))
                initial = nil
            }
        }
        return result
    }
}
