import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A service on a port of this machine that answers as a test says.
final class StandInService: Sendable {
    struct Question: Sendable {
        var method: String
        var path: String
        var headers: [String: String]
        var body: String
    }

    enum Answer: Sendable {
        case reply(status: Int, type: String, headers: [String: String], body: [UInt8])
        /// Nothing, for as long as the asker waits.
        case hang
        /// Promises the whole and sends half.
        case half([UInt8])
        /// Does not say how long it is, and goes on until it is cut off.
        case endless

        static func wav(_ body: [UInt8]) -> Answer {
            .reply(status: 200, type: "audio/wav", headers: [:], body: body)
        }
        static func json(_ text: String, status: Int = 200) -> Answer {
            .reply(
                status: status, type: "application/json", headers: [:], body: Array(text.utf8))
        }
    }

    typealias Script = @Sendable (_ question: Question, _ number: Int) -> Answer

    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let channel: any Channel
    private let seen: Log

    final class Log: Sendable {
        let questions = Mutex<[Question]>([])
    }

    /// - Parameter script: the answer to a question and its number, from 0.
    init(script: @escaping Script) throws {
        let log = Log()
        seen = log
        channel = try ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.pipeline.configureHTTPServerPipeline().flatMapThrowing {
                    try channel.pipeline.syncOperations.addHandler(
                        Conversation(log: log, script: script))
                }
            }
            .bind(host: "127.0.0.1", port: 0).wait()
    }

    var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }
    var questions: [Question] { seen.questions.withLock { $0 } }

    func stop() {
        try? channel.close().wait()
        try? group.syncShutdownGracefully()
    }
}

private final class Conversation: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let log: StandInService.Log
    private let script: StandInService.Script
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(log: StandInService.Log, script: @escaping StandInService.Script) {
        (self.log, self.script) = (log, script)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): (self.head, body) = (head, [])
        case .body(var buffer): body += buffer.readBytes(length: buffer.readableBytes) ?? []
        case .end:
            guard let head else { return }
            var headers: [String: String] = [:]
            for (name, value) in head.headers { headers[name.lowercased()] = value }
            let question = StandInService.Question(
                method: head.method.rawValue, path: head.uri, headers: headers,
                body: String(decoding: body, as: UTF8.self))
            let number = log.questions.withLock { questions in
                questions.append(question)
                return questions.count - 1
            }
            answer(script(question, number), context: context)
        }
    }

    private func answer(_ answer: StandInService.Answer, context: ChannelHandlerContext) {
        switch answer {
        case .hang: return
        case .reply(let status, let type, let extra, let body):
            var headers = HTTPHeaders(Array(extra))
            headers.add(name: "Content-Type", value: type)
            headers.add(name: "Content-Length", value: "\(body.count)")
            start(status, headers, body, context)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        case .half(let body):
            var headers = HTTPHeaders([("Content-Type", "audio/wav")])
            headers.add(name: "Content-Length", value: "\(body.count)")
            start(200, headers, Array(body.prefix(body.count / 2)), context)
            context.flush()
            context.close(promise: nil)
        case .endless:
            start(200, HTTPHeaders([("Content-Type", "audio/wav")]), [], context)
            pour(context)
        }
    }

    private func start(
        _ status: Int, _ headers: HTTPHeaders, _ body: [UInt8], _ context: ChannelHandlerContext
    ) {
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(
            wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
    }

    private func pour(_ context: ChannelHandlerContext) {
        let block = ByteBuffer(bytes: [UInt8](repeating: 7, count: 65_536))
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        let me = NIOLoopBound(self, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(block)))).whenSuccess {
            me.value.pour(bound.value)
        }
    }
}

/// Sounds as services send them.
enum StandInSound {
    /// A WAV file of 16-bit samples at 24 kHz: a hum that swells and falls like syllables.
    static func wav(seconds: Double, level: Double = 0.3, syllables: Bool = true) -> [UInt8] {
        let count = Int(seconds * 24_000)
        var data: [UInt8] = []
        data.reserveCapacity(44 + 2 * count)
        func add(_ value: UInt32, _ bytes: Int) {
            for index in 0..<bytes { data.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
        }
        data += Array("RIFF".utf8)
        add(UInt32(36 + 2 * count), 4)
        data += Array("WAVEfmt ".utf8)
        for (value, size) in [(16, 4), (1, 2), (1, 2), (24_000, 4), (48_000, 4), (2, 2), (16, 2)] {
            add(UInt32(value), size)
        }
        data += Array("data".utf8)
        add(UInt32(2 * count), 4)
        for index in 0..<count {
            let time = Double(index) / 24_000
            let swell = syllables ? 0.55 + 0.45 * sin(2 * .pi * 4 * time) : 1
            let wave = level * swell * (sin(2 * .pi * 140 * time) + 0.5 * sin(2 * .pi * 700 * time))
            let sample = Int16(max(-1, min(1, wave)) * 32_767)
            add(UInt32(UInt16(bitPattern: sample)), 2)
        }
        return data
    }
}
