import Foundation
import Phonemes
import Testing

@testable import Distillation

@Suite("Label plan") struct LabelPlanTests {
    /// 40 prompts and 60 words; three of each are held out.
    private func source() throws -> LabelSource {
        let words = (0..<60).map { index in
            RecordingsAlignment.Word(
                path: "w\(index).mp3", hanzi: "词\(index)", pinyin: ["ci2"], start: 0.1,
                ends: [0.2, 0.6])
        }
        return LabelSource(
            cast: try Cast(), prompts: (0..<40).map { "prompt number \($0) of the list." },
            conversation: ["Hello there!", "Really?"],
            heldOutEnglish: (0..<3).map { "prompt number \($0) of the list." },
            heldOutWords: ["词0", "词1", "词2"], heldOutSentences: ["词0 词1，词2？"],
            alignment: try alignment(words), seed: 1)
    }

    private func alignment(_ words: [RecordingsAlignment.Word]) throws -> RecordingsAlignment {
        let path =
            FileManager.default.temporaryDirectory.path + "/parley-\(UUID().uuidString).jsonl"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try RecordingsAlignment(words: words).write(to: path)
        return try RecordingsAlignment(path: path)
    }

    @Test("training never says a held-out line or word")
    func heldOut() throws {
        let source = try source()
        let plan = source.trainingPlan(englishHours: 0.02, mandarinHours: 0.02)
        #expect(plan.items.count > 40)
        for item in plan.items {
            switch item.content {
            case .english(let text): #expect(!source.heldOutEnglish.contains(text))
            case .mandarin(let sentence): #expect(sentence.phrases.joined().allSatisfy { $0 > 2 })
            case .text, .record: Issue.record("a plan of the cast has no such items")
            }
        }
    }

    @Test("the same seed gives the same plan, another seed another")
    func determinism() throws {
        var source = try source()
        let first = source.trainingPlan(englishHours: 0.01, mandarinHours: 0.01)
        let second = source.trainingPlan(englishHours: 0.01, mandarinHours: 0.01)
        #expect(first.items == second.items && first.digest == second.digest)
        source.seed = 2
        #expect(
            source.trainingPlan(englishHours: 0.01, mandarinHours: 0.01).digest != first.digest)
    }

    @Test("any beginning of a plan is balanced over speakers")
    func balance() throws {
        let plan = try source().trainingPlan(englishHours: 0.02, mandarinHours: 0.02)
        let half = plan.items.prefix(plan.items.count / 2)
        for speaker in 0..<4 {
            let count = half.lazy.filter { $0.speakerIndex == speaker }.count
            #expect(abs(4 * count - half.count) < half.count / 4)
        }
        #expect((0..<plan.shardCount).flatMap { plan.items(ofShard: $0) } == plan.items)
    }

    @Test("the held-out plan reads sentences with phrases and their end")
    func heldOutPlan() throws {
        let plan = try source().heldOutPlan()
        #expect(plan.items.count == 4 * (3 + 3 + 1))
        let sentence = plan.items.first { $0.id == "zh-sentence-A-0" }
        guard case .mandarin(let joined)? = sentence?.content else {
            Issue.record("no sentence")
            return
        }
        #expect(joined.phrases == [[0, 1], [2]])
        #expect(joined.terminal == .question)
    }

    @Test("the committed lists are whole: 100 lines, about 300 words, 100 sentences of them")
    func resources() throws {
        let english = try DistillationResource.lines("heldout-english.txt")
        let words = Set(try DistillationResource.lines("heldout-mandarin-words.txt"))
        let sentences = try DistillationResource.lines("heldout-mandarin-sentences.txt")
        let conversation = try DistillationResource.lines("conversation-english.txt")
        #expect(Set(english).count == 100 && sentences.count == 100)
        #expect((280...330).contains(words.count))
        #expect(conversation.count >= 300 && Set(conversation).isDisjoint(with: english))
        for sentence in sentences {
            #expect(
                sentence.dropLast().split(whereSeparator: { " ，".contains($0) })
                    .allSatisfy { words.contains(String($0)) })
        }
    }
}
