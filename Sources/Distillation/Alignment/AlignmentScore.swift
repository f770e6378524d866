import Foundation
import Kernels
import Phonemes
import Signal

/// How well the forced aligner finds the boundaries of a teacher whose true times are known.
///
/// flite speaks; the aligner gets what a black-box teacher would give, sound and text, and its
/// boundaries are compared with flite's own. Utterances for which the front end does not expect
/// flite's very phonemes are left out.
public struct AlignmentScore: Sendable, CustomStringConvertible {
    public let voice: FliteVoice
    /// Utterances measured, and those left out.
    public let utteranceCount: Int
    public let leftOut: Int
    /// Found less true, in ms, for every boundary between two tokens.
    public let errors: [Double]

    /// Speaks and aligns all texts: about 4 minutes for 400 of them on one core.
    ///
    /// - Throws: `.badConfiguration` where no text can be used.
    public init(
        voice: FliteVoice, texts: [String], jobs: Int, rounds: Int = 12,
        progress: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws(DistillationError) {
        self.voice = voice
        let teacher = FliteTeacher(voice: voice)
        progress("\(teacher.name): \(texts.count) texts")
        let lessons = await concurrentMap(texts, jobs: jobs) { Self.lesson(of: $0, by: teacher) }
        let known = lessons.compactMap { $0 }
        guard !known.isEmpty else {
            throw .badConfiguration(path: "--prompts", line: nil, problem: "holds nothing to say")
        }
        var aligner = Aligner()
        await aligner.train(on: known.map(\.utterance), rounds: rounds, jobs: jobs) {
            progress("aligning: round \($0) of \(rounds)")
        }
        var errors: [Double] = []
        var count = 0
        for lesson in known {
            guard let found = DatasetAlignment.durations(of: lesson.utterance, by: aligner) else {
                continue
            }
            count += 1
            var frames = 0
            for (duration, end) in zip(found, lesson.ends).dropLast() {
                frames += duration
                errors.append(
                    1000 * (Double(frames) / MelConfiguration.standard.frameRate - end))
            }
        }
        (self.errors, utteranceCount, leftOut) = (errors, count, texts.count - count)
    }

    /// The share of boundaries within so many milliseconds of the true ones.
    public func share(within milliseconds: Double) -> Double {
        Double(errors.count { abs($0) <= milliseconds }) / Double(max(1, errors.count))
    }

    public var description: String {
        let sizes = errors.map(abs).sorted()
        let bias = errors.reduce(0, +) / Double(max(1, errors.count))
        return "flite \(voice.rawValue): \(utteranceCount) utterances (\(leftOut) left out), "
            + String(
                format: "%d boundaries: %.1f %% within 25 ms, %.1f %% within 10 ms, "
                    + "%.1f %% within 50 ms; median %.1f ms, bias %+.1f ms",
                errors.count, 100 * share(within: 25), 100 * share(within: 10),
                100 * share(within: 50), sizes.isEmpty ? 0 : sizes[sizes.count / 2], bias)
    }

    private struct Lesson: Sendable {
        var utterance: Aligner.Utterance
        /// Seconds.
        var ends: [Double]
    }

    private static func lesson(of text: String, by teacher: FliteTeacher) -> Lesson? {
        guard let speech = try? teacher.speak(TeacherRequest(text: text)),
            let expected = try? TeacherTokens.tokens(of: text),
            expected.map(\.phoneme) == speech.tokens?.map(\.phoneme)
        else { return nil }
        let spoken = Cast.Voice(teacher: teacher.voice.rawValue).spoken(speech)
        return Lesson(
            utterance: DatasetAlignment.utterance(
                id: text, logMel: logMelSpectrogram(spoken.samples), f0: trackF0(spoken.samples),
                phonemes: expected.map(\.phoneme)),
            ends: spoken.tokenEnds)
    }

    /// The lines that ship with this module: enough for a first measure without any file.
    public static func builtInTexts() throws(DistillationError) -> [String] {
        try DistillationResource.lines("conversation-english.txt")
            + DistillationResource.lines("heldout-english.txt")
    }
}
