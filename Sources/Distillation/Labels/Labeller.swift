import Foundation
import Kernels
import Phonemes
import Signal

/// Makes a dataset of a plan: speaks every utterance and measures it.
///
/// What is written depends on the plan and the teachers alone, not on the number of jobs or on
/// interruptions. A finished utterance is in its shard's journal at once, so a killed run asks a
/// teacher again for no more than the utterances it was just saying.
struct Labeller: Sendable {
    let cast: Cast
    let plan: LabelPlan
    let joiner: RecordingsJoiner?
    /// Speaks the texts instead of the cast's own teachers.
    var teacher: (any Teacher)?
    /// The teacher's own names of the speakers' voices; empty where it has only one.
    var voices: [String?] = []
    var records: TeacherRecords?
    var patience = LabelPatience()

    /// What all shards of a run share.
    private struct Run: Sendable {
        let writer: DatasetWriter
        let quarantine: Quarantine
        let health: LabelHealth
        let message: @Sendable (String) -> Void
    }

    /// Makes the shards that are not there yet.
    ///
    /// Utterances that fail for good go into quarantine with the reason, and to `message`.
    /// - Parameter retryQuarantined: try those of earlier runs again.
    /// - Throws: `.fileFailed` where the folder cannot be written, `.teacherGone`.
    @discardableResult
    func run(
        writer: DatasetWriter, jobs: Int, retryQuarantined: Bool = false,
        progress: @escaping @Sendable (LabelProgress) -> Void,
        message: @escaping @Sendable (String) -> Void
    ) async throws -> LabelReport {
        let lock = try LabelLock(directory: writer.directory)
        defer { withExtendedLifetime(lock) {} }
        let run = Run(
            writer: writer, quarantine: try Quarantine(directory: writer.directory),
            health: LabelHealth(limit: patience.failureLimit), message: message)
        if retryQuarantined { try reopenQuarantined(run) }
        let missing = (0..<plan.shardCount).filter { !writer.hasShard($0) }
        var report = LabelReport()
        report.planned = plan.items.count
        report.found = try itemsFound(missing: missing, run: run)
        let start = ContinuousClock.now
        report.made = try await makeShards(missing, jobs: jobs, run: run, progress: progress)
        report.seconds = (ContinuousClock.now - start) / .seconds(1)
        report.retries = run.health.retries
        report.quarantinePath = run.quarantine.path
        for entry in run.quarantine.all { report.add(entry) }
        return report
    }

    /// - Returns: utterances made.
    private func makeShards(
        _ missing: [Int], jobs: Int, run: Run,
        progress: @escaping @Sendable (LabelProgress) -> Void
    ) async throws -> Int {
        var status = LabelProgress(
            shardsDone: plan.shardCount - missing.count, shardCount: plan.shardCount,
            speechSeconds: 0, wallSeconds: 0, shardsMade: 0)
        var made = 0
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: (count: Int, seconds: Double).self) { group in
            var next = 0
            func addTask() {
                guard next < missing.count else { return }
                let shard = missing[next]
                next += 1
                // A teacher may block for minutes: not on one of Swift's few threads.
                group.addTask { try await onOwnThread { try makeShard(shard, run: run) } }
            }
            for _ in 0..<max(1, jobs) { addTask() }
            do {
                while let result = try await group.next() {
                    status.shardsDone += 1
                    status.shardsMade += 1
                    status.speechSeconds += result.seconds
                    made += result.count
                    status.wallSeconds = (ContinuousClock.now - start) / .seconds(1)
                    progress(status)
                    addTask()
                }
            } catch {
                run.health.stop()
                throw error
            }
        }
        return made
    }

    /// - Returns: utterances made now, and seconds of speech in the shard.
    private func makeShard(_ index: Int, run: Run) throws -> (count: Int, seconds: Double) {
        var journal = try ShardJournal(directory: run.writer.directory, shard: index)
        let items = plan.items(ofShard: index)
        var count = 0
        for item in items where journal.records[item.id] == nil {
            if run.quarantine.holds(item.id) { continue }
            if run.health.isStopped { throw CancellationError() }
            switch attempt(item, waiting: { waiting(item, $0, $1, run: run) }) {
            case .success(let record):
                run.health.succeeded()
                try journal.append(record)
                count += 1
            case .failure(let error):
                try giveUp(item, error, run: run)
            }
        }
        let records = items.compactMap { journal.records[$0.id] }
        try run.writer.writeShard(index, records: records)
        try journal.remove()
        let frames = records.reduce(0) { $0 + $1.f0.count }
        return (count, Double(frames) / MelConfiguration.standard.frameRate)
    }

    private func waiting(
        _ item: LabelItem, _ failure: TeacherFailure, _ seconds: Double, run: Run
    ) {
        run.health.retried()
        run.message("\(item.id): \(failure.problem); again in \(String(format: "%.1f", seconds)) s")
    }

    /// Puts an item into quarantine, or ends the run where no item would do better.
    private func giveUp(_ item: LabelItem, _ error: LessonMaker.GivenUp, run: Run) throws {
        let failure = error.failure
        let name = teacherName(of: item)
        if failure.kind == .misconfigured {
            run.health.stop()
            throw DistillationError.teacherGone(
                teacher: name, failures: 1, problem: failure.problem)
        }
        try run.quarantine.add(
            Quarantine.Entry(
                id: item.id, speaker: item.speakerIndex, text: text(of: item), teacher: name,
                kind: failure.kind, problem: failure.problem, attempts: error.attempts))
        run.message("\(item.id): \(failure.problem). Left out; see quarantine.jsonl.")
        if let failures = run.health.failed(failure.kind) {
            run.health.stop()
            throw DistillationError.teacherGone(
                teacher: name, failures: failures, problem: failure.problem)
        }
    }
}

/// Runs blocking work outside Swift's cooperative threads.
private func onOwnThread<Result: Sendable>(
    _ work: @escaping @Sendable () throws -> Result
) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(with: Swift.Result { try work() }) }
    }
}

// MARK: - What earlier runs left

extension Labeller {
    /// Takes the shards of quarantined items apart into journals, and empties the quarantine.
    private func reopenQuarantined(_ run: Run) throws(DistillationError) {
        for shard in 0..<plan.shardCount where run.writer.hasShard(shard) {
            let items = plan.items(ofShard: shard)
            guard items.contains(where: { run.quarantine.holds($0.id) }) else { continue }
            let records = try Dataset.records(ofShard: shard, directory: run.writer.directory)
            var journal = try ShardJournal(directory: run.writer.directory, shard: shard)
            for record in records where journal.records[record.id] == nil {
                try journal.append(record)
            }
            try run.writer.removeShard(shard)
        }
        try run.quarantine.clear()
    }

    /// How many items need no work any more; deletes the journals of finished shards.
    private func itemsFound(missing: [Int], run: Run) throws(DistillationError) -> Int {
        let isMissing = Set(missing)
        var found = 0
        for shard in 0..<plan.shardCount {
            let items = plan.items(ofShard: shard)
            let path = ShardJournal.path(directory: run.writer.directory, shard: shard)
            let hasJournal = FileManager.default.fileExists(atPath: path)
            if isMissing.contains(shard) {
                guard hasJournal else { continue }
                let journal = try ShardJournal(directory: run.writer.directory, shard: shard)
                found += items.count { journal.records[$0.id] != nil }
            } else {
                if hasJournal {
                    try ShardJournal(directory: run.writer.directory, shard: shard).remove()
                }
                found += items.count { !run.quarantine.holds($0.id) }
            }
        }
        return found
    }
}
