import Testing

@testable import Listening

@Suite("TrialPlan")
struct TrialPlanTests {
    @Test("the same seed and rater give the same trials, another seed or rater others")
    func seeded() {
        let study = exampleStudy(.acr)
        var reseeded = study
        reseeded.seed = 8
        let trials = TrialPlan.trials(study, raterIndex: 0)
        #expect(TrialPlan.trials(study, raterIndex: 0) == trials)
        #expect(TrialPlan.trials(study, raterIndex: 1) != trials)
        #expect(TrialPlan.trials(reseeded, raterIndex: 0) != trials)
    }

    @Test("one order stays what it was when the first study was run")
    func frozenOrder() {
        let order = TrialPlan.trials(exampleStudy(.acr, itemCount: 4), raterIndex: 0)
            .flatMap { $0.clips.map(\.id) }.joined(separator: " ")
        #expect(SHA256.hexadecimal(of: Array(order.utf8)).prefix(12) == "9561df1d7064")
    }

    @Test(
        "every clip is shown exactly once to every rater", arguments: [Method.acr, .speaker, .dcr])
    func everyClipOnce(method: Method) {
        let systems = method == .dcr ? mushraSystems : exampleSystems(3)
        let study = exampleStudy(method, systems: systems, itemCount: 11)
        for rater in 0..<7 {
            let shown = TrialPlan.trials(study, raterIndex: rater).filter(\.isCounted)
                .flatMap { $0.clips.map(\.id) }
            let rated = Set(study.ratedSystems.map(\.name))
            let wanted = study.stimuli.filter { rated.contains($0.system) }.map(\.id)
            #expect(shown.sorted() == wanted.sorted())
        }
    }

    @Test("indices run from 0 without gaps and training comes first, in block 0")
    func numbering() {
        let study = exampleStudy(.acr, repeatCount: 4, traps: [exampleTrap("a"), exampleTrap("b")])
        let trials = TrialPlan.trials(study, raterIndex: 3)
        #expect(trials.map(\.index) == Array(trials.indices))
        #expect(trials[0].kind == .training && trials[0].block == 0)
        #expect(trials.dropFirst().allSatisfy { $0.kind != .training && $0.block >= 1 })
        #expect(zip(trials, trials.dropFirst()).allSatisfy { $0.block <= $1.block })
        for block in 1...2 { #expect(trials.count { $0.block == block } <= 20) }
    }

    @Test("a repeat shows the clips of its first showing, far behind it")
    func repeats() throws {
        let study = exampleStudy(.acr, itemCount: 20, repeatCount: 6)
        for rater in 0..<6 {
            let trials = TrialPlan.trials(study, raterIndex: rater)
            let repeats = trials.compactMap { trial -> (Trial, Trial)? in
                guard case .repeatOf(let first) = trial.kind else { return nil }
                return (trials[first], trial)
            }
            #expect(repeats.count == 6)
            for (first, again) in repeats {
                #expect(first.clips == again.clips && first.kind == .rating)
                #expect(again.index - first.index >= 8, "rater \(rater)")
            }
            #expect(Set(repeats.map { $0.0.index }).count == 6)
        }
    }

    @Test("traps are scattered, never first, and each comes once")
    func traps() {
        let study = exampleStudy(.acr, itemCount: 20, traps: (0..<4).map { exampleTrap("t\($0)") })
        for rater in 0..<10 {
            let trials = TrialPlan.trials(study, raterIndex: rater)
            let places = trials.filter { if case .trap = $0.kind { true } else { false } }
                .map(\.index)
            #expect(places.count == 4)
            #expect((places.first ?? 0) >= 3)
            for (quarter, place) in places.enumerated() {
                #expect(abs(place - (quarter * 10 + 6)) <= 9)
            }
        }
    }

    @Test("several questions follow one another about the same clip")
    func questions() {
        let texts = BilingualText(english: "How natural?", chinese: "自然吗？")
        let study = exampleStudy(
            .acr, itemCount: 5, repeatCount: 2,
            questions: [Question(id: "quality", text: texts), Question(id: "nature", text: texts)])
        let trials = TrialPlan.trials(study, raterIndex: 0)
        for (first, second) in zip(trials, trials.dropFirst()) where second.questionIndex == 1 {
            #expect(second.continuesClips && first.clips == second.clips)
            #expect(first.questionIndex == 0 && !first.continuesClips)
            if case .repeatOf(let original) = second.kind {
                #expect(trials[original].questionIndex == 1)
            }
        }
        #expect(trials.count { $0.questionIndex == 1 } == trials.count / 2)
    }

    @Test("CCR shows both orders of every item to every rater")
    func bothOrders() {
        let study = exampleStudy(.ccr, itemCount: 9)
        let trials = TrialPlan.trials(study, raterIndex: 2).filter(\.isCounted)
        let orders = trials.map { $0.clips.map(\.id) }
        #expect(orders.count == 18)
        #expect(Set(orders) == Set(orders.map { Array($0.reversed()) }))
    }

    @Test("AB shows every item once, its sides changing from rater to rater")
    func sidesChange() {
        let study = exampleStudy(.ab, itemCount: 10)
        let orders = (0..<2).map { rater in
            Set(
                TrialPlan.trials(study, raterIndex: rater).filter(\.isCounted).map {
                    $0.clips.map(\.id)
                })
        }
        #expect(orders.allSatisfy { $0.count == 10 })
        #expect(orders[0].isDisjoint(with: orders[1]))
        let old = Set(study.stimuli.filter { $0.system == "old" }.map(\.id))
        for order in orders { #expect(order.count { old.contains($0[0]) } == 5) }
    }

    @Test("ABX's X is either clip equally often, on either side")
    func xBalanced() {
        let study = exampleStudy(.abx, itemCount: 16)
        let trials = TrialPlan.trials(study, raterIndex: 1).filter(\.isCounted)
        #expect(trials.allSatisfy { $0.clips.count == 3 && $0.clips[0] != $0.clips[1] })
        #expect(trials.count { $0.clips[2] == $0.clips[0] } == 8)
        #expect(trials.allSatisfy { $0.clips[2] == $0.clips[0] || $0.clips[2] == $0.clips[1] })
    }

    @Test("MUSHRA shows all systems of an item and puts each on each slider equally often")
    func sliders() {
        let study = exampleStudy(.mushra, systems: mushraSystems, itemCount: 8)
        let systemOf = Dictionary(uniqueKeysWithValues: study.stimuli.map { ($0.id, $0.system) })
        for rater in 0..<4 {
            let trials = TrialPlan.trials(study, raterIndex: rater).filter(\.isCounted)
            let rows = trials.map { $0.clips.map { systemOf[$0.id] ?? "" } }
            #expect(rows.allSatisfy { Set($0).count == 4 })
            for slider in 0..<4 {
                let counts = Dictionary(grouping: rows.map { $0[slider] }) { $0 }.mapValues(\.count)
                #expect(counts.values.allSatisfy { $0 == 2 } && counts.count == 4)
            }
            for trial in trials {
                let item = study.stimuli.first { $0.id == trial.clips[0].id }?.item
                let lead = study.stimulus(system: "recording", item: item ?? "")
                #expect(trial.reference == lead?.clip)
            }
        }
    }
}
