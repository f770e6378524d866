import Delivery
import Foundation

/// A program that writes a sound file for a text: `flite -voice {voice} -t {text} -o {wav}`.
///
/// The template is split at spaces (quotes keep words together); no shell sees the text. `{text}`,
/// `{wav}` and `{voice}` may stand inside a word.
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

    public var identity: String { words.joined(separator: " ") }

    public func speak(_ request: TeacherRequest) throws(TeacherFailure) -> TeacherSpeech {
        let folder = try TemporaryFolder()
        let wav = folder.path + "/speech.wav"
        let program = TimedProgram(
            words: words.map { filled($0, request: request, wav: wav) }, timeout: timeout)
        do {
            try program.run()
        } catch .status(let status) where [126, 127].contains(status) {
            throw TeacherFailure(
                .misconfigured, "cannot be run (status \(status)): is it installed?")
        } catch {
            let isSlow = error == .timedOut(timeout)
            throw TeacherFailure(isSlow ? .hung : .crashed, error.problem)
        }
        guard FileManager.default.fileExists(atPath: wav) else {
            throw TeacherFailure(.badReply, "ended well but wrote no sound file")
        }
        return try ReceivedSound.read(wav)
    }

    /// One word of the template with its places filled, each text in one piece.
    private func filled(_ word: String, request: TeacherRequest, wav: String) -> String {
        word.split(separator: "{text}", omittingEmptySubsequences: false).map {
            $0.replacing("{wav}", with: wav).replacing("{voice}", with: request.voice ?? "")
        }.joined(separator: request.text)
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
