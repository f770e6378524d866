import NIOCore
import NIOHTTP1

/// One client of the stream's server: one request, one answer, and then nothing more.
///
/// What a client can cost is bounded: the HTTP library bounds the head of his request, a body is
/// thrown away, he has ten seconds to ask, and a stream that he does not read is ended when two
/// seconds of it wait.
final class StreamConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// Bytes of a channel that may wait for a client.
    static let waitingByteLimit = 96_000
    private static let patience = TimeAmount.seconds(10)

    private let hub: StreamHub
    private let route: StreamRoute
    private var isAnswered = false
    private var deadline: Scheduled<Void>?

    init(hub: StreamHub, route: StreamRoute) {
        self.hub = hub
        self.route = route
    }

    func channelActive(context: ChannelHandlerContext) {
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: Self.patience) {
            channel.close(promise: nil)
        }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let head) = unwrapInboundIn(data), !isAnswered else { return }
        isAnswered = true
        let answer = route.answer(to: head)
        let channel = context.channel
        guard answer.isStream else { return Self.send(answer, on: channel) }
        deadline?.cancel()
        Self.serve(answer, on: channel, from: hub, orElse: route.full)
    }

    /// Lets the client hear, unless there are listeners enough.
    private static func serve(
        _ answer: StreamAnswer, on channel: any Channel, from hub: StreamHub,
        orElse refusal: StreamAnswer
    ) {
        let listener = listener(answer, on: channel)
        Task {
            guard let name = await hub.join(listener) else {
                return send(refusal, on: channel)
            }
            channel.closeFuture.whenComplete { _ in Task { await hub.leave(name) } }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private static func send(_ answer: StreamAnswer, on channel: any Channel) {
        begin(answer, on: channel)
        end(on: channel)
    }

    private static func begin(_ answer: StreamAnswer, on channel: any Channel) {
        let head = HTTPResponseHead(
            version: .http1_1, status: answer.status, headers: answer.headers)
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        give(answer.body, to: channel)
    }

    private static func give(_ bytes: [UInt8], to channel: any Channel) {
        let body = HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: bytes)))
        channel.writeAndFlush(body, promise: nil)
    }

    private static func end(on channel: any Channel) {
        channel.writeAndFlush(HTTPServerResponsePart.end(nil)).whenComplete { _ in
            channel.close(promise: nil)
        }
    }

    private static func listener(
        _ answer: StreamAnswer, on channel: any Channel
    ) -> StreamListener {
        StreamListener(
            begin: { begin(answer, on: channel) },
            give: { bytes in
                guard channel.isActive else { return .gone }
                guard channel.isWritable else {
                    // He would have to read all that waits before he could see the end.
                    channel.close(promise: nil)
                    return .tooSlow
                }
                give(bytes, to: channel)
                return .taken
            },
            end: { end(on: channel) })
    }
}
