import ArgumentParser

/// `parley demo`: the studio shows itself.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "A tour that runs by itself, with large counters, until a key is pressed.",
        discussion: "It renders and plays a sample turn by turn and begins again. Works without "
            + "colour, without sound and over ssh.")

    @OptionGroup var voice: VoiceOptions

    func run() async throws {
        try await StudioCommand.run(script: nil, isDemo: true, voice: voice)
    }
}
