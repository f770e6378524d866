import ArgumentParser
import Foundation
import Playback
import Synthesis

/// `parley play`: a script to the loudspeaker, heard while it is rendered.
struct PlayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "play",
        abstract: "Speak a script to the loudspeaker.")

    @Argument(help: "The script; - for standard input.")
    var script: String
    @Option(help: "The ALSA device.")
    var device = "default"
    @OptionGroup var voice: VoiceOptions

    func run() async throws {
        // First the device: without one, nothing else is worth loading.
        let alsa = try ALSADevice(name: device, sampleRate: Synthesizer.sampleRate)
        let sink = alsa.sink
        let dialogue = try SpeechEngine.dialogue(at: script)
        let session = RenderSession(dialogue, engine: try SpeechEngine(voice))
        let finished: FinishedRender
        do {
            finished = try await session.run { try await sink.write($0) }
        } catch {
            await sink.stop()
            throw error
        }
        let statistics = finished.statistics
        try await sink.drain()
        let underruns = await alsa.underrunCount
        let gaps = underruns > 0 ? ", \(underruns) gaps" : ""
        print("\(device): \(statistics.summary)\(gaps)")
    }
}
