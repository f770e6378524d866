import Phonemes
import StudentModel

/// Which part of the data to label.
public enum LabelSplit: String, CaseIterable, Sendable {
    case train, heldout
}

/// One utterance to be made.
struct LabelItem: Equatable, Sendable {
    enum Content: Equatable, Sendable {
        /// For flite.
        case english(String)
        /// For the recordings.
        case mandarin(JoinedSentence)
        /// In any language, for a teacher from outside.
        case text(String)
        /// The place of a teacher's record.
        case record(Int)
    }

    var id: String
    var speakerIndex: Int
    var content: Content
}

/// Everything one `label` run has to make, in a fixed order: any beginning of it is balanced over
/// speakers and languages.
struct LabelPlan: Sendable {
    static let shardLength = 32
    let items: [LabelItem]
    /// A digest of what is said by whom, how; it guards against mixing datasets.
    let digest: String

    /// - Parameter lists: for each speaker and language its items in order; they are interleaved.
    init(lists: [[LabelItem]], cast: Cast) {
        let placed = lists.enumerated().flatMap { list, items in
            items.enumerated().map { index, item in
                (place: (Double(index) + 0.5) / Double(items.count), list: list, item: item)
            }
        }
        items = placed.sorted { ($0.place, $0.list) < ($1.place, $1.list) }.map(\.item)
        var hash = StableHash.of("\(cast)")
        for item in items { hash = (hash &* 31) ^ StableHash.of("\(item)") }
        digest = String(hash, radix: 16)
    }

    /// Every text once by every speaker of a cast.
    init(texts: [String], cast: Cast) {
        self.init(
            lists: cast.speakers.indices.map { speaker in
                texts.enumerated().map { index, text in
                    LabelItem(
                        id: speaker == 0 ? "text-\(index)" : "text-\(index)-\(speaker)",
                        speakerIndex: speaker, content: .text(text))
                }
            }, cast: cast)
    }

    var shardCount: Int { (items.count + Self.shardLength - 1) / Self.shardLength }

    func items(ofShard index: Int) -> ArraySlice<LabelItem> {
        items[index * Self.shardLength..<min(items.count, (index + 1) * Self.shardLength)]
    }
}

/// What is spoken: the lines and words to choose from.
struct LabelSource: Sendable {
    var cast: Cast
    /// Prompts of the user's file, turns of generated dialogues, and the conversational lines of
    /// this module.
    var prompts: [String]
    var dialogueTurns: [String] = []
    var conversation: [String]
    var heldOutEnglish: [String]
    /// Words the student never hears; and sentences made of them, each a list of phrases.
    var heldOutWords: Set<String>
    var heldOutSentences: [String]
    var alignment: RecordingsAlignment?
    var seed: UInt64

    /// The training plan: about so many hours for every speaker.
    func trainingPlan(englishHours: Double, mandarinHours: Double) -> LabelPlan {
        var lists = english(hours: englishHours)
        if let alignment {
            for speaker in cast.speakers.indices {
                lists.append(mandarin(speaker: speaker, hours: mandarinHours, of: alignment))
            }
        }
        return LabelPlan(lists: lists, cast: cast)
    }

    /// The held-out plan: every list for every speaker.
    func heldOutPlan() throws(DistillationError) -> LabelPlan {
        var lists: [[LabelItem]] = []
        for speaker in cast.speakers.indices {
            let letter = Self.letter(speaker)
            lists.append(
                heldOutEnglish.enumerated().map { index, text in
                    LabelItem(
                        id: "en-\(letter)-\(index)", speakerIndex: speaker, content: .english(text))
                })
            guard let alignment else { continue }
            let indices = Dictionary(
                alignment.words.enumerated().map { ($1.hanzi, $0) }, uniquingKeysWith: { a, _ in a }
            )
            let words = alignment.words.indices.filter {
                heldOutWords.contains(alignment.words[$0].hanzi)
            }
            lists.append(
                words.enumerated().map { place, index in
                    LabelItem(
                        id: "zh-word-\(letter)-\(place)", speakerIndex: speaker,
                        content: .mandarin(
                            JoinedSentence(
                                phrases: [[index]], terminal: .statement, seed: UInt64(place))))
                })
            var sentences: [LabelItem] = []
            for (place, text) in heldOutSentences.enumerated() {
                sentences.append(
                    LabelItem(
                        id: "zh-sentence-\(letter)-\(place)", speakerIndex: speaker,
                        content: .mandarin(
                            try Self.parse(text, indices: indices, seed: UInt64(place)))))
            }
            lists.append(sentences)
        }
        return LabelPlan(lists: lists, cast: cast)
    }

    private static func letter(_ speaker: Int) -> Character { Array("ABCD")[speaker] }

    /// A sentence of the held-out list: words with spaces between, `，` between phrases.
    private static func parse(
        _ text: String, indices: [String: Int], seed: UInt64
    ) throws(DistillationError) -> JoinedSentence {
        let terminal: PhonemeToken.Boundary =
            text.hasSuffix("？") ? .question : text.hasSuffix("！") ? .exclamation : .statement
        var phrases: [[Int]] = []
        for phrase in text.dropLast().split(separator: "，") {
            var words: [Int] = []
            for word in phrase.split(separator: " ") {
                guard let index = indices[String(word)] else {
                    throw .badConfiguration(
                        path: "heldout-mandarin-sentences.txt", line: nil,
                        problem: "“\(word)” is not among the recordings")
                }
                words.append(index)
            }
            phrases.append(words)
        }
        return JoinedSentence(phrases: phrases, terminal: terminal, seed: seed)
    }
}

extension LabelSource {
    /// About how fast flite speaks: characters a second, and the silence around a line.
    private static let charactersPerSecond = 15.0
    private static let lineSilence = 0.5

    /// Every speaker says all conversational lines, and prompts and turns that no other speaker says
    /// as long as there are enough.
    private func english(hours: Double) -> [[LabelItem]] {
        let heldOut = Set(heldOutEnglish)
        var random = SplitMix64(seed: seed)
        let pool = (prompts + dialogueTurns).filter { !heldOut.contains($0) }
            .shuffled(using: &random)
        let lines = conversation.filter { !heldOut.contains($0) }
        var next = 0
        return cast.speakers.indices.map { speaker in
            var random = SplitMix64(seed: seed &+ UInt64(speaker) &+ 1)
            var texts: [String] = []
            var seconds = 0.0
            let wanted = hours * 3600
            for line in lines.shuffled(using: &random) where seconds < 0.25 * wanted {
                texts.append(line)
                seconds += Self.lineSilence + Double(line.count) / Self.charactersPerSecond
            }
            while seconds < wanted, !pool.isEmpty {
                let line = pool[next % pool.count]
                texts.append(line)
                seconds += Self.lineSilence + Double(line.count) / Self.charactersPerSecond
                next += 1
            }
            return texts.shuffled(using: &random).enumerated().map { index, text in
                LabelItem(
                    id: "en-\(Self.letter(speaker))-\(index)", speakerIndex: speaker,
                    content: .english(text))
            }
        }
    }

    /// Random sentences from a deck of all words, reshuffled when it is used up, so that all are
    /// heard about equally often.
    private func mandarin(
        speaker: Int, hours: Double, of alignment: RecordingsAlignment
    ) -> [LabelItem] {
        var random = SplitMix64(seed: seed &+ 1000 &+ UInt64(speaker))
        let pool = alignment.words.indices.filter {
            !heldOutWords.contains(alignment.words[$0].hanzi)
        }
        var deck: [Int] = []
        var items: [LabelItem] = []
        var seconds = 0.0
        while seconds < hours * 3600, !pool.isEmpty {
            let wordCount =
                random.unit() < 0.15 ? 1 : 4 + Int(7 * random.unit() * random.unit().squareRoot())
            if deck.count < wordCount { deck = pool.shuffled(using: &random) }
            let words = Array(deck.suffix(wordCount))
            deck.removeLast(wordCount)
            let sentence = JoinedSentence(
                phrases: Self.phrases(words, &random), terminal: Self.terminal(&random),
                seed: random.next())
            items.append(
                LabelItem(
                    id: "zh-\(Self.letter(speaker))-\(items.count)", speakerIndex: speaker,
                    content: .mandarin(sentence)))
            seconds += 0.35 + 0.28 * Double(sentence.phrases.count - 1)
            for index in words {
                let word = alignment.words[index]
                seconds += ((word.ends.last ?? 0) - word.start) / RecordingsJoiner.tempo
            }
        }
        return items
    }

    /// Cuts the words at no, one or two places.
    private static func phrases(_ words: [Int], _ random: inout SplitMix64) -> [[Int]] {
        guard words.count >= 5, random.unit() < 0.6 else { return [words] }
        let first = 2 + Int(Double(words.count - 4) * random.unit())
        let rest = Array(words[first...])
        guard rest.count >= 5, random.unit() < 0.5 else { return [Array(words[..<first]), rest] }
        return [Array(words[..<first]), Array(rest[..<2]), Array(rest[2...])]
    }

    private static func terminal(_ random: inout SplitMix64) -> PhonemeToken.Boundary {
        let draw = random.unit()
        return draw < 0.7 ? .statement : draw < 0.9 ? .question : .exclamation
    }
}
