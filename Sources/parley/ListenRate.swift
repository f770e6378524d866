import ArgumentParser
import Foundation
import Listening
import Playback
import RenderService
import Studio
import StudioTerminal
import Synthesis

/// `parley listen rate`: a rater's session in the terminal.
struct ListenRate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rate",
        abstract: "Rate a study's clips; stop at any time and go on at the very next clip.",
        discussion: "Several raters may rate at once, each in a terminal and under a name. On a "
            + "machine without sound: --to-command 'ssh HOST aplay -q -f S16_LE -r 24000 -', or "
            + "--stream 7070 and open the address on the first screen, through “ssh -L "
            + "7070:127.0.0.1:7070 HOST” where that is another machine.")

    @Argument(help: "The study: its folder.")
    var study: String
    @Option(help: "Who rates (by itself your login name).")
    var rater: String?
    @OptionGroup var output: ListenOutput
    @Option(help: "The language of the screen, en or zh (by itself the study's).")
    var language: ScreenLanguage?
    @Flag(help: "Say at the end how long storing an answer took.")
    var timings = false

    func run() async throws {
        let place = StudyPlace(study)
        let desk = try RatingDesk(place, name: rater ?? NSUserName())
        try desk.checkClips()
        let sink = try await output.open()
        let language = language
        let slowest: Double
        do {
            slowest = try await MainActor.run {
                let runner = try RatingRunner(
                    environment: ProcessInfo.processInfo.environment,
                    program: ProcessFacts.programPath, sink: sink,
                    services: desk.services(reopenOutput: output.open)
                ) { glyphs, textWidth in
                    desk.state(language: language, glyphs: glyphs, textWidth: textWidth)
                }
                runner.run()
                return runner.slowestStore
            }
        } catch {
            await sink.close()
            throw error
        }
        print(try desk.summary(study: study))
        if timings, slowest > 0 {
            print("slowest store: \(String(format: "%.1f", slowest)) ms")
        }
    }
}

/// Where a rater's sound goes; one of the studio's outputs.
struct ListenOutput: ParsableArguments, Sendable {
    @Option(help: "The ALSA device (“aplay -L” lists them).")
    var device: String?
    @Option(
        help: ArgumentHelp(
            "Give the sound (16-bit PCM, 24 kHz, mono) to a shell command's standard input.",
            valueName: "command"))
    var toCommand: String?
    @Option(
        help: ArgumentHelp("Offer the sound as an HTTP stream on this machine.", valueName: "port"))
    var stream: Int?
    @Flag(help: "Play to nobody, to try things out.")
    var silent = false

    func validate() throws {
        let outputs = [device != nil, toCommand != nil, stream != nil, silent].count { $0 }
        guard outputs <= 1 else {
            throw ValidationError(
                "--device, --to-command, --stream and --silent exclude each other. Give one.")
        }
        guard (0...65_535).contains(stream ?? 0) else {
            throw ValidationError("--stream is \(stream ?? 0). Use 1 to 65535.")
        }
    }

    /// Opens it.
    ///
    /// - Throws: `PlaybackError`, `StreamError`; never falls back to silence, for what nobody hears
    ///   nobody can rate.
    func open() async throws -> AudioSink {
        if let stream {
            let server = try await StreamServer.start(port: stream)
            var sink = server.sink
            let write = sink.write
            sink.description = "open \(server.url) to listen"
            // A clip that nobody hears must not count as heard.
            sink.write = { samples in
                await server.waitForListener()
                try await write(samples)
            }
            return sink
        }
        let rate = Synthesizer.sampleRate
        if silent { return try SoundOutput.silent.open(sampleRate: rate) }
        if let toCommand { return try SoundOutput.command(toCommand).open(sampleRate: rate) }
        let opened = Result { () throws(PlaybackError) in
            try SoundOutput.device(device ?? "default").open(sampleRate: rate)
        }
        if case .failure(.cannotOpen(let device, let reason)) = opened {
            throw ListenOutputError(device: device, reason: reason)
        }
        return try opened.get()
    }
}

/// No sound card, in the words of somebody who wants to rate.
struct ListenOutputError: Error, CustomStringConvertible {
    let device: String
    let reason: String

    var description: String {
        "sound device “\(device)”: \(reason). Connect one, or send the sound elsewhere: "
            + "--to-command 'ssh HOST aplay -q -f S16_LE -r 24000 -', or --stream 7070."
    }
}
