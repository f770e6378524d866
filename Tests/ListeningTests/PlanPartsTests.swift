import Testing

@testable import Listening

@Suite("ItemPlacement")
struct ItemPlacementTests {
    @Test("shows every label's items once, and repeats what was shown long before")
    func places() {
        for seed in UInt64(0)..<20 {
            var random = StudyRandom(seed: seed)
            let labels = LabelSequence.balanced(labelCounts: [12, 12], random: &random)
            let items = Array(0..<10)
            let placement = ItemPlacement(
                labels: labels, itemsOf: [items, items], repeatCounts: [2, 2], random: &random)
            for label in 0...1 {
                let own = labels.indices.filter { labels[$0] == label }
                let first = own.filter { placement.original[$0] == nil }
                #expect(first.map { placement.items[$0] }.sorted() == items)
                for place in own {
                    guard let original = placement.original[place] else { continue }
                    #expect(original < place && labels[original] == label)
                    #expect(placement.items[original] == placement.items[place])
                }
            }
        }
    }
}

@Suite("TrialLabel")
struct TrialLabelTests {
    @Test("one for each system, both orders of a pair, and four ways of ABX")
    func labels() {
        #expect(TrialLabel.all(exampleStudy(.acr)).map(\.systems) == [["old"], ["new"]])
        let orders = [["old", "new"], ["new", "old"]]
        #expect(TrialLabel.all(exampleStudy(.ccr)).map(\.systems) == orders)
        #expect(TrialLabel.all(exampleStudy(.ab)).map(\.systems) == orders)
        let abx = TrialLabel.all(exampleStudy(.abx))
        #expect(Set(abx.map(\.systems)).count == 4 && abx.map(\.variant) == [0, 1, 2, 3])
        #expect(TrialLabel.all(exampleStudy(.mushra, systems: mushraSystems)).count == 1)
    }
}

@Suite("SessionAssembly")
struct SessionAssemblyTests {
    @Test("a trap counts towards the block and a repeat points at its first trial")
    func assembles() {
        var study = exampleStudy(.acr, blockLength: 2)
        study.training = []
        var assembly = SessionAssembly(study)
        let clip = Clip(id: "a", fileName: "a.wav")
        assembly.append(PlannedScreen(place: 0, clips: [clip]))
        assembly.append(exampleTrap("t"))
        assembly.append(PlannedScreen(place: 1, clips: [clip], repeatedPlace: 0))
        #expect(assembly.trials.map(\.block) == [1, 1, 2])
        #expect(assembly.trials.map(\.index) == [0, 1, 2])
        #expect(assembly.trials[2].kind == .repeatOf(0))
        #expect(assembly.trials[1].instruction?.english == "Press 2 now.")
    }
}

@Suite("SessionSheet")
struct SessionSheetTests {
    @Test("holds the speakers in alphabetical order and nothing of the systems")
    func common() throws {
        var study = exampleStudy(.speaker)
        study.speakers = ["Bob", "Ann"]
        let common = SessionSheet.Common(study)
        #expect(common.speakers == ["Ann", "Bob"])
        let json = try StudyJSON.encode(common)
        #expect(!json.contains("\"old\"") && !json.contains("sum-"))
    }
}
