import NIOCore
import NIOHTTP1
import NIOPosix
import Playback

#if canImport(Glibc)
    import Glibc
#endif

/// The sound as an endless stream over HTTP, to open in a player or a browser, also at the near
/// end of an SSH forward.
///
/// Listens on the loopback unless told otherwise. Serves `/` (a page with a player), `/stream.wav`
/// and `/stream.pcm` to whoever asks in the name of this machine, and refuses everything else.
public final class StreamServer: Sendable {
    /// The page to open.
    public let url: String
    /// The port that is listened on, also where 0 was asked for.
    public let port: Int

    private let hub: StreamHub
    private let channel: any Channel
    private let group: MultiThreadedEventLoopGroup

    /// Listens.
    ///
    /// - Parameters:
    ///   - port: 0 takes one that is free.
    ///   - channelCount: of the stream, 1 or 2: listeners who came cannot be told of another.
    ///   - host: an address of this machine; anything but the loopback lets others listen in.
    public static func start(
        port: Int, host: String = "127.0.0.1", channelCount: Int = 1,
        clock: PlaybackClock = .monotonic
    ) async throws(StreamError) -> StreamServer {
        guard (0...65_535).contains(port) else { throw .badPort(port) }
        let numeric = host == "localhost" ? "127.0.0.1" : host
        guard let address = try? SocketAddress(ipAddress: numeric, port: port) else {
            throw .badHost(host)
        }
        let hub = StreamHub(channelCount: channelCount, clock: clock)
        let isLoopback = numeric == "::1" || numeric.hasPrefix("127.")
        let route = StreamRoute(isLoopback: isLoopback, channelCount: channelCount)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            let channel = try await bootstrap(group, hub: hub, route: route)
                .bind(to: address).get()
            return StreamServer(
                hub: hub, channel: channel, group: group,
                host: numeric, port: channel.localAddress?.port ?? port)
        } catch {
            // Nothing runs on it yet, so this cannot fail in a way that matters.
            try? await group.shutdownGracefully()
            throw .cannotListen(host: host, port: port, reason: words(for: error))
        }
    }

    private init(
        hub: StreamHub, channel: any Channel, group: MultiThreadedEventLoopGroup, host: String,
        port: Int
    ) {
        self.hub = hub
        self.channel = channel
        self.group = group
        self.port = port
        let isAnywhere = host == "0.0.0.0" || host == "::"
        let name = isAnywhere ? "127.0.0.1" : host.contains(":") ? "[\(host)]" : host
        url = "http://\(name):\(port)/"
    }

    /// Ends all streams and stops listening.
    public func stop() async {
        await hub.close()
        // Both fail only where they were done before.
        try? await channel.close()
        try? await group.shutdownGracefully()
    }

    /// How many listen.
    public var listenerCount: Int { get async { await hub.listenerCount } }

    /// Waits until somebody listens.
    public func waitForListener() async { await hub.waitForListener() }

    /// The stream as a place to send sound to. Closing it stops the server.
    public var sink: AudioSink {
        let hub = hub
        return AudioSink(
            description: "stream \(url)", channelCount: hub.channelCount,
            write: { await hub.write($0) }, drain: { await hub.drain() },
            stop: { await hub.stop() }, delay: { await hub.delay },
            underrunCount: { await hub.underrunCount }, close: { await self.stop() })
    }

    private static func bootstrap(
        _ group: MultiThreadedEventLoopGroup, hub: StreamHub, route: StreamRoute
    ) -> ServerBootstrap {
        let limit = StreamConnection.waitingByteLimit * hub.channelCount
        return ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 32)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // Little in the kernel, so that a slow listener shows soon.
            .childChannelOption(.socketOption(.so_sndbuf), value: 65_536)
            .childChannelOption(
                .writeBufferWaterMark, value: .init(low: limit / 2, high: limit)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline(
                        withPipeliningAssistance: false, withErrorHandling: true)
                    try pipeline.addHandler(StreamConnection(hub: hub, route: route))
                }
            }
    }

    private static func words(for error: any Error) -> String {
        if let error = error as? IOError {
            return error.errnoCode == EADDRINUSE
                ? "another program listens there" : String(cString: strerror(error.errnoCode))
        }
        return "\(error)"
    }
}
