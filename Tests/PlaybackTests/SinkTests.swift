import Foundation
import Signal
import Testing

@testable import Playback

@Suite struct SinkTests {
    @Test("a silent listener takes sound at its pace")
    func silentPace() async throws {
        let clock = VirtualClock()
        let sink = SilentSink(clock: clock.clock).sink
        for _ in 0..<100 { try await sink.write(Array(repeating: 0, count: 1200)) }
        #expect(abs(clock.clock.now() - (5 - SoundPacer.lead)) < 1e-6)
        #expect(abs(await sink.delay() - SoundPacer.lead) < 1e-6)
        try await sink.drain()
        #expect(abs(clock.clock.now() - 5) < 1e-6)
        #expect(await sink.underrunCount() == 0 && !sink.isAudible)
    }

    @Test("sound that comes too late is counted, sound after a stop is not")
    func pacer() {
        var pacer = SoundPacer(sampleRate: 24_000)
        #expect(pacer.give(2400, now: 10) == 0)
        #expect(abs(pacer.delay(now: 10.05) - 0.05) < 1e-9)
        #expect(pacer.give(2400, now: 10.2) == 0 && pacer.underrunCount == 1)
        #expect(abs(pacer.stop(now: 10.25) - 0.05) < 1e-9)
        #expect(pacer.give(24_000, now: 99) == 0.8 && pacer.underrunCount == 1)
    }

    @Test("every format of a device carries the numbers of 16-bit PCM")
    func formats() {
        let samples: [Float] = [0, 0.5, -0.5, 1, -2]
        let values = pcm16(of: samples)
        for format in ALSAFormat.preferred(channelCount: 1) {
            let bytes = format.bytes(of: samples)
            #expect(bytes.count == samples.count * format.frameSize)
            for (index, value) in values.enumerated() {
                for channel in 0..<format.channelCount {
                    let size = format.frameSize / format.channelCount
                    let start = index * format.frameSize + channel * size
                    let word = bytes[start..<start + size].reversed()
                        .reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
                    let expected: UInt32 =
                        switch format.sample {
                        case .signed16: UInt32(UInt16(bitPattern: value))
                        case .signed32: UInt32(bitPattern: Int32(value) * 65_536)
                        case .float: (Float(value) / 32_767).bitPattern
                        }
                    #expect(word == expected)
                }
            }
        }
    }

    @Test("stereo sound goes to a device of two channels as it is")
    func stereoFormats() {
        let pairs: [Float] = [0.5, -0.5, 1, 0]
        let formats = ALSAFormat.preferred(channelCount: 2)
        #expect(formats.count == 3 && formats.allSatisfy { $0.channelCount == 2 })
        let bytes = formats[0].bytes(of: pairs, channelCount: 2)
        let heard = bytes.withUnsafeBytes { Array($0.bindMemory(to: Int16.self)) }
        #expect(heard == pcm16(of: pairs))
    }

    @Test("a command that asks for the number of channels is told, any other gets mono")
    func commandChannels() async throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("parley-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let plain = try SoundOutput.command("cat > /dev/null").open(channelCount: 2)
        #expect(plain.channelCount == 1 && plain.reopen == nil)
        await plain.close()
        let line = "echo $PARLEY_CHANNELS > '\(folder)/count'; cat > '\(folder)/pcm'"
        let asking = try SoundOutput.command(line).open(channelCount: 2)
        #expect(asking.channelCount == 2)
        try await asking.write([0.5, -0.5, 0.25, 0])
        // Two frames, not four.
        #expect(await asking.delay() < 3.0 / 24_000)
        await asking.close()
        let count = try String(contentsOfFile: folder + "/count", encoding: .utf8)
        #expect(count == "2\n")
        let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/pcm"))
        #expect(bytes.count == 8)
    }
}
