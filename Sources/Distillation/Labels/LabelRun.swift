import Foundation

/// What `parley distill label` was asked to do.
public struct LabelRun: Sendable {
    /// A cast file; the built-in cast where nil.
    public var castPath: String?
    /// Folder of recordings with a manifest; without it no Mandarin is labelled.
    public var recordingsPath: String?
    /// Where the alignment of the recordings is kept; made if absent.
    public var alignmentPath: String?
    /// Text file, a line an utterance.
    public var promptsPath: String?
    /// A program that speaks the prompts, as one speaker; see `CommandTeacher`.
    public var teacherCommand: String?
    public var speakerName = "Teacher"
    public var outPath: String
    public var split = LabelSplit.train
    /// Hours per speaker.
    public var englishHours = 2.2
    public var mandarinHours = 1.7
    public var jobs = 1
    public var seed: UInt64 = 1

    public init(outPath: String) { self.outPath = outPath }

    /// Does it; goes on where an earlier run with the same settings stopped.
    ///
    /// - Parameters:
    ///   - message: a line about the preparations, or about an utterance that was left out.
    /// - Throws: `DistillationError` of any kind.
    public func run(
        message: @escaping @Sendable (String) -> Void,
        progress: @escaping @Sendable (LabelProgress) -> Void
    ) async throws {
        if let teacherCommand {
            return try await run(command: teacherCommand, message: message, progress: progress)
        }
        let cast = try Cast(path: castPath)
        var joiner: RecordingsJoiner?
        if let recordingsPath {
            let recordings = try Recordings(directory: recordingsPath)
            let alignment = try await alignment(of: recordings, message: message)
            joiner = RecordingsJoiner(recordings: recordings, alignment: alignment)
        }
        let source = LabelSource(
            cast: cast, prompts: try promptsPath.map(DistillationResource.lines(at:)) ?? [],
            conversation: try DistillationResource.lines("conversation-english.txt"),
            heldOutEnglish: try DistillationResource.lines("heldout-english.txt"),
            heldOutWords: Set(try DistillationResource.lines("heldout-mandarin-words.txt")),
            heldOutSentences: try DistillationResource.lines("heldout-mandarin-sentences.txt"),
            alignment: joiner?.alignment, seed: seed)
        let plan =
            switch split {
            case .train:
                source.trainingPlan(englishHours: englishHours, mandarinHours: mandarinHours)
            case .heldout: try source.heldOutPlan()
            }
        try await label(
            Labeller(cast: cast, plan: plan, joiner: joiner), message: message, progress: progress)
    }

    private func run(
        command: String, message: @escaping @Sendable (String) -> Void,
        progress: @escaping @Sendable (LabelProgress) -> Void
    ) async throws {
        guard let promptsPath else {
            throw DistillationError.badConfiguration(
                path: "--prompts", line: nil, problem: "is missing: the teacher has nothing to say")
        }
        let cast = Cast(outsideSpeaker: speakerName, teacher: command)
        let plan = LabelPlan(texts: try DistillationResource.lines(at: promptsPath), cast: cast)
        let labeller = Labeller(
            cast: cast, plan: plan, joiner: nil, teacher: try CommandTeacher(template: command))
        try await label(labeller, message: message, progress: progress)
    }

    private func label(
        _ labeller: Labeller, message: @escaping @Sendable (String) -> Void,
        progress: @escaping @Sendable (LabelProgress) -> Void
    ) async throws {
        let writer = try DatasetWriter(
            directory: outPath,
            header: DatasetHeader(
                speakers: labeller.cast.speakers.map(\.name), split: split.rawValue,
                plan: labeller.plan.digest, shardCount: labeller.plan.shardCount))
        try await labeller.run(
            writer: writer, jobs: jobs, progress: progress, problem: { message("\($0)") })
    }

    private func alignment(
        of recordings: Recordings, message: @escaping @Sendable (String) -> Void
    ) async throws(DistillationError) -> RecordingsAlignment {
        let path = alignmentPath ?? outPath + "-alignment.jsonl"
        if FileManager.default.fileExists(atPath: path) {
            return try RecordingsAlignment(path: path)
        }
        let alignment = await RecordingsAlignment(
            of: recordings, jobs: jobs, progress: message, problem: { message("\($0)") })
        try alignment.write(to: path)
        return alignment
    }
}
