/// Decides which item each place of a label sequence shows, so that the versions of one item are
/// heard far from each other and never in a row.
struct ItemPlacement {
    /// The label of each place.
    let labels: [Int]
    /// `itemsOf[label]`: the items that the label must show, each once.
    let itemsOf: [[Int]]
    /// Which places show something again; they are filled last.
    let isRepeat: [Bool]
    /// What each place shows.
    private(set) var items: [Int]
    /// For a repeat, the place of the first showing.
    private(set) var original: [Int?]

    /// - Parameter repeatCounts: for each label, how many of its places are repeats. They lie in
    ///   the last third of the label's places and show what its first third showed.
    init(labels: [Int], itemsOf: [[Int]], repeatCounts: [Int], random: inout StudyRandom) {
        self.labels = labels
        self.itemsOf = itemsOf
        var isRepeat = labels.map { _ in false }
        for label in itemsOf.indices where repeatCounts[label] > 0 {
            let places = labels.indices.filter { labels[$0] == label }
            let late = random.shuffled(
                Array(places.suffix(max(repeatCounts[label], places.count / 3))))
            for place in late.prefix(repeatCounts[label]) { isRepeat[place] = true }
        }
        self.isRepeat = isRepeat
        items = labels.map { _ in -1 }
        original = labels.map { _ in nil }
        placeFirstShowings(&random)
        spread(&random)
        placeRepeats(&random)
    }

    /// Each label walks through the same shuffled items in phases, each label in another phase: a
    /// Latin square of labels and parts of the items keeps versions of an item apart.
    private mutating func placeFirstShowings(_ random: inout StudyRandom) {
        let labelCount = itemsOf.count
        let itemCount = (itemsOf.joined().max() ?? -1) + 1
        let rank = random.permutation(itemCount)
        let turn = random.permutation(labelCount)
        for label in itemsOf.indices {
            let sorted = itemsOf[label].sorted { rank[$0] < rank[$1] }
            var queue: [Int] = []
            for part in 0..<labelCount {
                let chosen = (part + turn[label]) % labelCount
                let low = chosen * sorted.count / labelCount
                let high = (chosen + 1) * sorted.count / labelCount
                queue += random.shuffled(Array(sorted[low..<high]))
            }
            let places = labels.indices.filter { labels[$0] == label && !isRepeat[$0] }
            for (place, item) in zip(places, queue) { items[place] = item }
        }
    }

    /// Exchanges items between places of the same label until none comes twice within `gap`
    /// places, for the widest gap that can be had in a bounded search.
    private mutating func spread(_ random: inout StudyRandom) {
        let itemCount = Set(items).count
        let widest = min(8, max(1, itemCount / 2))
        for gap in stride(from: widest, through: 1, by: -1) {
            let before = items
            if separate(by: gap, &random) { return }
            if gap > 1 { items = before }
        }
        // Few items leave few ways: start from other ones.
        for _ in 0..<200 {
            placeFirstShowings(&random)
            if separate(by: 1, &random) { return }
        }
    }

    private mutating func separate(by gap: Int, _ random: inout StudyRandom) -> Bool {
        for _ in 0..<40 {
            let clashing = items.indices.filter { clashes(at: $0, within: gap) > 0 }
            if clashing.isEmpty { return true }
            for place in clashing where clashes(at: place, within: gap) > 0 {
                exchange(place, within: gap, &random)
            }
        }
        return items.indices.allSatisfy { clashes(at: $0, within: gap) == 0 }
    }

    private mutating func exchange(_ place: Int, within gap: Int, _ random: inout StudyRandom) {
        let partners = items.indices.filter {
            labels[$0] == labels[place] && !isRepeat[$0] && $0 != place
        }
        var best: (partner: Int, cost: Int)?
        for partner in random.shuffled(partners).prefix(60) {
            let before = clashes(at: place, within: gap) + clashes(at: partner, within: gap)
            items.swapAt(place, partner)
            let after = clashes(at: place, within: gap) + clashes(at: partner, within: gap)
            items.swapAt(place, partner)
            // An exchange that changes nothing is allowed too: it leads out of dead ends.
            if after <= before, after < (best?.cost ?? .max) { best = (partner, after) }
        }
        if let best { items.swapAt(place, best.partner) }
    }

    /// How many of the `gap` places before and after show the item of `place`.
    private func clashes(at place: Int, within gap: Int) -> Int {
        guard items[place] >= 0 else { return 0 }
        let near = max(0, place - gap)...min(items.count - 1, place + gap)
        return near.reduce(0) { $0 + ($1 != place && items[$1] == items[place] ? 1 : 0) }
    }

    private mutating func placeRepeats(_ random: inout StudyRandom) {
        var used = Set<Int>()
        for place in items.indices where isRepeat[place] {
            let earlier = items.indices.filter {
                labels[$0] == labels[place] && !isRepeat[$0] && $0 < place && !used.contains($0)
            }
            let early = random.shuffled(Array(earlier.prefix(max(1, earlier.count / 2))))
            let near = Set([place - 1, place + 1].filter(items.indices.contains).map { items[$0] })
            guard let first = early.first(where: { !near.contains(items[$0]) }) ?? early.first
            else { continue }
            used.insert(first)
            items[place] = items[first]
            original[place] = first
        }
    }
}
