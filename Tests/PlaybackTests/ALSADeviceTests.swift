import Foundation
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
}
