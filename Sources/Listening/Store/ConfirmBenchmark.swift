import Foundation

/// How long it takes until a rating is on the disk.
public struct ConfirmBenchmark: Equatable, Sendable {
    /// Milliseconds of each `confirm`, ascending.
    public var milliseconds: [Double]

    /// The middle one.
    public var median: Double { milliseconds[milliseconds.count / 2] }
    /// 95 of 100 are at most as long.
    public var percentile95: Double { milliseconds[(milliseconds.count * 95 - 1) / 100] }
    /// The longest.
    public var maximum: Double { milliseconds[milliseconds.count - 1] }

    /// Rates `count` trials of an ACR study made in `folder` and removes its files.
    ///
    /// - Parameter folder: an existing folder on the disk to be measured.
    public static func run(folder: String, count: Int) throws(ListeningError) -> ConfirmBenchmark {
        precondition(count > 0, "confirm benchmark: nothing to measure")
        let path = folder + "/parley-confirm-\(Study.makeIdentifier()).study"
        defer {
            for suffix in ["", "-wal", "-shm", ".journal"] { unlink(path + suffix) }
        }
        let store = try StudyStore.create(study(clipCount: count), at: path)
        let rater = try store.addRater("bench", at: Date())
        let clock = ContinuousClock()
        var milliseconds: [Double] = []
        for trial in 0..<count {
            let rating = Rating(
                raterIndex: rater.index, trialIndex: trial, answer: .score(trial % 5 + 1),
                latency: 1, confirmedAt: Date())
            let start = clock.now
            try store.confirm(rating)
            milliseconds.append((clock.now - start) / .milliseconds(1))
        }
        try store.close()
        return ConfirmBenchmark(milliseconds: milliseconds.sorted())
    }

    /// An ACR study of one system whose items all have one sound.
    ///
    /// - Parameter sha256: of the clips' file, `clips/clip.wav`.
    public static func study(
        clipCount: Int, sha256 digest: String = String(repeating: "0", count: 64)
    ) -> Study {
        let stimuli = (0..<clipCount).map {
            Stimulus(
                id: "clip\($0)", system: "only", item: "item\($0)", sha256: digest,
                fileName: "clip.wav")
        }
        return Study(
            id: "bench", title: "bench", method: .acr,
            systems: [System(name: "only", role: .student)], stimuli: stimuli,
            blockLength: clipCount)
    }
}
