import Testing

@testable import Distillation

@Suite("EnglishRecogniser") struct EnglishRecogniserTests {
    @Test("a result line gives its words without the clip's name, score and pronunciation marks")
    func resultLine() {
        #expect(
            EnglishRecogniser.words(ofLine: "it's a(2) new day (12 -3456)") == [
                "its", "a", "new", "day",
            ])
        #expect(EnglishRecogniser.words(ofLine: "(12 -3456)").isEmpty)
        #expect(EnglishRecogniser.words(ofLine: "").isEmpty)
    }

    @Test("the reference has numbers spelled out and possessives in one word")
    func reference() throws {
        #expect(
            try EnglishRecogniser.words(of: "Alan's 25 dogs, it's said.") == [
                "alans", "twenty", "five", "dogs", "its", "said",
            ])
    }

    @Test("word errors are counted by words said")
    func rate() {
        var count = WordErrorCount()
        count.add(heard: ["a", "cat"], expected: ["the", "cat", "sat", "down"])
        #expect(count.rate == 0.75)
        #expect(WordErrorCount().rate == 0)
    }
}
