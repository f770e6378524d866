/// How often each label follows each in a sequence whose label counts are given: as equal as whole
/// numbers allow.
struct TransitionTable {
    /// `counts[a][b]`: how often b comes directly after a.
    private(set) var counts: [[Int]]
    /// Whether `counts[a][b]` was rounded up.
    private(set) var isRoundedUp: [[Bool]]

    /// Rounds the table of independence, n(a)·n(b)/N, up or down so that row a and column a both
    /// sum to n(a). Such a rounding always exists, since the flow problem that it is has whole
    /// capacities; it is found by augmenting paths, tried in random order.
    init(labelCounts n: [Int], random: inout StudyRandom) {
        let total = n.reduce(0, +)
        let labels = n.indices
        counts = labels.map { a in labels.map { b in total == 0 ? 0 : n[a] * n[b] / total } }
        isRoundedUp = labels.map { _ in labels.map { _ in false } }
        let mayRoundUp = labels.map { a in labels.map { b in n[a] * n[b] % max(1, total) != 0 } }
        for row in labels {
            let missing = n[row] - counts[row].reduce(0, +)
            for _ in 0..<missing {
                var visited = Set<Int>()
                let found = augment(row, n, mayRoundUp, &visited, &random)
                precondition(found, "transition table: no rounding for \(n)")
            }
        }
        for a in labels { for b in labels where isRoundedUp[a][b] { counts[a][b] += 1 } }
    }

    /// Gives `row` one more column, moving others' columns where needed (Ford & Fulkerson 1956).
    private mutating func augment(
        _ row: Int, _ n: [Int], _ mayRoundUp: [[Bool]], _ visited: inout Set<Int>,
        _ random: inout StudyRandom
    ) -> Bool {
        for column in random.permutation(n.count)
        where mayRoundUp[row][column] && !isRoundedUp[row][column]
            && visited.insert(column).inserted
        {
            let sum = n.indices.reduce(0) {
                $0 + counts[$1][column] + (isRoundedUp[$1][column] ? 1 : 0)
            }
            if sum < n[column] {
                isRoundedUp[row][column] = true
                return true
            }
            for other in random.permutation(n.count) where isRoundedUp[other][column] {
                isRoundedUp[other][column] = false
                if augment(other, n, mayRoundUp, &visited, &random) {
                    isRoundedUp[row][column] = true
                    return true
                }
                isRoundedUp[other][column] = true
            }
        }
        return false
    }
}
