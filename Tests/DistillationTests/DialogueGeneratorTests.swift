import Foundation
import Phonemes
import Script
import StudentModel
import Testing

@testable import Distillation

@Suite("DialogueGenerator") struct DialogueGeneratorTests {
    @Test("a seed and a number give one dialogue, others give others")
    func determinism() throws {
        let (one, two) = (try DialogueGenerator(seed: 1), try DialogueGenerator(seed: 2))
        let first = (0..<40).map { one.sample($0).dialogue.description }
        #expect(try DialogueGenerator(seed: 1).sample(39).dialogue.description == first[39])
        #expect(Set(first).count == 40)
        #expect(Set(first).isDisjoint(with: (0..<40).map { two.sample($0).dialogue.description }))
    }

    @Test("dialogues are free of lint, readable, of two to four people, and varied")
    func variety() throws {
        let generator = try DialogueGenerator(seed: 3)
        var variety = DialogueVariety()
        for index in 0..<300 { try variety.add(generator.sample(index)) }
        #expect(variety.problems.isEmpty, "\(variety.problems.prefix(5))")
        #expect(variety.dialogueCount == 300 && Set(variety.dialoguesBySpeakers.keys) == [2, 3, 4])
        #expect(Set(variety.dialoguesByMix.keys).count == 4)
        let turns = variety.turnsBySpeaker
        #expect(turns.count == 4 && turns.values.allSatisfy { $0 > variety.turnCount / 6 })
        #expect(variety.uniqueSentenceCount > variety.sentenceCount * 8 / 10)
        #expect(variety.missingPhonemes.count <= 3, "\(variety.missingPhonemes)")
        #expect(variety.tonedSyllableCount > 600 && variety.syllableCount > 300)
        #expect("\(variety)".contains("0 problems"))
    }

    @Test("every sentence of the phrasebooks can be filled, and no list holds a word twice")
    func phrasebooks() throws {
        var random = SplitMix64(seed: 1)
        let books = try DialoguePhrasebook.Tongue.allCases.map { ($0, try DialoguePhrasebook($0)) }
        let lists = Dictionary(uniqueKeysWithValues: books.map { ($0.0, $0.1.lists) })
        for (tongue, book) in books {
            for (name, words) in book.lists {
                #expect(Set(words).count == words.count, "\(tongue) \(name) \(twice(words))")
                #expect(!words.contains(""), "\(name)")
            }
            for sentence in book.sentences.values.flatMap({ $0.values.joined() }) {
                for place in sentence.split(separator: "{").dropFirst() {
                    let kind = String(place.prefix { $0 != "}" })
                    let source: DialoguePhrasebook.Tongue =
                        kind.hasPrefix("en.")
                        ? .english : kind.hasPrefix("zh.") ? .mandarin : tongue
                    let plain = kind.split(separator: ".").last.map(String.init) ?? kind
                    let isKnown =
                        plain == "person" || lists[source]?[plain] != nil
                        || DialogueNumbers.text(plain, isChinese: true, &random) != nil
                    #expect(isKnown, "\(tongue): “\(sentence)” has no list \(kind)")
                }
            }
        }
        #expect(books[0].1.topics == books[1].1.topics && books[0].1.topics.count >= 12)
    }

    private func twice(_ words: [String]) -> [String] {
        Dictionary(grouping: words) { $0 }.filter { $1.count > 1 }.keys.sorted()
    }

    @Test("a phrasebook with an unknown part, or a line outside of any, is refused")
    func refusals() {
        for lines in [["@topic a", "@shout", "Hey!"], ["Hello."]] {
            #expect(throws: DistillationError.self) {
                try DialoguePhrasebook(lines: lines, path: "x")
            }
        }
    }

    @Test("numbers are written as each language writes them")
    func numbers() {
        var random = SplitMix64(seed: 5)
        for _ in 0..<50 {
            let zhTime = DialogueNumbers.text("time", isChinese: true, &random)
            #expect(zhTime?.contains("点") == true)
            let price = DialogueNumbers.text("price", isChinese: false, &random)
            #expect(price?.first.map { "$£".contains($0) } == true)
            let phone = DialogueNumbers.text("phone", isChinese: true, &random)
            #expect(phone?.count == 7)
        }
        #expect(DialogueNumbers.text("city", isChinese: true, &random) == nil)
    }
}

@Suite("DialogueVariety") struct DialogueVarietyTests {
    @Test("repetitions, syllables and lint are counted")
    func counts() throws {
        let dialogue = try Dialogue(parsing: "[Speaker A] 你好。你好。 [Speaker B] Well. ")
        var variety = DialogueVariety()
        try variety.add(.init(dialogue: dialogue, mix: .bilingual, topic: "any"))
        #expect(variety.sentenceCount == 3 && variety.uniqueSentenceCount == 2)
        // 你 changes to the second tone before 好.
        #expect(variety.tonedSyllableCount == 2 && variety.syllableCount == 2)
        #expect(variety.turnsBySpeaker == ["A": 1, "B": 1] && variety.problems.isEmpty)
        let unreadable = Dialogue(turns: [Turn(speaker: .a, pieces: [.text("☃ 一。")])])
        try variety.add(.init(dialogue: unreadable, mix: .mandarin, topic: "any"))
        #expect(!variety.problems.isEmpty)
    }
}
