import Foundation

/// What an order gives away: counts over the planned sessions of several raters, for the organiser.
public struct OrderAudit: Sendable {
    /// How often each label (a system, or a pair with its sides) comes directly after each, per
    /// rater; traps, repeats and training are heard too, so repeats are counted and traps skipped.
    public let transitions: [[[Int]]]
    /// `positions[place][label]`: over the raters.
    public let positions: [[Int]]
    /// Fewest trials from one version of an item to the next, over all raters; nil if no item comes
    /// twice.
    public let smallestItemGap: Int?

    /// Plans `raterCount` sessions of `study` and counts.
    public init(_ study: Study, raterCount: Int) {
        let plan = TrialPlan(study)
        let labelOf = Self.labels(study, plan)
        let itemOf = Dictionary(
            study.stimuli.map { ($0.id, $0.item) }, uniquingKeysWith: { first, _ in first })
        var transitions: [[[Int]]] = []
        var positions: [[Int]] = []
        var gap: Int?
        for rater in 0..<raterCount {
            let heard = plan.trials(raterIndex: rater).filter { $0.isHeardForRating }
            let labels = heard.compactMap { labelOf[$0.clips.map(\.id)] }
            transitions.append(Self.count(labels, labelCount: plan.labels.count))
            for (place, label) in labels.enumerated() {
                if place == positions.count {
                    positions.append(Array(repeating: 0, count: plan.labels.count))
                }
                positions[place][label] += 1
            }
            let items = heard.compactMap { $0.clips.first.flatMap { itemOf[$0.id] } }
            gap = [gap, Self.gap(items)].compactMap { $0 }.min()
        }
        self.transitions = transitions
        self.positions = positions
        smallestItemGap = gap
    }

    /// Bits that a label tells of the next one, over all raters: 0 if the order gives nothing away.
    public var informationInPrevious: Double {
        let counts = transitions.first?.indices ?? 0..<0
        return mutualInformation(
            counts.map { a in counts.map { b in transitions.reduce(0) { $0 + $1[a][b] } } })
    }

    /// Bits that the position in the session tells of the label, over all raters.
    public var informationInPosition: Double { mutualInformation(positions) }

    private static func labels(_ study: Study, _ plan: TrialPlan) -> [[String]: Int] {
        var labels: [[String]: Int] = [:]
        guard study.method != .mushra else { return labels }
        for (index, label) in plan.labels.enumerated() {
            for item in study.items {
                let clips = label.systems.compactMap { study.stimulus(system: $0, item: item)?.id }
                labels[clips] = index
            }
        }
        return labels
    }

    private static func count(_ labels: [Int], labelCount: Int) -> [[Int]] {
        var counts = Array(repeating: Array(repeating: 0, count: labelCount), count: labelCount)
        for (label, next) in zip(labels, labels.dropFirst()) { counts[label][next] += 1 }
        return counts
    }

    private static func gap(_ items: [String]) -> Int? {
        var last: [String: Int] = [:]
        var smallest: Int?
        for (place, item) in items.enumerated() {
            if let earlier = last[item] { smallest = min(smallest ?? .max, place - earlier) }
            last[item] = place
        }
        return smallest
    }
}

extension Trial {
    /// Whether new clips are heard for the study's sake: no training, no trap, no second question.
    var isHeardForRating: Bool {
        switch kind {
        case .rating, .repeatOf: !continuesClips
        case .training, .trap: false
        }
    }
}

/// Mutual information of rows and columns of a table of counts, in bits.
func mutualInformation(_ counts: [[Int]]) -> Double {
    let total = Double(counts.joined().reduce(0, +))
    guard total > 0 else { return 0 }
    let columnSums = (counts.first ?? []).indices.map { column in
        Double(counts.reduce(0) { $0 + $1[column] })
    }
    return counts.reduce(0) { sum, row in
        let rowSum = Double(row.reduce(0, +))
        return sum
            + zip(row, columnSums).reduce(0) { inner, cell in
                guard cell.0 > 0 else { return inner }
                let joint = Double(cell.0) / total
                return inner + joint * log2(Double(cell.0) * total / (rowSum * cell.1))
            }
    }
}
