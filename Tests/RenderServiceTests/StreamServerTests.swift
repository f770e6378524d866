import Delivery
import NIOCore
import NIOHTTP1
import NIOPosix
import Playback
import Testing

@testable import RenderService

@Suite(.timeLimit(.minutes(2))) struct StreamServerTests {
    private typealias Client = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    private func connect(to server: StreamServer) async throws -> Client {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: server.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Client(wrappingChannelSynchronously: channel)
                }
            }
    }

    /// What the server answers to these bytes, up to its end or until `isEnough`.
    private func answer(
        of server: StreamServer, to request: String,
        until isEnough: @escaping @Sendable ([UInt8]) -> Bool = { _ in false }
    ) async throws -> [UInt8] {
        try await connect(to: server).executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: request))
            var answer: [UInt8] = []
            for try await buffer in inbound {
                answer += buffer.readableBytesView
                if isEnough(answer) { break }
            }
            return answer
        }
    }

    /// The bytes of a chunked body as far as they are there.
    private func body(of answer: [UInt8]) -> [UInt8] {
        guard let head = answer.firstRange(of: Array("\r\n\r\n".utf8)) else { return [] }
        var rest = answer[head.upperBound...]
        var body: [UInt8] = []
        while let line = rest.firstRange(of: Array("\r\n".utf8)) {
            let digits = String(decoding: rest[..<line.lowerBound], as: UTF8.self)
            guard let count = Int(digits, radix: 16), count > 0 else { break }
            body += rest[line.upperBound...].prefix(count)
            rest = rest[line.upperBound...].dropFirst(count + 2)
        }
        return body
    }

    @Test("what is played is heard over HTTP as a WAV without end")
    func listening() async throws {
        let server = try await StreamServer.start(port: 0)
        let samples = (0..<6000).map { Float($0 * $0 % 7919) / 7919 - 0.5 }
        let whole = pcm16Bytes(of: samples)
        let heard = Task {
            try await answer(
                of: server, to: "GET /stream.wav HTTP/1.1\r\nHost: localhost:7070\r\n\r\n",
                until: { body(of: $0).firstRange(of: whole) != nil })
        }
        await server.waitForListener()
        #expect(await server.listenerCount == 1)
        try await server.sink.write(samples)
        try await server.sink.drain()
        let reply = try await heard.value
        let text = String(decoding: reply.prefix(500), as: UTF8.self)
        #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n") && text.contains("Content-Type: audio/wav"))
        #expect(body(of: reply).starts(with: endlessWAVHeader()))
        #expect(body(of: reply).firstRange(of: whole) != nil)
        await server.sink.close()
        #expect(await server.listenerCount == 0)
    }

    @Test(
        "over a socket everything else is refused, and the connection ends",
        arguments: [
            ("GET /etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n", "404 "),
            ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc", "405 "),
            ("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", "403 "),
            ("nonsense\r\n\r\n", "400 "),
            ("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "200 "),
        ])
    func refusals(request: String, status: String) async throws {
        let server = try await StreamServer.start(port: 0)
        let reply = String(decoding: try await answer(of: server, to: request), as: UTF8.self)
        #expect(reply.hasPrefix("HTTP/1.1 " + status), "\(reply)")
        #expect(await server.listenerCount == 0)
        await server.stop()
    }

    @Test("a port that is taken, and what is no address, are told")
    func failures() async throws {
        let server = try await StreamServer.start(port: 0)
        #expect(server.url == "http://127.0.0.1:\(server.port)/")
        do throws(StreamError) {
            _ = try await StreamServer.start(port: server.port)
            Issue.record("two servers on one port")
        } catch {
            #expect(error.description.hasPrefix("stream: cannot listen on 127.0.0.1 port"))
            #expect(error.description.contains("another program"))
        }
        await #expect(throws: StreamError.badPort(70_000)) {
            try await StreamServer.start(port: 70_000)
        }
        await #expect(throws: StreamError.badHost("home")) {
            try await StreamServer.start(port: 0, host: "home")
        }
        await server.stop()
    }
}

@Suite struct StreamRouteTests {
    private func answer(
        _ method: HTTPMethod, _ path: String, _ headers: [(String, String)] = [],
        isLoopback: Bool = true
    ) -> StreamAnswer {
        StreamRoute(isLoopback: isLoopback).answer(
            to: HTTPRequestHead(
                version: .http1_1, method: method, uri: path,
                headers: HTTPHeaders(headers.isEmpty ? [("Host", "localhost:7070")] : headers)))
    }

    @Test("the page, the streams, and nothing else")
    func paths() {
        #expect(answer(.GET, "/").status == .ok && !answer(.GET, "/").isStream)
        #expect(answer(.GET, "/?x=1").body == answer(.GET, "/").body)
        #expect(answer(.GET, "/stream.wav").isStream)
        #expect(answer(.GET, "/stream.wav").body == endlessWAVHeader())
        #expect(answer(.GET, "/stream.pcm").body.isEmpty)
        #expect(answer(.HEAD, "/stream.wav").body.isEmpty && !answer(.HEAD, "/stream.wav").isStream)
        for path in ["/../etc/passwd", "/stream.wav/", "//", "", "/Stream.wav"] {
            #expect(answer(.GET, path).status == .notFound)
        }
        for method: HTTPMethod in [.POST, .PUT, .DELETE, .OPTIONS, .CONNECT, .TRACE] {
            #expect(answer(method, "/stream.wav").status == .methodNotAllowed)
        }
    }

    @Test("on the loopback only who means this machine is answered")
    func names() {
        for host in ["localhost", "LOCALHOST:1", "127.0.0.1:7070", "[::1]:7070", "[::1]"] {
            #expect(answer(.GET, "/", [("Host", host)]).status == .ok, "\(host)")
        }
        for host in ["evil.example", "localhost.evil.example", "127.0.0.1.evil", "[::2]", ""] {
            #expect(answer(.GET, "/", [("Host", host)]).status == .forbidden, "\(host)")
        }
        #expect(answer(.GET, "/", [("Accept", "*/*")]).status == .forbidden)
        let foreign = [("Host", "localhost"), ("Sec-Fetch-Site", "cross-site")]
        #expect(answer(.GET, "/stream.wav", foreign).status == .forbidden)
        #expect(answer(.GET, "/", [("Host", "studio.lan")], isLoopback: false).status == .ok)
        #expect(answer(.GET, "/", foreign, isLoopback: false).status == .forbidden)
    }

    @Test("every answer forbids guessing and keeping")
    func headers() {
        for answer in [answer(.GET, "/"), answer(.GET, "/stream.wav"), answer(.PUT, "/")] {
            #expect(answer.headers.first(name: "X-Content-Type-Options") == "nosniff")
            #expect(answer.headers.first(name: "Cache-Control") == "no-store")
        }
        #expect(StreamRoute(isLoopback: true).full.status == .serviceUnavailable)
    }

    @Test("the head of the stream is that of a WAV file without end")
    func header() {
        let header = endlessWAVHeader()
        #expect(StreamConnection.waitingByteLimit == 2 * 48_000)
        #expect(header.count == 44 && String(decoding: header[..<4], as: UTF8.self) == "RIFF")
        #expect(Array(header[24..<28]) == [0xC0, 0x5D, 0, 0])
        #expect(Array(header[40...]) == [255, 255, 255, 255])
    }
}
