import Foundation
import Kernels
import Phonemes
import Signal
import StudentModel
import Synchronization

/// How a labelling run bears with its teacher.
public struct LabelPatience: Sendable {
    public var retries = RetryPolicy()
    /// The factor by which speech may be shorter or longer than its text needs.
    public var lengthTolerance = 2.5
    /// The run stops after so many utterances in a row that failed; 0 for never.
    public var failureLimit = 20
    /// Waits so many seconds; tests don't.
    var sleep: @Sendable (Double) -> Void = { Thread.sleep(forTimeInterval: $0) }

    public init() {}
}

/// One utterance from asking the teacher to the measured record, with all the tries it takes.
struct LessonMaker: Sendable {
    let cast: Cast
    /// Asked instead of the cast's own teachers.
    let teacher: (any Teacher)?
    /// The teacher's own names of the cast's voices.
    let voices: [String?]
    let patience: LabelPatience

    /// An utterance that no try could make.
    struct GivenUp: Error {
        var failure: TeacherFailure
        var attempts: Int
    }

    /// The lesson of a text for a teacher from outside.
    ///
    /// - Parameter waiting: told before each further try what went wrong, and of the wait in
    ///   seconds.
    func lesson(
        of text: String, item: LabelItem, waiting: (TeacherFailure, Double) -> Void
    ) throws(GivenUp) -> (speech: TimedSpeech, tokens: [PhonemeToken]) {
        guard let teacher else {
            throw GivenUp(
                failure: TeacherFailure(.misconfigured, "there is no teacher"), attempts: 0)
        }
        let tokens: [PhonemeToken]
        do {
            tokens = try TeacherTokens.tokens(of: text)
        } catch {
            throw GivenUp(failure: error, attempts: 0)
        }
        let request = TeacherRequest(
            id: item.id, text: text, voice: voices.isEmpty ? nil : voices[item.speakerIndex])
        var draw = SplitMix64(seed: StableHash.of(item.id))
        var attempt = 1
        while true {
            do {
                let speech = try teacher.speak(request)
                try LessonCheck.sound(speech)
                try LessonCheck.length(
                    speech, tokens: speech.tokens ?? tokens, tolerance: patience.lengthTolerance)
                let whole = TeacherTokens.complete(TeacherTokens.trimmed(speech), tokens: tokens)
                let voice = cast.speakers[item.speakerIndex].english
                return (voice.spoken(whole), whole.tokens ?? tokens)
            } catch {
                guard
                    let delay = patience.retries.delay(
                        after: attempt, of: error, draw: draw.unit())
                else { throw GivenUp(failure: error, attempts: attempt) }
                waiting(error, delay)
                patience.sleep(delay)
                attempt += 1
            }
        }
    }
}

/// Whether the run should go on: counts utterances in a row that failed by their teacher's fault.
final class LabelHealth: Sendable {
    private let state: Mutex<(inARow: Int, retries: Int, isStopped: Bool)>
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
        state = Mutex((0, 0, false))
    }

    var isStopped: Bool { state.withLock { $0.isStopped } }
    var retries: Int { state.withLock { $0.retries } }

    func stop() { state.withLock { $0.isStopped = true } }
    func retried() { state.withLock { $0.retries += 1 } }
    func succeeded() { state.withLock { $0.inARow = 0 } }

    /// - Returns: how many failed in a row, if that is too many.
    func failed(_ kind: TeacherFailure.Kind) -> Int? {
        guard kind != .unusableText else { return nil }
        return state.withLock { state in
            state.inARow += 1
            return limit > 0 && state.inARow >= limit ? state.inARow : nil
        }
    }
}
