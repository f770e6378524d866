import Delivery
import Playback
import Synchronization
import Testing

@testable import RenderService

@Suite(.timeLimit(.minutes(2))) struct StreamHubTests {
    private let samples = (0..<24_000).map { Float($0) / 24_000 - 0.5 }
    private let blockBytes = 2 * StreamHub.blockLength

    /// A listener who writes down what he gets, and is too slow after so many blocks.
    private final class Ear: Sendable {
        private let state = Mutex((bytes: [UInt8](), begins: 0, ends: 0))
        let patience: Int
        init(patience: Int = .max) { self.patience = patience }
        var bytes: [UInt8] { state.withLock { $0.bytes } }
        var calls: [Int] { state.withLock { [$0.begins, $0.ends] } }
        var listener: StreamListener {
            StreamListener(
                begin: { self.state.withLock { $0.begins += 1 } },
                give: { bytes in
                    self.state.withLock { state in
                        guard state.bytes.count / (2 * StreamHub.blockLength) < self.patience else {
                            return .tooSlow
                        }
                        state.bytes += bytes
                        return .taken
                    }
                },
                end: { self.state.withLock { $0.ends += 1 } })
        }
    }

    /// Time that passes as soon as somebody waits for it.
    private func fastClock() -> PlaybackClock {
        let time = Time()
        return PlaybackClock(now: { time.now }, sleep: { await time.sleep($0) })
    }

    private final class Time: Sendable {
        private let time = Mutex(0.0)
        var now: Double { time.withLock { $0 } }
        func sleep(_ seconds: Double) async {
            await Task.yield()
            time.withLock { $0 += seconds }
        }
    }

    @Test("all hear the same; who comes late hears it from there on")
    func lateJoiner() async throws {
        let hub = StreamHub(clock: fastClock())
        let (early, late) = (Ear(), Ear())
        _ = await hub.join(early.listener)
        await hub.write(Array(samples[..<12_000]))
        _ = await hub.join(late.listener)
        await hub.write(Array(samples[12_000...]))
        await hub.drain()
        await hub.close()
        let whole = pcm16Bytes(of: samples)
        #expect(early.bytes.firstRange(of: whole) != nil)
        #expect(late.bytes.firstRange(of: whole[..<blockBytes]) == nil)
        #expect(late.bytes.firstRange(of: whole.suffix(blockBytes)) != nil)
        #expect(early.calls == [1, 1] && late.calls == [1, 1])
        #expect(early.bytes.count % blockBytes == 0)
    }

    @Test("a listener who is too slow is let go, and the others hear on")
    func slowListener() async throws {
        let hub = StreamHub(clock: fastClock())
        let (slow, quick) = (Ear(patience: 3), Ear())
        _ = await hub.join(slow.listener)
        _ = await hub.join(quick.listener)
        await hub.write(samples)
        await hub.drain()
        #expect(await hub.listenerCount == 1)
        #expect(slow.bytes.count == 3 * blockBytes && slow.calls == [1, 1])
        #expect(quick.bytes.firstRange(of: pcm16Bytes(of: samples)) != nil)
        await hub.close()
    }

    @Test("there is room for some listeners only, and none after the end")
    func crowd() async throws {
        let hub = StreamHub(clock: fastClock())
        var names: [Int] = []
        for _ in 0..<StreamHub.listenerLimit {
            names.append(try #require(await hub.join(Ear().listener)))
        }
        #expect(await hub.join(Ear().listener) == nil)
        await hub.leave(names[3])
        #expect(await hub.join(Ear().listener) != nil)
        await hub.close()
        #expect(await hub.listenerCount == 0)
        #expect(await hub.join(Ear().listener) == nil)
        await hub.write(samples)
        await hub.drain()
        await hub.waitForListener()
    }

    @Test("without listeners the sound goes by at its own pace, and stopping drops the rest")
    func nobody() async throws {
        let clock = fastClock()
        let hub = StreamHub(clock: clock)
        await hub.write(samples)
        #expect(clock.now() > 0.7)
        let rest = await hub.stop()
        #expect(rest <= 0.2)
        #expect(await hub.delay == 0)
        #expect(await hub.underrunCount == 0)
    }

    @Test("silence fills what is missing, and is counted where sound came too late")
    func silence() async throws {
        let hub = StreamHub(clock: fastClock())
        let ear = Ear()
        _ = await hub.join(ear.listener)
        await hub.write(Array(samples[..<1000]))
        while ear.bytes.count < 4 * blockBytes { await Task.yield() }
        #expect(await hub.underrunCount == 1)
        let sound = pcm16Bytes(of: Array(samples[..<1000]))
        let place = try #require(ear.bytes.firstRange(of: sound))
        #expect(ear.bytes[place.upperBound...].allSatisfy { $0 == 0 })
        await hub.close()
    }

    @Test("a stereo stream sends both channels at the same pace, and says so in its head")
    func stereo() async {
        let hub = StreamHub(channelCount: 2, clock: fastClock())
        let ear = Ear()
        _ = await hub.join(ear.listener)
        await hub.write(samples)
        #expect(await hub.delay <= 0.25)
        await hub.drain()
        await hub.close()
        // Half as many frames as samples: half a second.
        #expect(ear.bytes.firstRange(of: pcm16Bytes(of: samples)) != nil)
        #expect(ear.bytes.count % (2 * blockBytes) == 0)
        let head = endlessWAVHeader(channelCount: 2)
        #expect(head.count == 44 && head[22] == 2 && head[32] == 4)
        #expect(head[28..<32].elementsEqual([0x00, 0x77, 0x01, 0x00]))
    }
}
