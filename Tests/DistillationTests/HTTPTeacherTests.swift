import Foundation
import Testing

@testable import Distillation

@Suite("HTTP teachers") struct HTTPTeacherTests {
    private let sound = StandInSound.wav(seconds: 1)

    private func withService(
        answering script: @escaping StandInService.Script, _ body: (StandInService) throws -> Void
    ) throws {
        let service = try StandInService(script: script)
        defer { service.stop() }
        try body(service)
    }

    private func failure(_ body: () throws -> TeacherSpeech) -> TeacherFailure? {
        do {
            _ = try body()
            return nil
        } catch {
            return error as? TeacherFailure
        }
    }

    @Test("an OpenAI-style service gets model, text, voice, format and key, and its WAV is read")
    func speechService() throws {
        let script: StandInService.Script = { [sound] _, _ in .wav(sound) }
        try withService(answering: script) { service in
            let teacher = SpeechServiceTeacher(
                url: service.url + "/", model: "m-1", key: "s3cret\"\\", timeout: 20)
            let text = "He said \"no\"; {voice} `x` $(y) 你好。"
            let speech = try teacher.speak(TeacherRequest(text: text, voice: "nova"))
            #expect(speech.samples.count == 24_000 && speech.sampleRate == 24_000)
            let question = try #require(service.questions.first)
            #expect(question.method == "POST" && question.path == "/v1/audio/speech")
            #expect(question.headers["authorization"] == "Bearer s3cret\"\\")
            let body = try JSONSerialization.jsonObject(with: Data(question.body.utf8))
            #expect(
                body as? [String: String] == [
                    "model": "m-1", "input": text, "voice": "nova", "response_format": "wav",
                ])
        }
    }

    @Test(
        "an address may be the service's, its /v1, or whole",
        arguments: [
            "http://h:1", "http://h:1/", "http://h:1/v1", "http://h:1/v1/audio/speech",
        ])
    func addresses(url: String) {
        #expect(SpeechServiceTeacher.address(of: url) == "http://h:1/v1/audio/speech")
    }

    @Test("what a service does wrong is told apart")
    func failures() throws {
        let half = Array(sound.prefix(sound.count / 2))
        let busy = StandInService.Answer.reply(
            status: 429, type: "application/json", headers: ["Retry-After": "7"],
            body: Array(#"{"error":{"message":"slow down"}}"#.utf8))
        let cases: [(StandInService.Answer, TeacherFailure.Kind, String)] = [
            (busy, .busy, "HTTP 429: slow down"),
            (.json(#"{"detail":"boom"}"#, status: 500), .serverError, "HTTP 500: boom"),
            (.json("{}", status: 503), .serverError, "HTTP 503"),
            (.json(#"{"error":"no such voice"}"#, status: 400), .refused, "no such voice"),
            (.json("{}", status: 401), .misconfigured, "HTTP 401"),
            (.json(#"{"error":"x"}"#), .badReply, "JSON instead of sound: x"),
            (.wav(Array("garbage, not a sound".utf8)), .badReply, "no sound file"),
            (.wav([]), .badReply, "no sound file"),
            (.wav(half), .badReply, "of the \(sound.count) bytes of a WAV file"),
            (.half(sound), .badReply, "broke off"),
            (.hang, .hung, "took over 1 s"),
        ]
        let answers = cases.map(\.0)
        let script: StandInService.Script = { _, number in answers[number] }
        try withService(answering: script) { service in
            let teacher = SpeechServiceTeacher(url: service.url, model: "m", timeout: 1)
            for (_, kind, words) in cases {
                let found = failure { try teacher.speak(TeacherRequest(text: "Hi.")) }
                #expect(found?.kind == kind && found?.problem.contains(words) == true, "\(found)")
                if kind == .busy { #expect(found?.retryAfter == 7) }
            }
        }
    }

    @Test("nobody there, a name nobody knows, and another scheme")
    func addressesThatFail() throws {
        var port = ""
        let script: StandInService.Script = { _, _ in .hang }
        try withService(answering: script) { port = $0.url }
        func kind(_ url: String) -> TeacherFailure.Kind? {
            failure {
                try SpeechServiceTeacher(url: url, model: "m").speak(TeacherRequest(text: "x"))
            }?
            .kind
        }
        #expect(kind(port) == .unreachable)
        #expect(kind("http://no-such-host.invalid") == .unreachable)
        #expect(kind("file:///etc/passwd") == .misconfigured)
    }

    @Test("a reply that never ends is cut off at the limit")
    func endless() throws {
        let script: StandInService.Script = { _, _ in .endless }
        try withService(answering: script) { service in
            let client = HTTPClient(timeout: 20, replyLimit: 300_000)
            let found = failure {
                _ = try client.reply(to: HTTPRequest(url: service.url))
                return TeacherSpeech(samples: [], sampleRate: 1)
            }
            #expect(found?.kind == .badReply && found?.problem.contains("300000") == true)
        }
    }

    @Test("no header, address or name can add a line to curl's configuration")
    func configuration() {
        let request = HTTPRequest(
            method: "GET", url: "http://h/\nupload-file = \"/etc/passwd\"",
            headers: ["A": "b\r\noutput = \"/x\"\u{0}"])
        let lines = HTTPClient().configuration(request, folder: "/f").split(separator: "\n")
        #expect(!lines.contains { $0.hasPrefix("upload-file") })
        #expect(lines.count { $0.hasPrefix("output") } == 1)
        #expect(lines.contains(#"header = "A: boutput = \"/x\"""#))
    }

    private func gradio(_ service: StandInService, key: String? = nil) throws -> GradioTeacher {
        try GradioTeacher(
            url: service.url, endpoint: "/speak",
            inputs: #"[1, "Speaker 1: {text}", "{voice}", null]"#,
            key: key, timeout: 5)
    }

    @Test("a Gradio queue is asked for an event, followed to its end, and its file fetched")
    func gradioQueue() throws {
        let events = """
            event: heartbeat
            data: null

            event: generating
            data: [{"path": "a/playlist.m3u8", "is_stream": true}, null, "…"]

            event: complete
            data: [null, {"__type__": "update", "visible": true, "value": {"path": "/tmp/g r/x.wav", \
            "url": "http://0.0.0.0:1/gradio_api/file=/tmp/x.wav"}}, "done"]

            """
        let script: StandInService.Script = { [sound] question, _ in
            switch question.path {
            case "/gradio_api/call/speak": .json(#"{"event_id": "e-1"}"#)
            case "/gradio_api/call/speak/e-1":
                .reply(
                    status: 200, type: "text/event-stream", headers: [:], body: Array(events.utf8))
            case "/gradio_api/file=/tmp/g%20r/x.wav": .wav(sound)
            default: .json("{}", status: 404)
            }
        }
        try withService(answering: script) { service in
            let teacher = try gradio(service, key: "k")
            let request = TeacherRequest(text: "A \"b\" {voice}", voice: "Alice")
            #expect(try teacher.speak(request).samples.count == 24_000)
            let first = try #require(service.questions.first)
            #expect(
                first.body == #"{"data":[1,"Speaker 1: A \"b\" {voice}","Alice",null]}"#)
            #expect(service.questions.allSatisfy { $0.headers["authorization"] == "Bearer k" })
            #expect(service.questions.count == 3)
        }
    }

    @Test("older interfaces answer at /call and /run, and may send the sound itself")
    func gradioRoutes() throws {
        let data = "data:audio/wav;base64," + Data(sound).base64EncodedString()
        let script: StandInService.Script = { question, _ in
            question.path == "/run/speak"
                ? .json(#"{"data": ["text", {"name": "x.wav", "data": "\#(data)"}]}"#)
                : .json("{}", status: 404)
        }
        try withService(answering: script) { service in
            let teacher = try gradio(service)
            for _ in 0..<2 {
                #expect(try teacher.speak(TeacherRequest(text: "x")).samples.count == 24_000)
            }
            // The second text goes the way that the first one found.
            #expect(
                service.questions.map(\.path) == [
                    "/gradio_api/call/speak", "/call/speak", "/run/speak", "/run/speak",
                ])
        }
    }

    @Test("what a Gradio interface does wrong is told apart")
    func gradioFailures() throws {
        let cases: [(String, TeacherFailure.Kind)] = [
            ("event: error\ndata: null\n\n", .serverError),
            ("event: error\ndata: \"out of memory\"\n\n", .serverError),
            ("event: generating\ndata: [1]\n\n", .badReply),
            ("event: complete\ndata: [not json\n\n", .badReply),
            ("event: complete\ndata: [\"no sound here\"]\n\n", .badReply),
            ("event: complete\ndata: [{\"path\": \"/tmp/gone.wav\"}]\n\n", .badReply),
        ]
        let streams = cases.map(\.0)
        let next = Counter()
        let script: StandInService.Script = { question, _ in
            if question.method == "POST" { return .json(#"{"event_id": "e"}"#) }
            guard question.path.hasSuffix("/e") else { return .json("{}", status: 404) }
            let text = streams[next.take()]
            return .reply(
                status: 200, type: "text/event-stream", headers: [:], body: Array(text.utf8))
        }
        try withService(answering: script) { service in
            let teacher = try gradio(service)
            for (stream, kind) in cases {
                #expect(
                    failure { try teacher.speak(TeacherRequest(text: "x")) }?.kind == kind,
                    "\(stream)")
            }
        }
        let missing: StandInService.Script = { _, _ in .json("{}", status: 404) }
        try withService(answering: missing) { service in
            let found = failure { try gradio(service).speak(TeacherRequest(text: "x")) }
            #expect(found?.kind == .misconfigured)
        }
        let odd: StandInService.Script = { _, _ in .json(#"{"event_id": "../../x?y"}"#) }
        try withService(answering: odd) { service in
            let found = failure { try gradio(service).speak(TeacherRequest(text: "x")) }
            #expect(found?.kind == .badReply && service.questions.count == 1)
        }
    }

    @Test(
        "inputs must be a JSON array with a place for the text",
        arguments: ["", "{}", "[1]", "[\"x\"]"])
    func gradioInputs(template: String) {
        #expect(throws: DistillationError.self) {
            try GradioTeacher(url: "http://h", endpoint: "e", inputs: template)
        }
    }
}
