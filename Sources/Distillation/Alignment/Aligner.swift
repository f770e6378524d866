import Kernels
import Phonemes

/// Finds when each phoneme is spoken, from nothing but utterances and their phonemes.
///
/// All utterances are first cut into equal parts ("flat start"); then model and cuts improve each
/// other in turn. `AlignModel` holds what is learnt.
struct Aligner: Sendable {
    struct Utterance: Sendable {
        var id: String
        /// `AlignFeatures.features`, [frames, 27].
        var features: Matrix<Float>
        var phonemes: [UInt8]
    }

    private(set) var model = AlignModel()

    /// Trains on all utterances; those too short for their phonemes are passed over.
    ///
    /// - Parameter progress: called after every round with its number.
    mutating func train(
        on utterances: [Utterance], rounds: Int = 12, jobs: Int,
        progress: (Int) -> Void = { _ in }
    ) async {
        model.estimate(
            from: await statistics(of: utterances, jobs: jobs) { utterance, chain in
                Self.flatPath(frames: utterance.features.rows, chain: chain)
            })
        for round in 1...rounds {
            let model = model
            self.model.estimate(
                from: await statistics(of: utterances, jobs: jobs) { utterance, chain in
                    model.path(features: utterance.features, chain: chain)
                })
            progress(round)
        }
    }

    /// The frame after the last of each token; nil if the utterance is too short.
    func ends(of utterance: Utterance) -> [Int]? {
        let (chain, tokens) = model.chain(of: utterance.phonemes)
        guard let path = model.path(features: utterance.features, chain: chain) else { return nil }
        var ends = [Int](repeating: 0, count: utterance.phonemes.count)
        for (frame, position) in path.enumerated() { ends[tokens[position]] = frame + 1 }
        // A silence that was passed over has no frames: it ends where the phoneme before it does.
        for token in ends.indices.dropFirst() { ends[token] = max(ends[token], ends[token - 1]) }
        return ends
    }

    private func statistics(
        of utterances: [Utterance], jobs: Int,
        path: @escaping @Sendable (Utterance, [Int]) -> [Int]?
    ) async -> AlignStatistics {
        let model = model
        // Parts of fixed size, summed in order: the same sums for any number of jobs.
        let partLength = 512
        let parts = stride(from: 0, to: utterances.count, by: partLength).map {
            Array(utterances[$0..<min($0 + partLength, utterances.count)])
        }
        let sums = await concurrentMap(parts, jobs: jobs) { part in
            var statistics = AlignStatistics(stateCount: model.stateCount)
            for utterance in part {
                let chain = model.chain(of: utterance.phonemes).states
                guard let path = path(utterance, chain) else { continue }
                statistics.add(features: utterance.features, chain: chain, path: path)
            }
            return statistics
        }
        return sums.reduce(into: AlignStatistics(stateCount: model.stateCount)) { $0.add($1) }
    }

    private static func flatPath(frames: Int, chain: [Int]) -> [Int]? {
        guard frames >= chain.count else { return nil }
        return (0..<frames).map { $0 * chain.count / frames }
    }
}

/// Results in the order of `items`, made by at most `jobs` tasks at a time.
func concurrentMap<Item: Sendable, Result: Sendable>(
    _ items: [Item], jobs: Int, transform: @escaping @Sendable (Item) -> Result
) async -> [Result] {
    await withTaskGroup(of: (Int, Result).self) { group in
        var results = [Result?](repeating: nil, count: items.count)
        var next = 0
        while next < min(jobs, items.count) {
            let index = next
            group.addTask { (index, transform(items[index])) }
            next += 1
        }
        for await (index, result) in group {
            results[index] = result
            if next < items.count {
                let index = next
                group.addTask { (index, transform(items[index])) }
                next += 1
            }
        }
        return results.compactMap { $0 }
    }
}
