import ArgumentParser
import Foundation
import RenderService
import StudentModel
import Studio
import StudioTerminal
import Synthesis

/// `parley studio`: write, cast, hear and measure a dialogue without leaving the terminal.
struct StudioCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "studio",
        abstract: "Open the studio: write, cast, hear and measure a dialogue.",
        discussion: "“parley” alone opens it too. F1 shows its keys.")

    @Argument(help: "The script to open; by itself a new one.")
    var script: String?
    @OptionGroup var voice: VoiceOptions

    func validate() throws {
        guard script != "-" else {
            throw ValidationError("The studio opens files. Save the script first, then name it.")
        }
    }

    func run() async throws {
        try await Self.run(script: script, isDemo: false, voice: voice)
    }

    static func run(script: String?, isDemo: Bool, voice: VoiceOptions) async throws {
        let services = StudioServices(
            loadEngine: { try StudioEngine(SpeechEngine(voice)) },
            openStream: { port, host in
                let server = try await StreamServer.start(
                    port: port, host: host, channelCount: 2)
                return StudioStream(url: server.url, sink: server.sink)
            })
        try await MainActor.run {
            let runner = try StudioRunner(
                path: script, isDemo: isDemo, environment: ProcessInfo.processInfo.environment,
                program: ProcessFacts.programPath, services: services)
            runner.run()
        }
    }
}

extension StudioEngine {
    /// The engine with its voices, as the studio shows them.
    fileprivate init(_ engine: SpeechEngine) {
        let student = engine.student
        let voices = student.voiceNames.indices.map {
            VoiceInfo(name: student.voiceNames[$0], embedding: student.embedding(ofVoiceAt: $0))
        }
        // Within one run neither the weights nor the dictionary change.
        self.init(synthesizer: engine.synthesizer, voices: voices, weights: 0)
    }
}
