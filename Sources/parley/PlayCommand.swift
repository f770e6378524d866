import ArgumentParser
import Foundation
import Playback
import RenderService
import Script
import Synthesis

/// `parley play`: a script to the loudspeaker, heard while it is rendered.
struct PlayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "play",
        abstract: "Speak a script to the loudspeaker, a command or a stream.",
        discussion: "On a machine without sound: --to-command 'ssh HOST aplay -q -f S16_LE "
            + "-r 24000 -', or --stream 7070 and open the address it prints, through "
            + "“ssh -L 7070:127.0.0.1:7070 HOST” where that is another machine.")

    @Argument(help: "The script; - for standard input.")
    var script: String
    @Option(help: "The ALSA device (“aplay -L” lists them).")
    var device: String?
    @Option(
        help: ArgumentHelp(
            "Give the sound (16-bit PCM, 24 kHz) to a shell command's standard input.",
            discussion: "Mono, unless the command asks for the number of channels: "
                + "'aplay -q -f S16_LE -r 24000 -c $PARLEY_CHANNELS -'.",
            valueName: "command"))
    var toCommand: String?
    @Option(
        help: ArgumentHelp(
            "Offer the sound as an HTTP stream on this machine; begins with the first listener.",
            valueName: "port"))
    var stream: Int?
    @OptionGroup var voice: VoiceOptions

    func validate() throws {
        let outputs = [device != nil, toCommand != nil, stream != nil].filter { $0 }
        guard outputs.count <= 1 else {
            throw ValidationError(
                "--device, --to-command and --stream exclude each other. Give one of them.")
        }
        guard (0...65_535).contains(stream ?? 0) else {
            throw ValidationError("--stream is \(stream ?? 0). Use 1 to 65535.")
        }
    }

    func run() async throws {
        let dialogue = try SpeechEngine.dialogue(at: script)
        let channelCount = try voice.channelCount(speaking: dialogue)
        // Then the output: without one, nothing else is worth loading.
        let sink = try await output(channelCount)
        do {
            try await play(dialogue, to: sink)
        } catch {
            _ = await sink.stop()
            await sink.close()
            throw error
        }
    }

    private func output(_ channelCount: Int) async throws -> AudioSink {
        if let stream {
            let server = try await StreamServer.start(port: stream, channelCount: channelCount)
            FileHandle.standardError.write(
                Data("stream: open \(server.url) to listen; waiting for somebody\n".utf8))
            await server.waitForListener()
            return server.sink
        }
        return try (toCommand.map { .command($0) } ?? SoundOutput.device(device ?? "default"))
            .open(sampleRate: Synthesizer.sampleRate, channelCount: channelCount)
    }

    private func play(_ dialogue: Dialogue, to sink: AudioSink) async throws {
        let session = RenderSession(
            dialogue, engine: try SpeechEngine(voice), channelCount: sink.channelCount)
        let finished = try await session.run { try await sink.write($0) }
        let statistics = finished.statistics
        try await sink.drain()
        let underruns = await sink.underrunCount()
        await sink.close()
        let gaps = underruns > 0 ? ", \(underruns) gaps" : ""
        print("\(sink.description): \(statistics.summary)\(gaps)")
    }
}
