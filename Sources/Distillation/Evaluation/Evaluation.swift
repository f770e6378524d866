import Kernels
import Phonemes
import StudentModel

/// Compares a student with its teachers on utterances it was never trained on.
public struct Evaluation: Sendable {
    public struct Options: Sendable {
        /// Utterances of each voice and kind (English, Mandarin words, Mandarin sentences).
        public var limit = Int.max
        /// English sentences of each voice for the word error; 0 leaves it out.
        public var wordErrorSentences = Int.max
        public var jobs = 1

        public init() {}
    }

    public let student: Student
    public let heldOut: Dataset
    /// Whose teachers made the held-out set: their own sound is recognised beside the student's.
    public let cast: Cast
    /// Teacher speech to train the speaker classifier on; without it, every other held-out
    /// utterance serves, and only the rest are tested.
    public var training: Dataset?
    public var recogniser: SyllableRecogniser?
    public var options = Options()

    /// - Throws: `EvaluationError` if the dataset and the weights do not belong together.
    public init(student: Student, heldOut: Dataset, cast: Cast) throws(EvaluationError) {
        self.student = student
        self.heldOut = heldOut
        self.cast = cast
        guard heldOut.count > 0 else { throw .emptyDataset(path: heldOut.directory) }
        for count in [student.speakerNames.count, cast.speakers.count]
        where heldOut.speakers.count != count {
            throw .otherSpeakers(
                path: heldOut.directory, expected: count, found: heldOut.speakers.count)
        }
    }

    /// One held-out utterance, as the teacher and as the student say it.
    struct Comparison: Sendable {
        var index: Int
        var teacher: UtteranceRecord
        var distances: EvaluationDistances
        var phrasing: Phrasing
        var clip: EvaluationClip

        var kind: EvaluationReport.Kind {
            Evaluation.kind(id: teacher.id, language: teacher.language)
        }
    }

    /// Runs everything; about 0.1 s a second of speech, and 0.8 s where words are recognised.
    ///
    /// - Parameter progress: told in words what is going on.
    public func report(
        into report: EvaluationReport, progress: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> EvaluationReport {
        var report = report
        let chosen = chosenIndices()
        progress("rendering \(chosen.count) utterances")
        let comparisons = try await concurrentMap(chosen, jobs: options.jobs) { index in
            Result { () throws(DistillationError) in
                let teacher = try heldOut.record(index)
                let (distances, phrasing, clip) = student.compared(with: teacher)
                return Comparison(
                    index: index, teacher: teacher, distances: distances, phrasing: phrasing,
                    clip: clip)
            }
        }.map { try $0.get() }
        for speaker in heldOut.speakers.indices {
            for kind in EvaluationReport.Kind.allCases {
                let own = comparisons.filter {
                    $0.teacher.speakerIndex == speaker && $0.kind == kind
                }
                guard !own.isEmpty else { continue }
                report.voices.append(voice(own, named: heldOut.speakers[speaker]))
            }
        }
        for kind in EvaluationReport.Kind.allCases {
            let own = comparisons.filter { $0.kind == kind }
            guard !own.isEmpty else { continue }
            report.voices.append(voice(own, named: EvaluationReport.Voice.all))
        }
        progress("identifying speakers")
        try identify(comparisons, in: &report)
        if let recogniser {
            progress("recognising Mandarin")
            for index in report.voices.indices
            where report.voices[index].kind == .mandarin && !report.voices[index].isAll {
                let own = comparisons.filter {
                    $0.teacher.language == .mandarin
                        && heldOut.speakers[$0.teacher.speakerIndex]
                            == report.voices[index].speaker
                }
                report.voices[index].mandarin = mandarin(own, recogniser)
            }
        }
        try await countWordErrors(comparisons, in: &report, progress: progress)
        report.sumUp()
        return report
    }

    private func voice(_ own: [Comparison], named speaker: String) -> EvaluationReport.Voice {
        var sum = EvaluationDistances()
        var (teacherPhrasing, studentPhrasing) = (Phrasing(), Phrasing())
        for comparison in own {
            sum += comparison.distances
            let teacher = comparison.teacher
            teacherPhrasing += Phrasing(
                tokens: teacher.tokens, durations: teacher.durations, f0: teacher.f0)
            studentPhrasing += comparison.phrasing
        }
        return EvaluationReport.Voice(
            speaker: speaker, kind: own[0].kind, utteranceCount: own.count,
            melError: sum.melError,
            cepstralDistortion: sum.cepstralDistortion, pitchError: sum.pitchError,
            voicingError: sum.voicingError, durationError: sum.durationError,
            pauseDurationError: sum.pauseDurationError, varianceRatio: sum.detail.varianceRatio,
            modulationDistance: sum.detail.modulationDistance, teacherPhrasing: teacherPhrasing,
            studentPhrasing: studentPhrasing)
    }

    func belongs(_ comparison: Comparison, to voice: EvaluationReport.Voice) -> Bool {
        (voice.isAll || heldOut.speakers[comparison.teacher.speakerIndex] == voice.speaker)
            && comparison.kind == voice.kind
    }

    /// The first so many utterances of each voice and kind.
    private func chosenIndices() -> [Int] {
        var counts: [String: Int] = [:]
        return (0..<heldOut.count).filter { index in
            let summary = heldOut.summary(of: index)
            let kind =
                "\(summary.speakerIndex) \(Self.kind(id: summary.id, language: summary.language))"
            counts[kind, default: 0] += 1
            return counts[kind, default: 0] <= options.limit
        }
    }

    /// The label plan marks single words in their names.
    static func kind(id: String, language: Language) -> EvaluationReport.Kind {
        language == .english ? .english : id.hasPrefix("zh-word-") ? .mandarinWords : .mandarin
    }
}
