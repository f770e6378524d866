import Delivery
import Dispatch
import Playback
import Script
import Studio
import Synchronization
import Synthesis

/// Stands between the studio's orders and the player, which is there only once the model is loaded.
final class SoundBridge: Sendable {
    private let mailbox: Mailbox
    private let services: StudioServices
    private let shared = Mutex(Shared())
    private let queue = DispatchQueue(label: "parley.sound", qos: .userInitiated)

    private struct Shared {
        var player: Player?
        var engine: StudioEngine?
        /// Orders that came before the player.
        var waiting: [Player.Order] = []
        var output: SoundOutput?
        var render: RenderJob?
    }

    init(mailbox: Mailbox, services: StudioServices) {
        self.mailbox = mailbox
        self.services = services
    }

    /// Loads the model and opens the output.
    func start() {
        queue.async { [self] in
            do {
                let engine = try services.loadEngine()
                begin(with: engine)
            } catch {
                mailbox.post(.player(.problem("\(error)")))
            }
        }
    }

    private func begin(with engine: StudioEngine) {
        let chosen = shared.withLock { $0.output }
        let (sink, problem) = Self.open(chosen)
        var configuration = Player.Configuration()
        configuration.weights = engine.weights
        configuration.measureLoudness = { samples in
            // Too short or too quiet to be measured is no failure.
            (try? Loudness.measure(samples))?.integrated
        }
        let player = Player(engine.synthesizer, output: sink, configuration: configuration)
        let mailbox = mailbox
        Task.detached {
            for await event in player.events {
                if let report = PlayerReport(event) { mailbox.post(.player(report)) }
            }
        }
        shared.withLock { shared in
            for order in shared.waiting { player.send(order) }
            shared.waiting = []
            shared.player = player
            shared.engine = engine
        }
        if let problem { mailbox.post(.player(.problem(problem))) }
        mailbox.post(.voicesLoaded(engine.voices))
    }

    /// The output that was chosen, or silence where it cannot be had.
    private static func open(_ chosen: SoundOutput?) -> (AudioSink, problem: String?) {
        do throws(PlaybackError) {
            return (try (chosen ?? .device("default")).open(), nil)
        } catch {
            let silent = SilentSink(sampleRate: Synthesizer.sampleRate).sink
            guard chosen == nil else { return (silent, "\(error)") }
            return (
                silent,
                "No sound card here. Try “:stream 7070” and open it in a browser, or "
                    + "“:output command ssh HOST aplay -f S16_LE -r 24000”."
            )
        }
    }

    func send(_ order: Player.Order) {
        shared.withLock { shared in
            if let player = shared.player {
                player.send(order)
            } else {
                if case .script = order {
                    shared.waiting.removeAll { if case .script = $0 { true } else { false } }
                }
                shared.waiting.append(order)
            }
        }
    }

    func use(_ output: SoundOutput) {
        let player = shared.withLock { shared in
            shared.output = output
            return shared.player
        }
        player?.send(.output(output))
    }

    func listDevices() {
        queue.async { [self] in mailbox.post(.devicesListed(ALSADevice.working().map(\.name))) }
    }

    func startStream(port: Int, host: String) {
        Task.detached { [self] in
            do {
                let stream = try await services.openStream(port, host)
                send(.sink(stream.sink))
                mailbox.post(.streamStarted(url: stream.url))
            } catch {
                mailbox.post(.player(.problem("\(error)")))
            }
        }
    }

    func render(_ dialogue: Dialogue, _ cast: Cast, to path: String) {
        guard let engine = shared.withLock({ $0.engine }) else {
            mailbox.post(.renderFailed(message: "The voices are still loading. Try again."))
            return
        }
        let job = RenderJob(
            dialogue, cast, synthesizer: engine.synthesizer, path: StudioFolders.expanded(path),
            mailbox: mailbox)
        shared.withLock { shared in
            shared.render?.cancel()
            shared.render = job
        }
    }

    func cancelRender() { shared.withLock { $0.render?.cancel() } }

    /// Falls silent and gives the output back, within two seconds.
    func finish() {
        let player = shared.withLock { shared in
            shared.render?.cancel()
            return shared.player
        }
        guard let player else { return }
        let isClosed = DispatchSemaphore(value: 0)
        Task.detached {
            await player.close()
            isClosed.signal()
        }
        _ = isClosed.wait(timeout: .now() + 2)
    }
}
