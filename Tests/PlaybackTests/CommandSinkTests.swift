import Foundation
import Signal
import Testing

@testable import Playback

@Suite(.timeLimit(.minutes(2))) struct CommandSinkTests {
    private let samples = (0..<30_000).map { Float($0 % 200) / 200 - 0.5 }

    private func write(to sink: AudioSink) async throws {
        for start in stride(from: 0, to: samples.count, by: 1200) {
            try await sink.write(Array(samples[start..<min(start + 1200, samples.count)]))
        }
    }

    @Test("a command gets every sample as 16-bit PCM, and time to finish")
    func everySample() async throws {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("parley-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        // The real clock, since the command takes its own time.
        let sink = try CommandSink("cat > '\(path)'").sink
        try await write(to: sink)
        try await sink.drain()
        #expect(await sink.delay() == 0)
        await sink.close()
        #expect(read(path) == pcm16(of: samples))
    }

    private func read(_ path: String) -> [Int16] {
        let bytes = (try? Data(contentsOf: URL(fileURLWithPath: path))) ?? Data()
        return bytes.withUnsafeBytes { Array($0.bindMemory(to: Int16.self)) }
    }

    @Test(
        "a command that dies is told, with its status",
        arguments: [
            ("exit 3", "it ended with status 3"), ("kill -9 $$", "it was ended by signal 9"),
            ("parley-no-such-command", "it ended with status 127"),
        ])
    func death(command: String, reason: String) async throws {
        let sink = try CommandSink(command).sink
        do {
            while true { try await write(to: sink) }
        } catch let error as PlaybackError {
            // The pipe may break a moment before the shell is gone.
            guard case .commandGone(command, let told) = error else {
                Issue.record("\(error)")
                return
            }
            #expect([reason, "it has closed its input"].contains(told))
            #expect(error.description.hasPrefix("command “\(command)”: "))
        }
        // And it stays an error.
        await #expect(throws: PlaybackError.self) { try await sink.write(samples) }
    }

    @Test("a command that does not read is an error after a while, not a standstill")
    func standstill() async throws {
        let sink = try CommandSink("sleep 600", clock: VirtualClock().clock).sink
        await #expect(throws: PlaybackError.self) { while true { try await write(to: sink) } }
        await sink.close()
    }

    @Test("sound is given no faster than it is heard, and what was given is not taken back")
    func pacing() async throws {
        let clock = VirtualClock()
        let sink = try CommandSink("cat > /dev/null", clock: clock.clock).sink
        try await write(to: sink)
        #expect(clock.clock.now() >= 30_000.0 / 24_000 - SoundPacer.lead - 1e-6)
        #expect(await sink.stop() == 0)
        #expect(await sink.underrunCount() == 0)
    }
}
