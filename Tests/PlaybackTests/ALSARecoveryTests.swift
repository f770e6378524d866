import Glibc
import Script
import Signal
import Testing

@testable import Playback

@Suite(.timeLimit(.minutes(2))) struct ALSARecoveryTests {
    private let samples = (0..<4000).map { Float($0 % 200) / 200 - 0.5 }

    private func device(_ calls: ScriptedALSA, patience: Double = 0.5) -> ALSADevice {
        ALSADevice(
            calls, format: ALSAFormat(sample: .signed16, channelCount: 1), name: "desk",
            sampleRate: 24_000, patience: patience)
    }

    private func heard(_ calls: ScriptedALSA) -> [Int16] {
        calls.bytes.withUnsafeBytes { Array($0.bindMemory(to: Int16.self)) }
    }

    @Test(
        "after an underrun, a suspend or an interruption the rest comes, and nothing twice",
        arguments: [
            ([.takeSome(1000), .fail(EPIPE)], [:], 1, ["prepare"]),
            (
                [.takeSome(1000), .fail(EPIPE), .takeSome(7), .fail(EPIPE)], [:], 2,
                ["prepare", "prepare"]
            ),
            ([.takeSome(10), .fail(ESTRPIPE)], [:], 0, ["resume"]),
            (
                [.fail(ESTRPIPE)], ["resume": [-EAGAIN, -EAGAIN, 0]], 0,
                ["resume", "resume", "resume"]
            ),
            ([.fail(ESTRPIPE)], ["resume": [-ENOSYS]], 0, ["resume", "prepare"]),
            ([.fail(EINTR), .takeSome(1), .fail(EINTR)], [:], 0, []),
            ([.fail(EBADFD)], [:], 0, ["prepare"]),
            ([.takeSome(100), .fail(EAGAIN), .fail(EAGAIN)], [:], 0, ["wait", "wait"]),
            ([.fail(EAGAIN)], ["wait": [-EPIPE]], 1, ["wait", "prepare"]),
        ] as [([ScriptedALSA.Answer], [String: [Int32]], Int, [String])])
    func recovery(
        answers: [ScriptedALSA.Answer], results: [String: [Int32]], underruns: Int,
        expected: [String]
    ) async throws {
        let calls = ScriptedALSA(answers, results: results)
        let device = device(calls)
        try await device.write(samples)
        #expect(heard(calls) == pcm16(of: samples))
        #expect(calls.calls == expected)
        #expect(await device.underrunCount == underruns)
    }

    @Test(
        "a device that is gone, or cannot go on, is an error that says so",
        arguments: [
            ([.fail(ENODEV)], [:], .unplugged(device: "desk")),
            ([.fail(EBADFD)], ["prepare": [-EBADFD]], .unplugged(device: "desk")),
            ([.fail(EPIPE)], ["prepare": [-ENODEV]], .unplugged(device: "desk")),
            ([.fail(ESTRPIPE)], ["resume": [-ENODEV]], .unplugged(device: "desk")),
            ([.fail(EINVAL)], [:], .cannotPlay(device: "desk", reason: "Invalid argument")),
            ([.fail(EIO)], [:], .unplugged(device: "desk")),
            (
                Array(repeating: .fail(EPIPE), count: 99), [:],
                .cannotPlay(device: "desk", reason: "Broken pipe")
            ),
            (
                Array(repeating: .fail(EAGAIN), count: 9999), [:],
                .cannotPlay(device: "desk", reason: "it took no sound for 0 seconds")
            ),
        ] as [([ScriptedALSA.Answer], [String: [Int32]], PlaybackError)])
    func failure(
        answers: [ScriptedALSA.Answer], results: [String: [Int32]], expected: PlaybackError
    ) async {
        let device = device(ScriptedALSA([.takeSome(5)] + answers, results: results))
        await #expect(throws: expected) { try await device.write(samples) }
    }

    @Test("a stop lets go of a write that waits for room")
    func stopping() async throws {
        let calls = ScriptedALSA(Array(repeating: .fail(EAGAIN), count: 100_000))
        let sink = device(calls, patience: 1e4).sink
        let writing = Task { try await sink.write(samples) }
        while !calls.calls.contains("wait") { await Task.yield() }
        calls.setDelay(2400)
        #expect(await sink.stop() == 0.1)
        try await writing.value
        #expect(calls.calls.suffix(2) == ["drop", "prepare"])
    }

    @Test("a call that ALSA does not come back from is given up, and all that follow")
    func hanging() async throws {
        let calls = ScriptedALSA([.hang])
        let sink = device(calls, patience: 0.1).sink
        let error = PlaybackError.cannotPlay(device: "desk", reason: "it does not answer")
        await #expect(throws: error) { try await sink.write([0]) }
        await #expect(throws: error) { try await sink.write([0]) }
        await #expect(throws: error) { try await sink.drain() }
        #expect(await sink.stop() == 0)
        #expect(await sink.delay() == 0)
        await sink.close()
        calls.release()
    }

    @Test("draining ends well after an underrun, and closing ends everything")
    func ending() async throws {
        let calls = ScriptedALSA(results: ["drain": [-EPIPE, -ENODEV]])
        let device = device(calls)
        try await device.drain()
        await #expect(throws: PlaybackError.unplugged(device: "desk")) { try await device.drain() }
        await device.close()
        await device.close()
        #expect(calls.calls.filter { $0 == "close" }.count == 1)
        await #expect(throws: PlaybackError.self) { try await device.write([0]) }
    }

    @Test("the player goes on in silence after the device is unplugged, with one line")
    func player() async throws {
        let bench = PlayerBench()
        let calls = ScriptedALSA([.take, .take, .take, .fail(ENODEV)])
        bench.player.send(.sink(device(calls).sink))
        bench.send(
            Dialogue(turns: [turn(.a, .text("one two three four five six seven eight nine ten"))]))
        bench.player.send(.play(.all))
        let events = await bench.events { $0 == .stopped }
        let problems = events.filter { if case .problem = $0 { true } else { false } }
        #expect(problems == [.problem(PlaybackError.unplugged(device: "desk").description)])
        #expect(events.contains(.output(description: "silent", isAudible: false)))
        #expect(heard(calls).count == 3 * Player.blockLength)
        #expect(calls.calls.contains("close"))
    }
}
