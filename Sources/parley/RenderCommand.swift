import ArgumentParser
import Delivery
import Foundation
import Kernels
import Script
import Synthesis

/// `parley render`: a script into a sound file.
struct RenderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Speak a script into a sound file.",
        discussion: "The file appears when it is whole. The kind follows from the name's end: "
            + ".wav, .flac, .opus or .mp3. It is mono, or stereo where a voice that speaks has "
            + "a pan: --voices A=NAME:pan=-0.3,B=NAME:pan=0.3.")

    @Argument(help: "The script; - for standard input.")
    var script: String
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The sound file (by itself the script's name with .wav).", valueName: "file"))
    var output: String?
    @Option(
        help: ArgumentHelp(
            "Write raw PCM instead; - for standard output.",
            discussion: "Signed 16 bit, little-endian, 24 kHz; mono, or left and right in turn "
                + "where the sound is stereo: --channels fixes it for whoever reads.",
            valueName: "file"))
    var raw: String?
    @Option(
        help: ArgumentHelp(
            "1 for mono, 2 for stereo (by itself stereo where a voice has a pan).",
            valueName: "count"))
    var channels: Int?
    @Option(
        help: ArgumentHelp("Write statistics as JSON; - for standard output.", valueName: "file"))
    var stats: String?
    @OptionGroup var voice: VoiceOptions

    func validate() throws {
        if raw != nil && output != nil {
            throw ValidationError("-o and --raw exclude each other. Give one of them.")
        }
        guard (1...2).contains(channels ?? 1) else {
            throw ValidationError("--channels is \(channels ?? 1). Use 1 or 2.")
        }
        if output == "-" {
            throw ValidationError("-o needs a file. For standard output use --raw -.")
        }
        if raw == "-" && stats == "-" {
            throw ValidationError("--raw - and --stats - would mix. Give a file to one of them.")
        }
        if raw == "-" && ProcessFacts.isTerminal(STDOUT_FILENO) {
            throw ValidationError(
                "--raw - would fill the terminal. Pipe it: --raw - | aplay -f S16_LE -r 24000.")
        }
    }

    func run() async throws {
        // What can be refused is refused before anything is loaded.
        let target = raw ?? output ?? defaultOutput
        if raw == nil { _ = try SoundFormat(path: target) }
        let dialogue = try SpeechEngine.dialogue(at: script)
        let session = RenderSession(
            dialogue, engine: try SpeechEngine(voice), channelCount: channels)
        let finished: FinishedRender
        if target == "-" {
            finished = try await session.run { try writeToStandardOutput(pcm16Bytes(of: $0)) }
        } else if raw != nil {
            finished = try await renderRaw(session, to: target)
        } else {
            finished = try await renderSound(session, to: target)
        }
        let statistics = finished.statistics
        if let stats { try statistics.write(to: stats) }
        let line = "\(target == "-" ? "standard output" : target): \(statistics.summary)\n"
        let isOutputTaken = raw == "-" || stats == "-"
        (isOutputTaken ? FileHandle.standardError : .standardOutput).write(Data(line.utf8))
    }

    private func renderRaw(
        _ session: RenderSession, to path: String
    ) async throws -> FinishedRender {
        var file = try AtomicFile(path: path)
        let finished = try await session.run { try file.append(pcm16Bytes(of: $0)) }
        try file.commit()
        return finished
    }

    private func renderSound(
        _ session: RenderSession, to path: String
    ) async throws -> FinishedRender {
        var file = try SoundFileWriter(
            path: path, sampleRate: Double(Synthesizer.sampleRate),
            channelCount: session.channelCount)
        let finished = try await session.run { try file.append($0) }
        try file.commit()
        return finished
    }

    private var defaultOutput: String {
        guard script != "-" else { return "out.wav" }
        let name = URL(fileURLWithPath: script).deletingPathExtension().lastPathComponent
        return name + ".wav"
    }
}
