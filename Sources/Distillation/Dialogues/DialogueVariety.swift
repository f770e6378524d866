import Foundation
import Phonemes
import Script

/// How varied a set of dialogues is, counted from what Parley would say of it.
public struct DialogueVariety: Sendable, CustomStringConvertible {
    public private(set) var dialogueCount = 0
    public private(set) var turnCount = 0
    public private(set) var sentenceCount = 0
    /// Dialogues by their number of speakers.
    public private(set) var dialoguesBySpeakers: [Int: Int] = [:]
    public private(set) var dialoguesByMix: [String: Int] = [:]
    public private(set) var turnsBySpeaker: [String: Int] = [:]
    /// Errors and warnings that `parley script lint` would print.
    public private(set) var problems: [String] = []
    private var sentences: Set<String> = []
    private var turns: Set<String> = []
    private var phonemes: Set<UInt8> = []
    private var syllables: Set<String> = []
    private var pairs: Set<UInt16> = []
    private var lengths: [Int] = []
    private let frontEnd = FrontEnd()

    public init() {}

    public var uniqueSentenceCount: Int { sentences.count }
    public var uniqueTurnCount: Int { turns.count }
    /// Mandarin syllables, whatever their tones.
    public var syllableCount: Int { Set(syllables.map { $0.dropLast() }).count }
    public var tonedSyllableCount: Int { syllables.count }
    /// The symbols of the inventory that never occur.
    public var missingPhonemes: [String] {
        PhonemeInventory.symbols.indices.dropFirst().filter { !phonemes.contains(UInt8($0)) }
            .map { PhonemeInventory.symbols[$0] }
    }

    /// Counts one dialogue.
    ///
    /// - Throws: `.badConfiguration` where the front end's tables are damaged.
    public mutating func add(_ sample: DialogueGenerator.Sample) throws(DistillationError) {
        dialogueCount += 1
        dialoguesByMix[sample.mix.rawValue, default: 0] += 1
        dialoguesBySpeakers[sample.dialogue.speakers.count, default: 0] += 1
        let reading = ScriptReading(Array(sample.dialogue.description.utf8))
        problems += reading.problems.map { "dialogue \(dialogueCount): \($0.description)" }
        if reading.dialogue != sample.dialogue {
            problems.append("dialogue \(dialogueCount): does not read back as it was")
        }
        for turn in sample.dialogue.turns {
            turnCount += 1
            turnsBySpeaker[turn.speaker.name, default: 0] += 1
            turns.insert(turn.text)
            lengths.append(turn.text.count)
            try count(turn.text)
        }
    }

    private mutating func count(_ text: String) throws(DistillationError) {
        let spoken: [SpokenSentence]
        do {
            spoken = try frontEnd.sentences(in: text)
        } catch {
            throw .badConfiguration(path: "front end", line: nil, problem: "\(error)")
        }
        for sentence in spoken {
            sentenceCount += 1
            sentences.insert(sentence.text)
            problems += sentence.diagnostics.map { "dialogue \(dialogueCount): \($0)" }
            for (token, next) in zip(sentence.tokens, sentence.tokens.dropFirst()) {
                pairs.insert(UInt16(token.phoneme) << 8 | UInt16(next.phoneme))
            }
            phonemes.formUnion(sentence.tokens.map(\.phoneme))
            countSyllables(sentence.tokens)
        }
    }

    /// Initial, final and tone of every Mandarin syllable.
    private mutating func countSyllables(_ tokens: [PhonemeToken]) {
        var syllable = ""
        for token in tokens {
            guard PhonemeInventory.symbols[Int(token.phoneme)].hasPrefix("zh.") else {
                syllable = ""
                continue
            }
            syllable += PhonemeInventory.symbols[Int(token.phoneme)].dropFirst(3)
            if token.boundary != .none {
                syllables.insert("\(syllable)\(token.accent.rawValue)")
                syllable = ""
            }
        }
    }

    public var description: String {
        let sorted = lengths.sorted()
        let mixes = dialoguesByMix.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        let speakers = dialoguesBySpeakers.sorted { $0.key < $1.key }
            .map { "\($0.value) of \($0.key)" }
        let shares = turnsBySpeaker.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        func percent(_ part: Int, _ whole: Int) -> String {
            String(format: "%.1f %%", 100 * Double(part) / Double(max(1, whole)))
        }
        let missing = missingPhonemes
        let all = PhonemeInventory.symbols.count - 1
        return """
            \(dialogueCount) dialogues: \(mixes.joined(separator: ", "))
            speakers: \(speakers.joined(separator: ", ")); turns by \(shares.joined(separator: ", "))
            \(turnCount) turns, \(percent(uniqueTurnCount, turnCount)) of them unique; \
            \(sorted.first ?? 0) to \(sorted.last ?? 0) characters, \
            median \(sorted.isEmpty ? 0 : sorted[sorted.count / 2])
            \(sentenceCount) sentences, \(uniqueSentenceCount) different \
            (\(percent(uniqueSentenceCount, sentenceCount)))
            \(all - missing.count) of \(all) phonemes, \(pairs.count) pairs of neighbours; missing: \
            \(missing.isEmpty ? "none" : missing.joined(separator: " "))
            \(syllableCount) Mandarin syllables, \(tonedSyllableCount) with their tones
            \(problems.count) problems
            """
    }
}
