import Foundation
import Phonemes

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

/// Anything that turns a text into speech of one voice.
public protocol Teacher: Sendable {
    /// For messages and records: "flite slt".
    var name: String { get }
    /// Speaks a text. May be called from several threads at once.
    ///
    /// - Throws: `.teacherFailed` where no usable sound comes.
    func speak(_ text: String) throws(DistillationError) -> TeacherSpeech
}

/// flite through its library, with the exact end of every phone.
public struct FliteTeacher: Teacher {
    public var voice: FliteVoice

    public init(voice: FliteVoice) { self.voice = voice }

    public var name: String { "flite \(voice.rawValue)" }

    public func speak(_ text: String) throws(DistillationError) -> TeacherSpeech {
        do {
            let (samples, sampleRate, segments) = try Flite.synthesise(text, voice: voice)
            let tokens = englishTokens(from: segments, text: text)
            guard tokens.count > 2, tokens.first?.phoneme == PhonemeInventory.pause,
                tokens.last?.phoneme == PhonemeInventory.pause
            else {
                throw DistillationError.teacherFailed(
                    teacher: name, text: text, problem: "nothing was spoken")
            }
            return TeacherSpeech(
                samples: samples, sampleRate: sampleRate, tokens: tokens,
                tokenEnds: segments.map(\.endSeconds))
        } catch let error as DistillationError {
            throw error
        } catch {
            throw .teacherFailed(teacher: name, text: text, problem: "\(error)")
        }
    }
}
