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
        .enabled(if: access("/usr/share/alsa/alsa.conf", R_OK) == 0))
    func fileDevice() throws {
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
            let played = try run("play", ["--device", "parley_wav"])
            #expect(played.status == 0, "\(played.errors)")
            #expect(String(decoding: played.output, as: UTF8.self).hasPrefix("ALSA parley_wav: "))
            #expect(try run("render", ["-o", folder + "/written.wav"]).status == 0)
            let heard = try SoundFile.read(folder + "/heard.wav")
            let written = try SoundFile.read(folder + "/written.wav")
            #expect(heard.samples == written.samples && heard.sampleRate == written.sampleRate)
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
}
