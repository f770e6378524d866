import ArgumentParser
import Script
import StudentModel
import StudioTerminal
import Synthesis

/// The options of every command that speaks.
struct VoiceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Cast, such as A=NAME,B=0.6*NAME+0.4*OTHER,C=NAME:pitch=2:rate=1.1.",
            discussion: "Settings of a voice: pitch (semitones), rate, brightness (dB per octave), "
                + "gain (dB), pan (-1 left to 1 right; makes the sound stereo). “parley voices” lists the names.",
            valueName: "cast"))
    var voices = ""
    @Option(
        name: .customLong("cast"),
        help: ArgumentHelp(
            "Cast from a file that the studio wrote (:cast-export); --voices changes it.",
            valueName: "file"))
    var castFile: String?
    @Option(help: "Speed of everybody, 0.4 to 2.5.")
    var rate = 1.0
    @Option(help: "Seed of the pauses and the vocoder's noise.")
    var seed: UInt64 = 0
    @Option(help: "How frames become sound.")
    var vocoder = Vocoder.sourceGuided
    @Option(help: "Iterations of the vocoder (by itself 8 for source-guided, 32 for the others).")
    var iterations: Int?
    @Option(help: "Sentences worked on at once; the sound does not depend on it.")
    var threads = 1
    @Option(
        help: ArgumentHelp(
            "Pronunciations of words, one a line: WORD=PINYIN or phones.", valueName: "file"))
    var dictionary: String?
    @Option(help: ArgumentHelp("Other weights than those that ship.", valueName: "file"))
    var weights: String?
    @Option(
        help: ArgumentHelp(
            "int8, float16 or float32: what the weights are computed in (by itself what their "
                + "file holds).",
            discussion: "int8 is the fastest. Asking for more than the file holds adds no detail."))
    var precision: StudentPrecision?

    func validate() throws {
        guard (0.4...2.5).contains(rate) else {
            throw ValidationError("--rate is \(rate). Use 0.4 to 2.5.")
        }
        guard (0...200).contains(iterations ?? 0) else {
            throw ValidationError("--iterations is \(iterations ?? 0). Use 0 to 200.")
        }
        guard (1...64).contains(threads) else {
            throw ValidationError("--threads is \(threads). Use 1 to 64.")
        }
    }

    /// The channels that `dialogue` needs with these voices; known before any weights are loaded.
    func channelCount(speaking dialogue: Dialogue) throws -> Int {
        // What the voices without a recipe are called does not matter: they stand in the middle.
        try cast(ofVoices: ["any"]).channelCount(speaking: dialogue)
    }

    /// The cast of a model with these voices, changed as the options say.
    func cast(ofVoices names: [String]) throws -> Cast {
        var cast = Cast(voiceNames: names)
        if let castFile {
            for (speaker, voice) in try CastFile.read(castFile) { cast.assign(voice, to: speaker) }
        }
        try cast.apply(voices)
        return cast
    }

    var settings: Synthesizer.Settings {
        var settings = Synthesizer.Settings(vocoder: vocoder, iterations: iterations)
        settings.rate = rate
        settings.seed = seed
        settings.threadCount = threads
        return settings
    }
}

extension Vocoder: ExpressibleByArgument {}
extension StudentPrecision: ExpressibleByArgument {}
