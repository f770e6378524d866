import ArgumentParser
import Delivery
import Foundation

/// `parley check`: whether a sound file could be speech.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check that a sound file is speech: long enough, loud enough, not clipped.",
        discussion: "Exits 1 if it is not.")

    @Argument(help: "The sound file.")
    var file: String
    @Option(help: "Shortest length in seconds.")
    var atLeast = 0.2
    @Option(help: "Greatest length in seconds.")
    var atMost = 86_400.0

    func validate() throws {
        guard atLeast <= atMost else {
            throw ValidationError("--at-least is above --at-most. Swap them.")
        }
    }

    func run() throws {
        var sound = try SoundFile.readChannels(file)
        if sound.channelCount > 2 {
            let mono = try SoundFile.read(file)
            sound = (mono.samples, mono.sampleRate, 1)
        }
        let check = try SpeechCheck(
            sound.samples, sampleRate: sound.sampleRate, channelCount: sound.channelCount)
        print(
            String(
                format: "%.2f s, %.1f LUFS, true peak %.1f dBTP, %.0f %% pauses, %.3f %% clipped",
                check.seconds, check.loudness.integrated, check.loudness.truePeak,
                check.pauseShare * 100, check.clippedShare * 100))
        let objections = check.objections(duration: atLeast...atMost)
        guard objections.isEmpty else {
            let text =
                "\(file): not speech: \(objections.joined(separator: "; ")). "
                + "Listen to it, and render it again.\n"
            FileHandle.standardError.write(Data(text.utf8))
            throw ExitCode(1)
        }
    }
}
