import Foundation

/// A service with OpenAI's shape of `POST /v1/audio/speech`.
public struct SpeechServiceTeacher: Teacher {
    private let url: String
    private let model: String
    private let key: String?
    private let client: HTTPClient

    /// - Parameters:
    ///   - url: of the service (`http://localhost:8880`), its `/v1`, or the whole address.
    ///   - key: sent as a bearer token.
    ///   - timeout: seconds for one text.
    public init(url: String, model: String, key: String? = nil, timeout: Double = 120) {
        self.url = Self.address(of: url)
        self.model = model
        self.key = key
        client = HTTPClient(timeout: timeout)
    }

    public var name: String { "openai \(model)" }

    static func address(of url: String) -> String {
        let base = url.hasSuffix("/") ? String(url.dropLast()) : url
        if base.hasSuffix("/audio/speech") { return base }
        return base.hasSuffix("/v1") ? base + "/audio/speech" : base + "/v1/audio/speech"
    }

    private struct Body: Encodable {
        var model: String
        var input: String
        var voice: String
        var responseFormat = "wav"

        enum CodingKeys: String, CodingKey {
            case model, input, voice
            case responseFormat = "response_format"
        }
    }

    public func speak(_ request: TeacherRequest) throws(TeacherFailure) -> TeacherSpeech {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = Body(model: model, input: request.text, voice: request.voice ?? "alloy")
        guard let json = try? encoder.encode(body) else {
            throw TeacherFailure(.unusableText, "cannot be written as JSON")
        }
        var headers = ["Content-Type": "application/json"]
        if let key { headers["Authorization"] = "Bearer \(key)" }
        let reply = try client.reply(
            to: HTTPRequest(method: "POST", url: url, headers: headers, body: Array(json)))
        try reply.checkStatus()
        return try reply.sound()
    }
}
