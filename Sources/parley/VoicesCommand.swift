import ArgumentParser
import Delivery
import Foundation
import Playback
import Script
import Synthesis

/// `parley voices`: who can speak, and what they sound like.
struct VoicesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "voices",
        abstract: "List the built-in voices, with an audible sample of each.")

    @Flag(help: "As JSON.")
    var json = false
    @Option(
        help: ArgumentHelp("Write NAME.wav for each voice into this folder.", valueName: "folder"))
    var samples: String?
    @Flag(help: "Play a sample of each voice.")
    var play = false
    @Option(help: ArgumentHelp("Other weights than those that ship.", valueName: "file"))
    var weights: String?

    private struct Listing: Encodable {
        var name: String
        /// The speaker who has this voice when nobody says otherwise.
        var speaker: String?
        var sample: String?
    }

    func run() async throws {
        var options = try VoiceOptions.parse([])
        options.weights = weights
        let engine = try SpeechEngine(options)
        if let samples {
            try FileManager.default.createDirectory(
                atPath: samples, withIntermediateDirectories: true)
        }
        var listings: [Listing] = []
        for (index, name) in engine.student.voiceNames.enumerated() {
            var listing = Listing(name: name)
            listing.speaker = Speaker(rawValue: index).map(\.name)
            if samples != nil || play {
                let sound = try await audition(name, engine: engine)
                if let samples {
                    let path = "\(samples)/\(name).wav"
                    try SoundFile.write(
                        sound, sampleRate: Double(Synthesizer.sampleRate), to: path)
                    listing.sample = path
                }
                if play { try await heard(sound) }
            }
            listings.append(listing)
        }
        try show(listings)
    }

    private func audition(_ name: String, engine: SpeechEngine) async throws -> [Float] {
        let greeting = "Hello, this is the voice called \(name). 大家好，很高兴认识你们。"
        let dialogue = Dialogue(turns: [
            Turn(speaker: .a, pieces: [.text(greeting)], line: 1, column: 1)
        ])
        var cast = engine.cast
        try cast.apply("A=\(name)")
        var sound: [Float] = []
        _ = try await engine.synthesizer.render(dialogue, cast: cast) { sound += $0.samples }
        return sound
    }

    private func heard(_ sound: [Float]) async throws {
        let sink = try ALSADevice(sampleRate: Synthesizer.sampleRate).sink
        try await sink.write(sound)
        try await sink.drain()
    }

    private func show(_ listings: [Listing]) throws {
        guard !json else { return try writeJSON(listings, to: "-") }
        for listing in listings {
            let speaker = listing.speaker.map { "  (speaker \($0))" } ?? ""
            let sample = listing.sample.map { "  \($0)" } ?? ""
            print("\(listing.name)\(speaker)\(sample)")
        }
        if samples == nil && !play {
            print("Hear them: parley voices --play, or parley voices --samples FOLDER")
        }
    }
}
