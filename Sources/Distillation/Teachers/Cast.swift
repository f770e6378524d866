import Foundation
import Phonemes

/// The speakers a student learns, and how each gets its teachers' sound.
///
/// The built-in cast is `Resources/cast.json`; another file of the same form may be given.
public struct Cast: Codable, Equatable, Sendable {
    /// How one speaker speaks one language.
    public struct Voice: Codable, Equatable, Sendable {
        /// A flite voice (`slt`), or `recordings`.
        public var teacher: String
        /// Pitch and formants moved together: 0.9 makes a voice larger and deeper.
        public var shift: Double?
        /// Factors of a source-filter conversion, for a voice that shifting cannot reach.
        public var pitch: Double?
        public var formants: Double?
        /// How wide the melody of the recordings' tones is, 1 for as recorded.
        public var range: Double?

        public init(
            teacher: String, shift: Double? = nil, pitch: Double? = nil, formants: Double? = nil,
            range: Double? = nil
        ) {
            self.teacher = teacher
            self.shift = shift
            self.pitch = pitch
            self.formants = formants
            self.range = range
        }
    }

    public struct Speaker: Codable, Equatable, Sendable {
        public var name: String
        public var english: Voice
        public var mandarin: Voice
    }

    public var speakers: [Speaker]

    /// Speakers whose every word comes from a teacher from outside, each in a voice of its own.
    init(outsideSpeakers names: [String], teacher: String, voices: [String?] = []) {
        speakers = names.enumerated().map { index, name in
            let own = index < voices.count ? voices[index] : nil
            let voice = Voice(teacher: own.map { "\(teacher) \($0)" } ?? teacher)
            return Speaker(name: name, english: voice, mandarin: voice)
        }
    }

    /// Reads a cast from a file; the built-in one where `path` is nil.
    ///
    /// - Throws: `.fileFailed`, `.badConfiguration` for impossible factors.
    public init(path: String? = nil) throws(DistillationError) {
        let url: URL
        if let path {
            url = URL(fileURLWithPath: path)
        } else {
            url = try DistillationResource.url("cast.json")
        }
        do {
            self = try JSONDecoder().decode(Cast.self, from: try Data(contentsOf: url))
        } catch {
            throw .fileFailed(path: url.path, problem: "is not a cast (\(error))")
        }
        try check(path: url.path)
    }

    private func check(path: String) throws(DistillationError) {
        guard (1...4).contains(speakers.count) else {
            throw .badConfiguration(
                path: path, line: nil, problem: "has \(speakers.count) speakers, needs 1 to 4")
        }
        for speaker in speakers {
            for voice in [speaker.english, speaker.mandarin] {
                for factor in [voice.shift, voice.pitch, voice.formants, voice.range]
                    .compactMap({ $0 })
                where !(0.3...2).contains(factor) {
                    throw .badConfiguration(
                        path: path, line: nil,
                        problem: "\(speaker.name) has a factor \(factor), needs 0.3 to 2")
                }
            }
            guard FliteVoice(rawValue: speaker.english.teacher) != nil else {
                throw .badConfiguration(
                    path: path, line: nil,
                    problem: "\(speaker.name): flite has no voice “\(speaker.english.teacher)”")
            }
        }
    }
}

/// Files that ship inside this module.
enum DistillationResource {
    static func url(_ name: String) throws(DistillationError) -> URL {
        let url = Bundle.module.bundleURL.appendingPathComponent("Resources/" + name)
        guard FileManager.default.fileExists(atPath: url.path) else {
            throw .fileFailed(path: url.path, problem: "is missing from this installation")
        }
        return url
    }

    /// The lines of a text resource without blank ones and comments.
    static func lines(_ name: String) throws(DistillationError) -> [String] {
        try lines(at: url(name).path)
    }

    static func lines(at path: String) throws(DistillationError) -> [String] {
        do {
            return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
                .map { $0.trimmingCharacters(in: .whitespaces) }
                .filter { !$0.isEmpty && !$0.hasPrefix("#") }
        } catch {
            throw .fileFailed(path: path, problem: "cannot be read")
        }
    }
}
