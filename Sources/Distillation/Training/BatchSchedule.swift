import StudentModel

/// Which utterances make up the batch of each step: a pure function of the seed, so that a run
/// resumed at any step sees what it would have seen.
///
/// Each epoch shuffles all utterances, sorts runs of them by length (so that the utterances of a
/// batch are alike and its shards finish together), cuts batches, and shuffles those.
struct BatchSchedule: Sendable {
    private let frameCounts: [Int]
    private let usable: [Int]
    private let framesPerBatch: Int
    private let seed: UInt64
    private var epoch: UInt64 = 0
    private var remaining: [[Int]] = []

    /// Batches whose utterances are sorted together.
    private static let batchesPerSort = 12

    /// - Parameters:
    ///   - frameCounts: the length of every utterance of the dataset.
    ///   - longest: utterances above this many frames are left out.
    init(frameCounts: [Int], framesPerBatch: Int, longest: Int, seed: UInt64) {
        self.frameCounts = frameCounts
        usable = frameCounts.indices.filter { frameCounts[$0] <= longest }
        self.framesPerBatch = framesPerBatch
        self.seed = seed
    }

    /// Utterances that no batch will hold.
    var skippedCount: Int { frameCounts.count - usable.count }
    var isEmpty: Bool { usable.isEmpty }

    /// The utterances of the next step. Only for a schedule that is not empty.
    mutating func next() -> [Int] {
        if remaining.isEmpty {
            remaining = batches(ofEpoch: epoch)
            epoch += 1
        }
        return remaining.removeLast()
    }

    private func batches(ofEpoch epoch: UInt64) -> [[Int]] {
        var random = SplitMix64(seed: seed &+ epoch &* 0x9E37_79B9)
        let order = usable.shuffled(using: &random)
        var batches: [[Int]] = []
        var run: [Int] = []
        var frames = 0
        for index in order {
            run.append(index)
            frames += frameCounts[index]
            if frames >= framesPerBatch * Self.batchesPerSort {
                batches += cut(run)
                (run, frames) = ([], 0)
            }
        }
        batches += cut(run)
        return batches.shuffled(using: &random)
    }

    private func cut(_ run: [Int]) -> [[Int]] {
        let sorted = run.sorted { (frameCounts[$0], $0) < (frameCounts[$1], $1) }
        var batches: [[Int]] = []
        var batch: [Int] = []
        var frames = 0
        for index in sorted {
            if !batch.isEmpty, frames + frameCounts[index] > framesPerBatch {
                batches.append(batch)
                (batch, frames) = ([], 0)
            }
            batch.append(index)
            frames += frameCounts[index]
        }
        if !batch.isEmpty { batches.append(batch) }
        return batches
    }
}

/// Deals the utterances of a batch to shards of nearly equal numbers of frames.
///
/// The longest go first, each to the shard with the fewest frames so far.
func dealt(_ examples: [TrainingExample], shardCount: Int) -> [[TrainingExample]] {
    var shards: [[TrainingExample]] = Array(repeating: [], count: shardCount)
    var loads = Array(repeating: 0, count: shardCount)
    let byLength = examples.indices.sorted {
        (-examples[$0].frameCount, $0) < (-examples[$1].frameCount, $1)
    }
    for index in byLength {
        let lightest = loads.indices.min { (loads[$0], $0) < (loads[$1], $1) } ?? 0
        shards[lightest].append(examples[index])
        loads[lightest] += examples[index].frameCount
    }
    return shards.filter { !$0.isEmpty }
}
