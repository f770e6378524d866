import Delivery
import Foundation
import Kernels

/// Reading what a service sent: its refusals, its sound.
extension HTTPReply {
    /// - Throws: what a status other than 2xx means, with the service's own words and its
    ///   Retry-After.
    func checkStatus() throws(TeacherFailure) {
        guard !(200...299).contains(status) else { return }
        let wait = retryAfter
        let kind: TeacherFailure.Kind =
            switch status {
            case 429: .busy
            case 408, 425: .serverError
            case 503 where wait != nil: .busy
            case 500...599: .serverError
            case 400, 413, 422: .refused
            default: .misconfigured
            }
        throw TeacherFailure(kind, "answered HTTP \(status)\(said)", retryAfter: wait)
    }

    /// Seconds, from a header that holds seconds or a date.
    private var retryAfter: Double? {
        guard let text = headers["retry-after"] else { return nil }
        if let seconds = Double(text), seconds.isFinite { return max(0, seconds) }
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        return formatter.date(from: text).map { max(0, $0.timeIntervalSinceNow) }
    }

    /// ": its words", from JSON or plain text, at most 200 characters.
    private var said: String {
        guard let bytes = try? body(limit: 100_000), !bytes.isEmpty else { return "" }
        var text = String(decoding: bytes, as: UTF8.self)
        if let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] {
            let inner = (object["error"] as? [String: Any])?["message"] as? String
            text = inner ?? (object["error"] ?? object["detail"]).map { "\($0)" } ?? text
        }
        let line = text.split(whereSeparator: { $0.isWhitespace }).joined(separator: " ")
        return line.isEmpty ? "" : ": \(line.prefix(200))"
    }

    /// The sound in the body, in any format that libsndfile reads.
    ///
    /// - Throws: `.badReply` for what is no sound, or less of a WAV file than it says it holds.
    func sound() throws(TeacherFailure) -> TeacherSpeech {
        if headers["content-type"]?.contains("json") == true {
            throw TeacherFailure(.badReply, "sent JSON instead of sound\(said)")
        }
        return try ReceivedSound.read(bodyPath)
    }
}

/// Sound files from elsewhere.
enum ReceivedSound {
    /// - Throws: `.badReply`.
    static func read(_ path: String) throws(TeacherFailure) -> TeacherSpeech {
        if let problem = cutShort(path) { throw TeacherFailure(.badReply, problem) }
        do {
            let (samples, sampleRate) = try SoundFile.read(path)
            return TeacherSpeech(samples: samples, sampleRate: sampleRate)
        } catch {
            throw TeacherFailure(.badReply, "sent what is no sound file")
        }
    }

    /// Whether a WAV file is shorter than its header says; libsndfile would read what there is.
    private static func cutShort(_ path: String) -> String? {
        guard let file = try? MappedFile(path: path), file.byteCount >= 12 else { return nil }
        guard file.bytes(in: 0..<4) == Array("RIFF".utf8) else { return nil }
        let promised = Int(file.unsigned64(at: 4) & 0xFFFF_FFFF) + 8
        // A length of almost 2 or 4 GB, or none, is what servers write that stream.
        guard promised > file.byteCount, promised < 0x7FFF_0000 else { return nil }
        return "sent \(file.byteCount) of the \(promised) bytes of a WAV file"
    }
}
