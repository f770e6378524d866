import Foundation
import Synchronization

/// A Gradio web interface used as a service, such as VibeVoice's demo.
///
/// Speaks the queue protocol of Gradio 4 and later (`POST …/call/NAME` gives an event, and a stream
/// of events ends with the outputs), and `POST /run/NAME` of older ones.
public struct GradioTeacher: Teacher {
    private let base: String
    private let endpoint: String
    private let inputs: GradioInputs
    private let key: String?
    private let client: HTTPClient
    private let route = Route()

    /// - Parameters:
    ///   - url: of the interface: `http://localhost:7860`.
    ///   - endpoint: the function's API name, as the interface's “Use via API” page shows it.
    ///   - inputs: a JSON array of the function's inputs; `{text}` and `{voice}` in its strings are
    ///     replaced.
    ///   - key: sent as a bearer token to this address only.
    ///   - timeout: seconds for one text.
    /// - Throws: `.badConfiguration` for inputs that are no array or never hold `{text}`.
    public init(
        url: String, endpoint: String, inputs: String, key: String? = nil, timeout: Double = 120
    ) throws(DistillationError) {
        base = url.hasSuffix("/") ? String(url.dropLast()) : url
        self.endpoint = endpoint.hasPrefix("/") ? String(endpoint.dropFirst()) : endpoint
        self.inputs = try GradioInputs(template: inputs)
        self.key = key
        client = HTTPClient(timeout: timeout)
    }

    public var name: String { "gradio \(endpoint)" }

    /// Where the interface takes calls; found by the first that is not answered with 404.
    private final class Route: Sendable {
        static let all = ["/gradio_api/call/", "/call/", "/run/"]
        private let known = Mutex<String?>(nil)
        var candidates: [String] { known.withLock { $0.map { [$0] } } ?? Self.all }
        func keep(_ route: String) { known.withLock { $0 = route } }
    }

    public func speak(_ request: TeacherRequest) throws(TeacherFailure) -> TeacherSpeech {
        let body = try inputs.body(text: request.text, voice: request.voice ?? "")
        for candidate in route.candidates {
            let reply = try client.reply(
                to: HTTPRequest(
                    method: "POST", url: base + candidate + endpoint, headers: headers, body: body))
            if reply.status == 404 || reply.status == 405 { continue }
            try reply.checkStatus()
            route.keep(candidate)
            let outputs = try outputs(of: reply, route: candidate)
            return try sound(in: outputs, route: candidate)
        }
        throw TeacherFailure(
            .misconfigured,
            "\(base) has no function “\(endpoint)”; its “Use via API” page lists them")
    }

    private var headers: [String: String] {
        var headers = ["Content-Type": "application/json"]
        if let key { headers["Authorization"] = "Bearer \(key)" }
        return headers
    }

    /// The function's outputs, from the stream of events where there is one.
    private func outputs(of reply: HTTPReply, route: String) throws(TeacherFailure) -> Any {
        let answer = try GradioAnswer.object(in: try reply.body(limit: client.replyLimit))
        if let data = answer["data"] { return data }
        guard let event = answer["event_id"] as? String, Self.isPlain(event) else {
            throw TeacherFailure(.badReply, "gave neither outputs nor an event")
        }
        let stream = try client.reply(
            to: HTTPRequest(url: base + route + endpoint + "/" + event, headers: headers))
        try stream.checkStatus()
        return try GradioAnswer.outputs(inEvents: try stream.body(limit: client.replyLimit))
    }

    private static func isPlain(_ event: String) -> Bool {
        !event.isEmpty && event.count <= 200
            && event.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }
    }

    private func sound(in outputs: Any, route: String) throws(TeacherFailure) -> TeacherSpeech {
        guard let found = GradioSound.last(in: outputs) else {
            throw TeacherFailure(.badReply, "gave outputs without a sound")
        }
        if case .inline(let bytes) = found {
            let folder = try TemporaryFolder()
            let path = folder.path + "/sound"
            guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
                throw TeacherFailure(.crashed, "cannot write \(path)")
            }
            return try ReceivedSound.read(path)
        }
        // A path through our own address works where the interface sits behind another name.
        for url in found.addresses(base: base, route: route) {
            let isOwn = url.hasPrefix(base + "/")
            let reply = try client.reply(to: HTTPRequest(url: url, headers: isOwn ? headers : [:]))
            if [403, 404].contains(reply.status) { continue }
            try reply.checkStatus()
            return try reply.sound()
        }
        throw TeacherFailure(.badReply, "named a sound file that it does not give out")
    }
}
