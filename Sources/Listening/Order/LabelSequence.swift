/// A sequence of labels (systems, or pairs with their sides) in which what came before tells
/// nothing of what comes next.
enum LabelSequence {
    /// Each label `labelCounts[label]` times, every ordered pair of labels, a label after itself
    /// included, adjacent as often as independence has it: the count of each pair differs from
    /// n(a)·n(b)/N by 1 at most.
    ///
    /// A closed walk that uses every transition of the table once (an Eulerian circuit; Hierholzer
    /// 1873) visits each label as often as wanted; one transition is cut to make it a line. Allowing
    /// a label after itself matters: with two systems and no such pairs the order could only
    /// alternate, and every second clip would be known beforehand.
    static func balanced(labelCounts: [Int], random: inout StudyRandom) -> [Int] {
        let total = labelCounts.reduce(0, +)
        guard total > 0 else { return [] }
        for _ in 0..<200 {
            let table = TransitionTable(labelCounts: labelCounts, random: &random)
            let walk = circuit(table.counts, start: labelCounts.indices, random: &random)
            // Very few trials can leave the table in separate parts: then draw another.
            guard walk.count == total + 1 else { continue }
            return cut(walk, table, random: &random)
        }
        let labels = labelCounts.indices.flatMap { Array(repeating: $0, count: labelCounts[$0]) }
        return random.shuffled(labels)
    }

    /// Hierholzer's walk over all transitions that can be reached, its first label repeated at the
    /// end.
    private static func circuit(
        _ counts: [[Int]], start labels: Range<Int>, random: inout StudyRandom
    ) -> [Int] {
        var next = labels.map { label in
            random.shuffled(
                labels.flatMap { Array(repeating: $0, count: counts[label][$0]) })
        }
        let starts = labels.filter { !next[$0].isEmpty }
        var stack = [starts[random.index(below: starts.count)]]
        var walk: [Int] = []
        while let label = stack.last {
            if let following = next[label].popLast() {
                stack.append(following)
            } else {
                walk.append(label)
                stack.removeLast()
            }
        }
        return walk.reversed()
    }

    /// Opens the circuit at a transition that was rounded up, if there is one, so that no pair ends
    /// more than 1 from its share.
    private static func cut(
        _ walk: [Int], _ table: TransitionTable, random: inout StudyRandom
    ) -> [Int] {
        let edges = walk.count - 1
        let rounded = (0..<edges).filter { table.isRoundedUp[walk[$0]][walk[$0 + 1]] }
        let candidates = rounded.isEmpty ? Array(0..<edges) : rounded
        let edge = candidates[random.index(below: candidates.count)]
        return (0..<edges).map { walk[(edge + 1 + $0) % edges] }
    }
}
