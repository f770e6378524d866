import Foundation
import Kernels
import Phonemes
import Signal

/// How far a labelling run is.
public struct LabelProgress: Sendable {
    public var shardsDone: Int
    public var shardCount: Int
    /// Speech made by this run, in seconds.
    public var speechSeconds: Double
    /// Wall time of this run, in seconds.
    public var wallSeconds: Double
    /// Shards made by this run.
    public var shardsMade: Int

    /// Seconds until the end at the present speed.
    public var secondsLeft: Double {
        guard shardsMade > 0 else { return .infinity }
        return wallSeconds / Double(shardsMade) * Double(shardCount - shardsDone)
    }
}

/// Makes a dataset of a plan: speaks every utterance and measures it.
///
/// What is written depends on the plan alone, not on the number of jobs or on interruptions.
struct Labeller: Sendable {
    let cast: Cast
    let plan: LabelPlan
    let joiner: RecordingsJoiner?
    /// Speaks the texts instead of the cast's own teachers.
    var teacher: (any Teacher)?

    /// Makes the shards that are not there yet.
    ///
    /// Utterances that fail are reported to `problem` and left out.
    /// - Throws: `.fileFailed` where the folder cannot be written.
    func run(
        writer: DatasetWriter, jobs: Int, progress: @escaping @Sendable (LabelProgress) -> Void,
        problem: @escaping @Sendable (DistillationError) -> Void
    ) async throws {
        let missing = (0..<plan.shardCount).filter { !writer.hasShard($0) }
        var status = LabelProgress(
            shardsDone: plan.shardCount - missing.count, shardCount: plan.shardCount,
            speechSeconds: 0, wallSeconds: 0, shardsMade: 0)
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Double.self) { group in
            var next = 0
            func addTask() {
                guard next < missing.count else { return }
                let shard = missing[next]
                next += 1
                group.addTask { try makeShard(shard, writer: writer, problem: problem) }
            }
            for _ in 0..<max(1, jobs) { addTask() }
            while let seconds = try await group.next() {
                status.shardsDone += 1
                status.shardsMade += 1
                status.speechSeconds += seconds
                status.wallSeconds = (ContinuousClock.now - start) / .seconds(1)
                progress(status)
                addTask()
            }
        }
    }

    /// - Returns: seconds of speech in the shard.
    private func makeShard(
        _ index: Int, writer: DatasetWriter, problem: @Sendable (DistillationError) -> Void
    ) throws -> Double {
        var records: [UtteranceRecord] = []
        for item in plan.items(ofShard: index) {
            do throws(DistillationError) {
                records.append(try record(of: item))
            } catch {
                problem(error)
            }
        }
        try writer.writeShard(index, records: records)
        let frames = records.reduce(0) { $0 + $1.f0.count }
        let configuration = MelConfiguration.standard
        return Double(frames * configuration.hopLength) / Double(configuration.sampleRate)
    }

    /// Speaks and measures one utterance.
    func record(of item: LabelItem) throws(DistillationError) -> UtteranceRecord {
        let (speech, tokens, text, language) = try speak(item)
        let logMel = logMelSpectrogram(speech.samples)
        var f0 = trackF0(speech.samples)
        f0 = Array(f0.prefix(logMel.rows))
        f0 += Array(repeating: 0, count: logMel.rows - f0.count)
        guard
            let durations = DurationFrames.durations(
                ends: speech.tokenEnds, frameCount: logMel.rows)
        else {
            throw .alignmentFailed(id: item.id, problem: "has more phonemes than frames")
        }
        let record = UtteranceRecord(
            id: item.id, speakerIndex: item.speakerIndex, language: language, text: text,
            tokens: tokens, durations: durations, logMel: logMel, f0: f0)
        if let problem = record.problem { throw .alignmentFailed(id: item.id, problem: problem) }
        return record
    }

    /// The sound of an item, before it is measured.
    func speak(
        _ item: LabelItem
    ) throws(DistillationError) -> (
        speech: TimedSpeech, tokens: [PhonemeToken], text: String, language: Language
    ) {
        let speaker = cast.speakers[item.speakerIndex]
        switch item.content {
        case .text(let text):
            guard let teacher else {
                throw .teacherFailed(teacher: "none", text: text, problem: "there is no teacher")
            }
            let lesson = try TeacherTokens.complete(try teacher.speak(text), text: text)
            let language: Language =
                text.unicodeScalars.contains { $0.properties.isIdeographic } ? .mandarin : .english
            return (speaker.english.spoken(lesson), lesson.tokens ?? [], text, language)
        case .english(let text):
            guard let voice = FliteVoice(rawValue: speaker.english.teacher) else {
                throw .teacherFailed(
                    teacher: speaker.english.teacher, text: text, problem: "is not a flite voice")
            }
            let speech = try FliteTeacher(voice: voice).speak(text)
            return (speaker.english.spoken(speech), speech.tokens ?? [], text, .english)
        case .mandarin(let sentence):
            guard let joiner else {
                throw .teacherFailed(
                    teacher: "recordings", text: item.id, problem: "there are no recordings")
            }
            let (speech, tokens, text) = try joiner.speak(sentence, voice: speaker.mandarin)
            return (speech, tokens, text, .mandarin)
        }
    }
}

/// Times in seconds as whole frames.
enum DurationFrames {
    /// Frames of each token, at least one each; nil if there are fewer frames than tokens.
    ///
    /// - Parameter ends: seconds, rising. A boundary is at frame round(end · 24000 / 256); the
    ///   last token takes what is left.
    static func durations(ends: [Double], frameCount: Int) -> [Int]? {
        guard !ends.isEmpty, ends.count <= frameCount else { return nil }
        let configuration = MelConfiguration.standard
        let framesPerSecond = Double(configuration.sampleRate) / Double(configuration.hopLength)
        var boundaries = ends.map { Int(($0 * framesPerSecond).rounded()) }
        boundaries[boundaries.count - 1] = frameCount
        for index in boundaries.indices {
            boundaries[index] = max(boundaries[index], (index > 0 ? boundaries[index - 1] : 0) + 1)
        }
        for index in boundaries.indices.reversed() {
            boundaries[index] = min(boundaries[index], frameCount - (boundaries.count - 1 - index))
        }
        return zip(boundaries, [0] + boundaries).map { $0 - $1 }
    }
}
