import Delivery
import Foundation

/// A program that writes a sound file for a text: `flite -voice slt -t {text} -o {wav}`.
///
/// The template is split at spaces (quotes keep words together); no shell sees the text. `{text}`
/// and `{wav}` may stand inside a word.
public struct CommandTeacher: Teacher {
    public let words: [String]
    /// Seconds after which the program is ended.
    public let timeout: Double

    /// - Throws: `.badConfiguration` where a placeholder is missing or a quote stays open.
    public init(template: String, timeout: Double = 60) throws(DistillationError) {
        words = try Self.split(template)
        self.timeout = timeout
        for placeholder in ["{text}", "{wav}"]
        where !words.dropFirst().contains(where: { $0.contains(placeholder) }) {
            throw .badConfiguration(
                path: "--teacher-command", line: nil, problem: "has no \(placeholder)")
        }
    }

    public var name: String { words[0] }

    public func speak(_ text: String) throws(DistillationError) -> TeacherSpeech {
        let wav = FileManager.default.temporaryDirectory.path + "/parley-\(UUID().uuidString).wav"
        defer { try? FileManager.default.removeItem(atPath: wav) }
        let program = TimedProgram(
            words: words.map {
                $0.replacing("{wav}", with: wav).replacing("{text}", with: text)
            }, timeout: timeout)
        do {
            try program.run()
        } catch {
            throw .teacherFailed(teacher: name, text: text, problem: error.problem)
        }
        do {
            let (samples, sampleRate) = try SoundFile.read(wav)
            if let problem = Self.problem(samples, sampleRate: sampleRate) {
                throw DistillationError.teacherFailed(teacher: name, text: text, problem: problem)
            }
            return TeacherSpeech(samples: samples, sampleRate: sampleRate)
        } catch let error as DistillationError {
            throw error
        } catch {
            throw .teacherFailed(teacher: name, text: text, problem: "\(error)")
        }
    }

    /// What makes a sound useless as a lesson, or nil.
    static func problem(_ samples: [Float], sampleRate: Double) -> String? {
        if Double(samples.count) < 0.2 * sampleRate { return "is shorter than 0.2 s" }
        if samples.contains(where: { !$0.isFinite }) { return "holds numbers that are not finite" }
        if samples.allSatisfy({ abs($0) < 0.001 }) { return "is silent" }
        let clipped = samples.lazy.filter { abs($0) >= 0.999 }.count
        return clipped > samples.count / 200 ? "is clipped" : nil
    }

    private static func split(_ template: String) throws(DistillationError) -> [String] {
        var words: [String] = []
        var word = ""
        var quote: Character?
        for character in template {
            if character == quote {
                quote = nil
            } else if quote == nil, character == "'" || character == "\"" {
                quote = character
            } else if quote == nil, character.isWhitespace {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        if quote != nil {
            throw .badConfiguration(
                path: "--teacher-command", line: nil, problem: "has an open quote")
        }
        return word.isEmpty ? words : words + [word]
    }
}
