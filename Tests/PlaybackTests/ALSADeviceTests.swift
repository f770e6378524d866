import Foundation
import Script
import Signal
import Testing

@testable import Playback

@Suite(.serialized) struct ALSADeviceTests {
    /// Runs `body` with an ALSA that knows just the device `parley_test`, written to a file.
    private func withFileDevice(_ body: (_ output: String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("parley-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let output = folder.path + "/out.raw"
        let configuration = """
            </usr/share/alsa/alsa.conf>
            pcm.parley_test { type file file "\(output)" format "raw" slave.pcm { type null } }
            pcm.parley_wav { type file file "\(output)" format "wav" slave.pcm { type null } }
            """
        try configuration.write(
            toFile: folder.path + "/asound.conf", atomically: true, encoding: .utf8)
        setenv("ALSA_CONFIG_PATH", folder.path + "/asound.conf", 1)
        defer { unsetenv("ALSA_CONFIG_PATH") }
        try await body(output)
    }

    @Test(
        "every sample comes out, in order",
        .enabled(if: access("/usr/share/alsa/alsa.conf", R_OK) == 0))
    func everySample() async throws {
        try await withFileDevice { output in
            let samples = (0..<30_000).map { Float($0 % 200) / 200 - 0.5 }
            do {
                let sink = try ALSADevice(name: "parley_test", sampleRate: 24_000).sink
                for start in stride(from: 0, to: samples.count, by: 7000) {
                    try await sink.write(Array(samples[start..<min(start + 7000, samples.count)]))
                }
                try await sink.write([])
                try await sink.drain()
            }
            let bytes = try Data(contentsOf: URL(fileURLWithPath: output))
            let heard = bytes.withUnsafeBytes { Array($0.bindMemory(to: Int16.self)) }
            #expect(heard == pcm16(of: samples))
        }
    }

    @Test("a machine without a sound card gets one clear line")
    func noCard() {
        do {
            _ = try ALSADevice(name: "parley_no_such_device", sampleRate: 24_000)
            Issue.record("opened a device that does not exist")
        } catch {
            #expect(error.description.hasPrefix("sound device “parley_no_such_device”: "))
            #expect(error.description.contains("--to-command"))
            #expect(!error.description.contains("\n"))
        }
    }

    @Test(
        "played through a file device, a script gives the WAV that render gives",
        .enabled(if: access("/usr/share/alsa/alsa.conf", R_OK) == 0),
        arguments: ["", "A=luna:pan=-0.6,B=rms:pan=0.25"])
    func player(voices: String) async throws {
        try await withFileDevice { output in
            let dialogue = Dialogue(turns: [
                turn(.a, .text("one two three. four"), .pause(seconds: 0.2)),
                turn(.b, .text("five six")),
            ])
            var bench = PlayerBench()
            try bench.cast.apply(voices)
            bench.send(dialogue)
            bench.player.send(.output(.device("parley_wav")))
            bench.player.send(.play(.all))
            let events = await bench.events { $0 == .stopped }
            #expect(events.contains(.output(description: "ALSA parley_wav", isAudible: true)))
            await bench.player.close()
            let bytes = try Data(contentsOf: URL(fileURLWithPath: output))
            #expect(bytes.starts(with: Array("RIFF".utf8)))
            #expect(bytes[22] == (voices.isEmpty ? 1 : 2))
            let heard = bytes.dropFirst(44).withUnsafeBytes {
                Array($0.bindMemory(to: Int16.self))
            }
            #expect(heard == (try await bench.rendered(dialogue)))
        }
    }

    @Test("an output that cannot be opened is told, and the player keeps the one it has")
    func opening() async throws {
        #expect(throws: PlaybackError.self) {
            try SoundOutput.device("parley_no_such_device").open()
        }
        for device in ALSADevice.available() { #expect(!device.name.isEmpty) }
        let bench = PlayerBench()
        bench.player.send(.output(.device("parley_no_such_device")))
        let events = await bench.events { if case .problem = $0 { true } else { false } }
        #expect(events.first == .output(description: "bench", isAudible: false))
        #expect(events.count == 2)
    }
}
