import Foundation
import Script
import StudentModel

/// Makes dialogues for teachers to speak: two to four people, Chinese, English or both, on a dozen
/// topics, with names, numbers, dates, prices and rare words.
///
/// Dialogue n of a seed is always the same, whatever else is made.
public struct DialogueGenerator: Sendable {
    /// Which languages a dialogue is in.
    public enum Mix: String, CaseIterable, Codable, Sendable {
        case english, mandarin
        /// Each turn in one language or the other.
        case bilingual
        /// Both within many sentences.
        case mixed
    }

    /// A dialogue and what it was drawn from.
    public struct Sample: Sendable {
        public var dialogue: Dialogue
        public var mix: Mix
        public var topic: String
    }

    public let seed: UInt64
    private let books: [DialoguePhrasebook.Tongue: DialoguePhrasebook]
    private let topics: [String]

    /// - Throws: `.fileFailed`, `.badConfiguration` for a damaged installation.
    public init(seed: UInt64) throws(DistillationError) {
        self.seed = seed
        var books: [DialoguePhrasebook.Tongue: DialoguePhrasebook] = [:]
        for tongue in DialoguePhrasebook.Tongue.allCases {
            books[tongue] = try DialoguePhrasebook(tongue)
        }
        self.books = books
        topics = books[.english]?.topics ?? []
    }

    /// Dialogue number `index`, from 0.
    public func sample(_ index: Int) -> Sample {
        var random = SplitMix64(seed: StableHash.of("\(seed) \(index)"))
        let topic = random.pick(topics)
        let mix = Self.mix(random.unit())
        let speakers = Self.speakers(&random)
        let turnCount = max(speakers.count, 3 + Int(12 * random.unit() * random.unit()))
        let order = Self.order(speakers, count: turnCount, &random)
        var turns: [Turn] = []
        var isAnswerDue = false
        for (place, speaker) in order.enumerated() {
            let tongue = Self.tongue(mix, &random)
            let parts = Self.parts(
                place: place, of: turnCount, isAnswerDue: isAnswerDue, &random)
            isAnswerDue = parts.last == .ask
            let text = parts.map { sentence(tongue, topic: topic, part: $0, &random) }
            turns.append(
                Turn(speaker: speaker, pieces: [.text(Self.joined(text))], line: place + 1))
        }
        return Sample(dialogue: Dialogue(turns: turns), mix: mix, topic: topic)
    }

    /// Different turns without a Chinese character, in the order of the dialogues.
    func englishTurns(count: Int) -> [String] {
        var turns: [String] = []
        var seen: Set<String> = []
        for index in 0..<10 * count where turns.count < count {
            for turn in sample(index).dialogue.turns {
                let isEnglish = turn.text.unicodeScalars.allSatisfy {
                    !$0.properties.isIdeographic
                }
                if isEnglish, seen.insert(turn.text).inserted { turns.append(turn.text) }
            }
        }
        return Array(turns.prefix(count))
    }

    private static func mix(_ draw: Double) -> Mix {
        draw < 0.35 ? .english : draw < 0.7 ? .mandarin : draw < 0.85 ? .bilingual : .mixed
    }

    private static func tongue(
        _ mix: Mix, _ random: inout SplitMix64
    ) -> DialoguePhrasebook.Tongue {
        let draw = random.unit()
        return switch mix {
        case .english: .english
        case .mandarin: .mandarin
        case .bilingual: draw < 0.5 ? .english : .mandarin
        case .mixed: draw < 0.6 ? .mixed : draw < 0.85 ? .mandarin : .english
        }
    }

    /// Two people in half of the dialogues; any of the four, so that all are heard equally often.
    private static func speakers(_ random: inout SplitMix64) -> [Speaker] {
        let draw = random.unit()
        let count = draw < 0.5 ? 2 : draw < 0.8 ? 3 : 4
        return Array(Speaker.allCases.shuffled(using: &random).prefix(count))
    }

    /// Everybody speaks, nobody twice in a row.
    private static func order(
        _ speakers: [Speaker], count: Int, _ random: inout SplitMix64
    ) -> [Speaker] {
        var order = speakers
        while order.count < count {
            let last = order[order.count - 1]
            order.append(random.pick(speakers.filter { $0 != last }))
        }
        return order
    }

    /// What the sentences of a turn do: one to five of them, most turns short.
    private static func parts(
        place: Int, of count: Int, isAnswerDue: Bool, _ random: inout SplitMix64
    ) -> [DialoguePhrasebook.Part] {
        if place == count - 1 { return random.unit() < 0.3 ? [.react, .close] : [.close] }
        var parts: [DialoguePhrasebook.Part] = []
        if place == 0 {
            parts.append(.open)
        } else if isAnswerDue {
            if random.unit() < 0.3 { parts.append(.react) }
            parts.append(.answer)
        } else {
            parts.append(random.unit() < 0.45 ? .react : .remark)
        }
        while parts.count < 4, random.unit() < 0.35 {
            parts.append(random.unit() < 0.5 ? .remark : .answer)
        }
        if random.unit() < 0.5 { parts.append(.ask) }
        return parts
    }
}

// MARK: - Sentences

extension DialogueGenerator {
    private func sentence(
        _ tongue: DialoguePhrasebook.Tongue, topic: String, part: DialoguePhrasebook.Part,
        _ random: inout SplitMix64
    ) -> String {
        let sentences = books[tongue]?.sentences(topic: topic, part: part) ?? []
        precondition(!sentences.isEmpty, "DialogueGenerator: \(tongue) has no \(part) on \(topic)")
        return filled(random.pick(sentences), tongue: tongue, &random)
    }

    /// The sentence with its places filled, no two of them alike if that can be helped.
    private func filled(
        _ sentence: String, tongue: DialoguePhrasebook.Tongue, _ random: inout SplitMix64
    ) -> String {
        var result = ""
        var used: Set<String> = []
        var rest = sentence[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            result += rest[..<open]
            let place = String(rest[rest.index(after: open)..<close])
            var words = word(for: place, tongue: tongue, &random)
            for _ in 0..<8 where used.contains(words) {
                words = word(for: place, tongue: tongue, &random)
            }
            used.insert(words)
            result += words
            rest = rest[rest.index(after: close)...]
        }
        return Self.tidied(result + rest)
    }

    private func word(
        for place: String, tongue: DialoguePhrasebook.Tongue, _ random: inout SplitMix64
    ) -> String {
        var (tongue, kind) = (tongue, place)
        if place.hasPrefix("en.") { (tongue, kind) = (.english, String(place.dropFirst(3))) }
        if place.hasPrefix("zh.") { (tongue, kind) = (.mandarin, String(place.dropFirst(3))) }
        if kind == "person" { return person(&random) }
        let isChinese = tongue != .english
        if let number = DialogueNumbers.text(kind, isChinese: isChinese, &random) { return number }
        let list = books[tongue]?.lists[kind] ?? []
        precondition(!list.isEmpty, "DialogueGenerator: \(tongue) has no list “\(kind)”")
        return random.pick(list)
    }

    /// A Chinese name of two or three characters, or a familiar one.
    private func person(_ random: inout SplitMix64) -> String {
        let lists = books[.mandarin]?.lists ?? [:]
        let surname = random.pick(lists["surname"] ?? ["王"])
        let given = lists["given"] ?? ["明"]
        let draw = random.unit()
        if draw < 0.15 { return "小" + surname }
        if draw < 0.25 { return surname + random.pick(["老师", "阿姨", "叔叔", "大夫", "师傅"]) }
        let first = random.pick(given)
        return draw < 0.5 ? surname + first : surname + first + random.pick(given)
    }

    /// “a” before a vowel is “an”; sentences begin with a capital.
    private static func tidied(_ sentence: String) -> String {
        var result = sentence
        for vowel in "aeiou" {
            result = result.replacing(" a \(vowel)", with: " an \(vowel)")
            result = result.replacing("A \(vowel)", with: "An \(vowel)")
        }
        guard let first = result.first, first.isLowercase else { return result }
        return first.uppercased() + result.dropFirst()
    }

    /// Sentences one after another; a space where either side is Latin.
    private static func joined(_ sentences: [String]) -> String {
        sentences.reduce(into: "") { text, sentence in
            if let last = text.last {
                let isTight = "。！？…”".contains(last) && !(sentence.first?.isASCII ?? true)
                if !isTight { text += " " }
            }
            text += sentence
        }
    }
}
