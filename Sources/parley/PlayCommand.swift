import ArgumentParser
import Foundation
import Playback
import Synthesis

/// `parley play`: a script to the loudspeaker, heard while it is rendered.
struct PlayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "play",
        abstract: "Speak a script to the loudspeaker or a command.",
        discussion: "On a machine without sound: --to-command 'ssh HOST aplay -q -f S16_LE "
            + "-r 24000 -'.")

    @Argument(help: "The script; - for standard input.")
    var script: String
    @Option(help: "The ALSA device (“aplay -L” lists them).")
    var device: String?
    @Option(
        help: ArgumentHelp(
            "Give the sound (16-bit PCM, 24 kHz, mono) to a shell command's standard input.",
            valueName: "command"))
    var toCommand: String?
    @OptionGroup var voice: VoiceOptions

    func validate() throws {
        guard device == nil || toCommand == nil else {
            throw ValidationError(
                "--device and --to-command exclude each other. Give one of them.")
        }
    }

    func run() async throws {
        // First the output: without one, nothing else is worth loading.
        let sink = try output()
        do {
            try await play(to: sink)
        } catch {
            _ = await sink.stop()
            await sink.close()
            throw error
        }
    }

    private func output() throws -> AudioSink {
        return try (toCommand.map { .command($0) } ?? SoundOutput.device(device ?? "default"))
            .open(sampleRate: Synthesizer.sampleRate)
    }

    private func play(to sink: AudioSink) async throws {
        let dialogue = try SpeechEngine.dialogue(at: script)
        let session = RenderSession(dialogue, engine: try SpeechEngine(voice))
        let finished = try await session.run { try await sink.write($0) }
        let statistics = finished.statistics
        try await sink.drain()
        let underruns = await sink.underrunCount()
        await sink.close()
        let gaps = underruns > 0 ? ", \(underruns) gaps" : ""
        print("\(sink.description): \(statistics.summary)\(gaps)")
    }
}
