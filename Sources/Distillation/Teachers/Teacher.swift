import Foundation
import Phonemes

/// What a teacher is asked to say.
public struct TeacherRequest: Equatable, Sendable {
    /// Names the utterance: "d00012-t03".
    public var id: String
    public var text: String
    /// The teacher's own name for a voice; nil where it has only one.
    public var voice: String?

    public init(id: String = "", text: String, voice: String? = nil) {
        self.id = id
        self.text = text
        self.voice = voice
    }
}

/// Speech as a teacher gave it.
public struct TeacherSpeech: Sendable {
    /// Mono, −1…1.
    public var samples: [Float]
    /// Hz.
    public var sampleRate: Double
    /// What was said, if the teacher knows it; begins and ends with `pau`.
    public var tokens: [PhonemeToken]?
    /// Where each token ends, in seconds, if the teacher knows it.
    public var tokenEnds: [Double]?

    public init(
        samples: [Float], sampleRate: Double, tokens: [PhonemeToken]? = nil,
        tokenEnds: [Double]? = nil
    ) {
        self.samples = samples
        self.sampleRate = sampleRate
        self.tokens = tokens
        self.tokenEnds = tokenEnds
    }
}

/// Anything that turns a text into speech: a program, a service, a folder, a library.
///
/// `Labeller` judges the sound and tries again where that may help; a teacher only speaks.
public protocol Teacher: Sendable {
    /// For messages and records: "flite slt".
    var name: String { get }
    /// What tells this teacher from another in a dataset's plan; by itself its name.
    var identity: String { get }
    /// Speaks a text; blocks until the sound is there. May be called from several threads at once.
    ///
    /// - Throws: `TeacherFailure` where no sound comes.
    func speak(_ request: TeacherRequest) throws(TeacherFailure) -> TeacherSpeech
}

extension Teacher {
    public var identity: String { name }

    /// Speaks a text and judges the sound, once.
    ///
    /// - Throws: `.teacherFailed` where no usable sound comes.
    public func speak(_ text: String) throws(DistillationError) -> TeacherSpeech {
        do {
            let speech = try speak(TeacherRequest(text: text))
            try LessonCheck.sound(speech)
            return speech
        } catch {
            throw .teacherFailed(teacher: name, text: text, problem: error.problem)
        }
    }
}

/// flite through its library, with the exact end of every phone.
public struct FliteTeacher: Teacher {
    public var voice: FliteVoice

    public init(voice: FliteVoice) { self.voice = voice }

    public var name: String { "flite \(voice.rawValue)" }

    public func speak(_ request: TeacherRequest) throws(TeacherFailure) -> TeacherSpeech {
        let spoken: (samples: [Float], sampleRate: Double, segments: [FliteSegment])
        do {
            spoken = try Flite.synthesise(request.text, voice: voice)
        } catch {
            throw TeacherFailure(.unusableText, "\(error)")
        }
        let tokens = englishTokens(from: spoken.segments, text: request.text)
        guard tokens.count > 2, tokens.first?.phoneme == PhonemeInventory.pause,
            tokens.last?.phoneme == PhonemeInventory.pause
        else { throw TeacherFailure(.unusableText, "nothing was spoken") }
        return TeacherSpeech(
            samples: spoken.samples, sampleRate: spoken.sampleRate, tokens: tokens,
            tokenEnds: spoken.segments.map(\.endSeconds))
    }
}
