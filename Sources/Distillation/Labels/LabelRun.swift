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
    /// Folder of scripts, whose turns a teacher from outside says.
    public var dialoguesPath: String?
    /// Speaks the prompts, the scripts or its own folder, instead of the cast's teachers.
    public var teacher: (any Teacher)?
    /// The teacher's own names of the speakers' voices, by speaker.
    public var voices: [String] = []
    /// Names of the speakers that the teacher is; made up where there are too few.
    public var speakerNames: [String] = []
    /// Folder of a teacher's records; see `TeacherRecords`.
    public var recordsPath: String?
    public var patience = LabelPatience()
    /// Try the utterances again that earlier runs gave up.
    public var retriesQuarantined = false
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
    ///   - message: a line about the preparations, or about an utterance that failed.
    /// - Returns: the report, which is also in the dataset's `label-report.txt`.
    /// - Throws: `DistillationError` of any kind.
    public func run(
        message: @escaping @Sendable (String) -> Void,
        progress: @escaping @Sendable (LabelProgress) -> Void
    ) async throws -> LabelReport {
        let labeller = try await labeller(message: message)
        let writer = try DatasetWriter(
            directory: outPath,
            header: DatasetHeader(
                speakers: labeller.cast.speakers.map(\.name), split: split.rawValue,
                plan: labeller.plan.digest, shardCount: labeller.plan.shardCount))
        let report = try await labeller.run(
            writer: writer, jobs: jobs, retryQuarantined: retriesQuarantined, progress: progress,
            message: message)
        let path = outPath + "/label-report.txt"
        do {
            try Data("\(report)\n".utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw DistillationError.fileFailed(path: path, problem: "cannot be written (\(error))")
        }
        return report
    }

    private func labeller(message: @escaping @Sendable (String) -> Void) async throws -> Labeller {
        if let recordsPath {
            let records = try TeacherRecords(directory: recordsPath)
            let (plan, cast) = records.labelPlan()
            return Labeller(cast: cast, plan: plan, joiner: nil, records: records)
        }
        if let teacher { return try labeller(asking: teacher) }
        let cast = try Cast(path: castPath)
        var joiner: RecordingsJoiner?
        if let recordingsPath {
            let recordings = try Recordings(directory: recordingsPath)
            let alignment = try await alignment(of: recordings, message: message)
            joiner = RecordingsJoiner(recordings: recordings, alignment: alignment)
        }
        let source = LabelSource(
            cast: cast, prompts: try promptsPath.map(DistillationResource.lines(at:)) ?? [],
            dialogueTurns: try DialogueGenerator(seed: seed).englishTurns(count: 2000),
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
        return Labeller(cast: cast, plan: plan, joiner: joiner, patience: patience)
    }

    private func labeller(asking teacher: any Teacher) throws(DistillationError) -> Labeller {
        let items: [LabelItem]?
        if let folder = teacher as? FolderTeacher {
            items = LabelPlan.items(of: folder)
        } else {
            items = try dialoguesPath.map(LabelPlan.turns(ofScriptsIn:))
        }
        let names = names(
            for: items, own: (teacher as? FolderTeacher)?.speakers.filter { !$0.isEmpty } ?? [])
        let voices = names.indices.map { $0 < self.voices.count ? self.voices[$0] : nil }
        let cast = Cast(outsideSpeakers: names, teacher: teacher.identity, voices: voices)
        let plan: LabelPlan
        if let items {
            plan = LabelPlan(lists: [items], cast: cast)
        } else if let promptsPath {
            plan = LabelPlan(texts: try DistillationResource.lines(at: promptsPath), cast: cast)
        } else {
            throw .badConfiguration(
                path: "--prompts", line: nil,
                problem: "is missing, and --dialogues too: the teacher has nothing to say")
        }
        return Labeller(
            cast: cast, plan: plan, joiner: nil, teacher: teacher, voices: voices,
            patience: patience)
    }

    /// As many names as there are speakers in the items, or voices.
    private func names(for items: [LabelItem]?, own: [String]) -> [String] {
        let count = (items?.map(\.speakerIndex).max()).map { $0 + 1 } ?? max(1, voices.count)
        return (0..<min(4, count)).map { index in
            if index < speakerNames.count { return speakerNames[index] }
            if index < own.count { return own[index] }
            return count == 1 ? "Teacher" : String(Array("ABCD")[index])
        }
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
