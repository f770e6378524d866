import Testing

@testable import Listening

@Suite("OrderAudit")
struct OrderAuditTests {
    static let designs: [(Method, Int, Int, Int)] = [
        (.acr, 2, 12, 0), (.acr, 2, 50, 10), (.acr, 3, 7, 0), (.acr, 4, 100, 8), (.acr, 5, 3, 0),
        (.acr, 8, 16, 0), (.dcr, 3, 9, 3), (.speaker, 3, 20, 0), (.ccr, 2, 15, 0),
        (.ccr, 3, 10, 4), (.ab, 2, 20, 0), (.ab, 2, 21, 0), (.ab, 3, 13, 0), (.abx, 2, 24, 4),
    ]

    private func study(_ design: (Method, Int, Int, Int), seed: UInt64 = 7) -> Study {
        var systems = exampleSystems(design.1)
        if design.0 == .dcr { systems.append(("recording", .reference)) }
        return exampleStudy(
            design.0, systems: systems, itemCount: design.2, repeatCount: design.3,
            seed: seed)
    }

    @Test("each system follows each, itself too, equally often to within one", arguments: designs)
    func adjacency(design: (Method, Int, Int, Int)) {
        for seed in UInt64(1)...5 {
            let audit = OrderAudit(study(design, seed: seed), raterCount: 5)
            for (rater, table) in audit.transitions.enumerated() {
                let counts = table.map { Double($0.reduce(0, +)) }
                let columns = table.indices.map { c in Double(table.reduce(0) { $0 + $1[c] }) }
                let total = counts.reduce(0, +)
                for a in table.indices {
                    for b in table.indices {
                        let share = counts[a] * columns[b] / total
                        #expect(
                            abs(Double(table[a][b]) - share) <= 1.5,
                            "seed \(seed), rater \(rater), \(a) to \(b)")
                    }
                }
            }
        }
    }

    @Test(
        "systems with equally many clips differ in adjacency by one at most, for every rater",
        arguments: [(2, 12), (2, 50), (3, 7), (4, 100), (5, 25), (7, 10)])
    func adjacencyIsExact(systemCount: Int, itemCount: Int) {
        for seed in UInt64(1)...5 {
            let study = exampleStudy(
                .acr, systems: exampleSystems(systemCount), itemCount: itemCount, seed: seed)
            let audit = OrderAudit(study, raterCount: systemCount)
            for table in audit.transitions {
                let cells = table.joined()
                #expect((cells.max() ?? 0) - (cells.min() ?? 0) <= 1, "seed \(seed)")
            }
        }
    }

    @Test(
        "over as many raters as systems each system stands at each position once",
        arguments: [2, 3, 5])
    func positions(systemCount: Int) {
        let study = exampleStudy(.acr, systems: exampleSystems(systemCount), itemCount: 10)
        let audit = OrderAudit(study, raterCount: systemCount)
        #expect(audit.positions.count == systemCount * 10)
        #expect(audit.positions.allSatisfy { $0.allSatisfy { $0 == 1 } })
        #expect(audit.informationInPosition < 1e-12)
    }

    @Test("no item follows itself, whatever the system", arguments: designs)
    func itemsApart(design: (Method, Int, Int, Int)) {
        for seed in UInt64(1)...5 {
            let audit = OrderAudit(study(design, seed: seed), raterCount: 5)
            if let gap = audit.smallestItemGap { #expect(gap >= 2, "seed \(seed)") }
        }
    }

    @Test("with many items the versions of one lie six trials apart or more")
    func itemsFarApart() throws {
        let study = exampleStudy(.acr, systems: exampleSystems(4), itemCount: 25)
        #expect(try #require(OrderAudit(study, raterCount: 8).smallestItemGap) >= 6)
    }

    @Test("the previous system tells nothing of the next, and the audit notices when it does")
    func noInformation() {
        let study = exampleStudy(.acr, itemCount: 50)
        #expect(OrderAudit(study, raterCount: 6).informationInPrevious < 0.001)
        // A session that merely alternates two systems gives away a whole bit per trial.
        #expect(abs(mutualInformation([[0, 50], [50, 0]]) - 1) < 1e-12)
    }

    @Test("nobody who guesses from all earlier systems does better than chance")
    func guessing() {
        // Guess what followed the same two systems most often so far in this session.
        let study = exampleStudy(.acr, itemCount: 100)
        let systemOf = Dictionary(
            uniqueKeysWithValues: study.stimuli.map { ($0.id, $0.system == "old" ? 0 : 1) })
        var hits = 0
        var guesses = 0
        for rater in 0..<40 {
            let heard = TrialPlan.trials(study, raterIndex: rater).filter(\.isCounted)
                .compactMap { systemOf[$0.clips[0].id] }
            var seen = Array(repeating: [0, 0], count: 4)
            for place in 2..<heard.count {
                let context = heard[place - 2] * 2 + heard[place - 1]
                if seen[context][0] != seen[context][1] {
                    guesses += 1
                    hits += (seen[context][0] > seen[context][1] ? 0 : 1) == heard[place] ? 1 : 0
                }
                seen[context][heard[place]] += 1
            }
        }
        let rate = Double(hits) / Double(guesses)
        // Balance itself lets the rarer one be guessed a little (47 % for this guesser); what must
        // not be is a rate above chance by more than four standard errors.
        #expect(rate < 0.5 + 4 * (0.25 / Double(guesses)).squareRoot(), "\(hits) of \(guesses)")
        #expect(rate > 0.4)
    }

    @Test("one system's clips only: shuffled, each once")
    func singleSystem() {
        let study = exampleStudy(.acr, systems: exampleSystems(1), itemCount: 9)
        #expect(OrderAudit(study, raterCount: 2).transitions == [[[8]], [[8]]])
    }
}

@Suite("LabelSequence")
struct LabelSequenceTests {
    @Test(
        "gives each label its count and each pair its share",
        arguments: [[5], [3, 3], [1, 9], [4, 5, 6], [1, 1, 1], [10, 20, 3, 7], [2, 0, 5]])
    func counts(labelCounts: [Int]) {
        for seed in UInt64(0)..<20 {
            var random = StudyRandom(seed: seed)
            let sequence = LabelSequence.balanced(labelCounts: labelCounts, random: &random)
            #expect(labelCounts.indices.map { l in sequence.count { $0 == l } } == labelCounts)
        }
    }
}

@Suite("TransitionTable")
struct TransitionTableTests {
    @Test(
        "rounds independence up or down and keeps the sums",
        arguments: [
            [3, 4, 5], [1, 1, 1, 1], [7, 2], [50, 50, 50], [1, 2, 3, 4, 5],
        ])
    func sums(labelCounts: [Int]) {
        for seed in UInt64(0)..<20 {
            var random = StudyRandom(seed: seed)
            let table = TransitionTable(labelCounts: labelCounts, random: &random).counts
            let total = labelCounts.reduce(0, +)
            #expect(table.map { $0.reduce(0, +) } == labelCounts)
            for a in labelCounts.indices {
                #expect(table.reduce(0) { $0 + $1[a] } == labelCounts[a])
                for b in labelCounts.indices {
                    let share = Double(labelCounts[a] * labelCounts[b]) / Double(total)
                    #expect(abs(Double(table[a][b]) - share) < 1)
                }
            }
        }
    }
}

@Suite("WilliamsSquare")
struct WilliamsSquareTests {
    @Test("is Latin, with every ordered pair side by side equally often", arguments: 2...9)
    func balanced(count: Int) {
        let rows = WilliamsSquare.rows(count)
        #expect(rows.allSatisfy { $0.sorted() == Array(0..<count) })
        for column in 0..<count {
            let values = rows.map { $0[column] }
            let each = rows.count / count
            #expect((0..<count).allSatisfy { v in values.count { $0 == v } == each })
        }
        var pairs: [[Int]: Int] = [:]
        for row in rows {
            for (a, b) in zip(row, row.dropFirst()) { pairs[[a, b], default: 0] += 1 }
        }
        #expect(pairs.count == count * (count - 1))
        #expect(Set(pairs.values).count == 1)
    }
}

@Suite("StudyRandom")
struct StudyRandomTests {
    @Test("repeats for its seed and stream, and differs between streams")
    func seeded() {
        var a = StudyRandom(seed: 1, stream: 2)
        var b = StudyRandom(seed: 1, stream: 2)
        var c = StudyRandom(seed: 1, stream: 3)
        let first = (0..<5).map { _ in a.next() }
        #expect(first == (0..<5).map { _ in b.next() })
        #expect(first != (0..<5).map { _ in c.next() })
    }

    @Test("indices are uniform", arguments: [1, 2, 3, 10, 100])
    func uniformIndices(bound: Int) {
        var random = StudyRandom(seed: 3)
        var counts = Array(repeating: 0, count: bound)
        for _ in 0..<(1000 * bound) { counts[random.index(below: bound)] += 1 }
        let chiSquare = counts.reduce(0.0) { $0 + Double(($1 - 1000) * ($1 - 1000)) / 1000 }
        let freedom = Double(bound - 1)
        #expect(chiSquare <= freedom + 5 * (2 * freedom).squareRoot())
    }

    @Test("normal values have mean 0 and variance 1")
    func normalMoments() {
        var random = StudyRandom(seed: 4)
        let values = (0..<40_000).map { _ in random.normal() }
        let mean = values.reduce(0, +) / 40_000
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 40_000
        #expect(abs(mean) < 0.02 && abs(variance - 1) < 0.03)
    }
}
