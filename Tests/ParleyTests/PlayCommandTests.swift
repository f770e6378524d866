import Delivery
import Foundation
import Testing

@Suite(.serialized) struct PlayCommandTests {
    private let script = "[Speaker A] Good morning. [Speaker B] Good evening to you.\n"

    private func run(_ verb: String, _ arguments: [String]) throws -> CommandLineRun {
        try CommandLineRun(
            [verb, "-", "--iterations", "0", "--weights", CommandLineRun.weights] + arguments,
            input: script)
    }

    @Test(
        "through an ALSA file device a script becomes the samples that render writes",
        .enabled(if: access("/usr/share/alsa/alsa.conf", R_OK) == 0),
        arguments: [("A=luna", 1), ("A=luna:pan=-0.5,B=rms:pan=1", 2)])
    func fileDevice(voices: String, channelCount: Int) throws {
        try withTemporaryFolder { folder in
            let configuration = """
                </usr/share/alsa/alsa.conf>
                pcm.parley_wav { type file file "\(folder)/heard.wav" format "wav"
                                 slave.pcm { type null } }
                """
            try configuration.write(
                toFile: folder + "/asound.conf", atomically: true, encoding: .utf8)
            setenv("ALSA_CONFIG_PATH", folder + "/asound.conf", 1)
            defer { unsetenv("ALSA_CONFIG_PATH") }
            let played = try run("play", ["--device", "parley_wav", "--voices", voices])
            #expect(played.status == 0, "\(played.errors)")
            #expect(String(decoding: played.output, as: UTF8.self).hasPrefix("ALSA parley_wav: "))
            #expect(
                try run("render", ["-o", folder + "/written.wav", "--voices", voices]).status == 0)
            let heard = try SoundFile.readChannels(folder + "/heard.wav")
            let written = try SoundFile.readChannels(folder + "/written.wav")
            #expect(heard.samples == written.samples && heard.sampleRate == written.sampleRate)
            #expect(heard.channelCount == channelCount && written.channelCount == channelCount)
        }
    }

    @Test("a command gets what --raw writes")
    func command() throws {
        try withTemporaryFolder { folder in
            let played = try run("play", ["--to-command", "cat > '\(folder)/heard.pcm'"])
            #expect(played.status == 0, "\(played.errors)")
            _ = try run("render", ["--raw", folder + "/written.pcm"])
            let heard = try Data(contentsOf: URL(fileURLWithPath: folder + "/heard.pcm"))
            #expect(try heard == Data(contentsOf: URL(fileURLWithPath: folder + "/written.pcm")))
        }
    }

    @Test("what cannot play is refused with where, what and how to fix it")
    func failures() throws {
        let cases: [([String], Int32, String)] = [
            (["--to-command", "exit 3"], 1, "command “exit 3”: "),
            (["--device", "parley_no_such_device"], 1, "sound device “parley_no_such_device”: "),
            (["--device", "default", "--stream", "7070"], 2, "exclude each other"),
            (["--stream", "70000"], 2, "Use 1 to 65535"),
        ]
        for (arguments, status, message) in cases {
            let outcome = try run("play", arguments)
            #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
            #expect(outcome.errors.contains(message), "\(arguments): \(outcome.errors)")
        }
    }

    @Test("--channels decides, else a pan does; mono and stereo carry the same words")
    func channels() throws {
        try withTemporaryFolder { folder in
            func bytes(_ arguments: [String]) throws -> Data {
                let outcome = try run("render", ["--raw", folder + "/out.pcm"] + arguments)
                #expect(outcome.status == 0, "\(outcome.errors)")
                return try Data(contentsOf: URL(fileURLWithPath: folder + "/out.pcm"))
            }
            let mono = try bytes([])
            #expect(try bytes(["--voices", "C=luna:pan=1"]) == mono)
            #expect(try bytes(["--voices", "A=luna:pan=1", "--channels", "1"]) == mono)
            #expect(try bytes(["--voices", "A=luna:pan=1"]).count == 2 * mono.count)
            #expect(try bytes(["--channels", "2"]).count == 2 * mono.count)
            #expect(try run("render", ["--channels", "3"]).status == 2)
            let heard = try run(
                "play",
                ["--voices", "A=luna:pan=1", "--to-command", "cat > '\(folder)/heard.pcm'"])
            #expect(heard.status == 0)
            #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/heard.pcm")) == mono)
        }
    }
}
