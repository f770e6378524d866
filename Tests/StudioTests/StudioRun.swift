import Script
import Synthesis

@testable import Studio

/// A studio as a value with a shell that answers at once: what a test does to it, and what it asks.
struct StudioRun {
    var state: StudioState
    /// Everything asked for so far, the reading of scripts left out.
    var effects: [Effect] = []

    static let english = """
        # Two speakers in English: the lighthouse.
        [Speaker A] Here's a story I can't stop telling people.
        [Speaker B] I'm already on his side. Go on.
        [Speaker A] So, his one duty is simple. Light the lamp at sunset, put it out at dawn. For \
        nineteen years, he never misses a night.
        [Speaker B] And then he misses a night.
        [Speaker A] No! He misses a morning. [pause 0.6s] Fog.

        """

    static let chinese = """
        # 中文，两个人：一碗早餐面能有多讲究。
        [Speaker A] 今天我想问你一个很严肃的问题。
        [Speaker B] 你说，我准备好了。
        [Speaker A] 早上六点，你愿意为了一碗面，坐四十分钟的公共汽车吗？老板姓何，七十三岁，每天只卖一百碗。
        [Speaker B] 等一下，是什么面？[pause 0.5s]also，几点开门？
        [Speaker A] 你看，你没有说不愿意，你只是问是什么面！

        """

    static let voices = [
        VoiceInfo(name: "Mei", embedding: [1, 0.2, 0, 0.1]),
        VoiceInfo(name: "Leo", embedding: [-1, 0.6, 0.1, 0]),
        VoiceInfo(name: "Vera", embedding: [0.7, -0.8, 0, 0.1]),
        VoiceInfo(name: "Ian", embedding: [-0.8, -0.5, 0, -0.1]),
    ]

    static let stamp = FileStamp(modified: 1, byteCount: 10, hash: 7)

    /// A studio with a script that was opened, its voices loaded.
    init(
        _ text: String? = StudioRun.english, columns: Int = 80, rows: Int = 24,
        settings: StudioSettings? = nil, surroundings: StudioSurroundings = StudioSurroundings(),
        hasVoices: Bool = true
    ) {
        var given = settings ?? StudioSettings()
        given.hasSeenWelcome = settings?.hasSeenWelcome ?? true
        var place = surroundings
        if text != nil, !place.isDemo { place.path = "shows/story.txt" }
        state = StudioState(
            size: Size(columns: columns, rows: rows), settings: given, surroundings: place)
        take(startEffects(&state))
        if hasVoices { send(.voicesLoaded(Self.voices)) }
        if let text {
            send(.fileOpened(path: "shows/story.txt", text: text, stamp: Self.stamp))
        }
        effects = []
    }

    mutating func send(_ message: Message) { take(update(&state, message)) }

    /// Presses keys by their names in the key table.
    mutating func press(_ names: String...) {
        for name in names {
            guard let key = Key(name: name) else {
                preconditionFailure("StudioRun: no key is called \(name)")
            }
            send(.input(.key(key)))
        }
    }

    /// Types text, a key for each character.
    mutating func type(_ text: String) {
        for character in text { send(.input(.key(Key(.character(character))))) }
    }

    /// Runs a command line.
    mutating func command(_ line: String) {
        effects = []
        take(state.run(line))
    }

    var text: String { state.editor.document.text }
    var notice: String { state.notice?.text ?? "" }
    var orders: [PlayerOrder] {
        effects.compactMap { if case .player(let order) = $0 { order } else { nil } }
    }

    /// The screen as text, at the size of the studio.
    var screen: String { view(state, in: state.size).text }

    private mutating func take(_ new: [Effect]) {
        for effect in new {
            if case .readScript(let text, let version, let earlier, let earlierVersion) = effect {
                let report = ScriptReport(
                    reading: text, version: version, after: (earlier, earlierVersion))
                send(.scriptRead(report))
            } else {
                effects.append(effect)
            }
        }
    }
}

extension StudioRun {
    /// All turns rendered, the second one playing.
    mutating func playSecondTurn() {
        for index in state.script.dialogue.turns.indices {
            send(.player(.turnState(index: index, .ready(seconds: 2.5 + Double(index)))))
            send(.player(.loudness(index: index, lufs: -16.2)))
            let peaks = (0..<120).map { cell -> Float in
                let phrase = Float(cell % 30) / 30
                return phrase < 0.85 ? 0.15 + 0.5 * phrase * Float(1 + cell % 3) / 3 : 0
            }
            send(.player(.waveform(index: index, peaks: peaks)))
        }
        send(.player(.output(description: "ALSA default", isAudible: true)))
        press("Space")
        var measured = RenderMeters()
        for turn in 1...12 {
            measured.lastTurn = 0.010 + 0.001 * Double(turn * 7 % 5)
            measured.whole = 0.0118
            measured.firstAudioSeconds = 0.038
            measured.frontEndSeconds = 0.006
            measured.studentSeconds = 0.061
            measured.vocoderSeconds = 0.033
            measured.renderedTurnCount = turn
            measured.cacheBytes = 3_200_000
            send(.player(.meters(measured)))
        }
        send(.resources(ResourceUse(resident: 84_000_000, peak: 97_000_000, cpu: 0.12)))
        for frame in 0..<90 {
            let bands = (0..<32).map { band -> Float in
                let distance = abs(band - (frame * 3 % 40) / 2)
                return max(0, 0.95 - Float(distance) / 9)
            }
            send(.player(.spectrum(bands)))
        }
        send(.player(.level(peak: 0.5, rms: 0.2)))
        send(
            .player(
                .position(
                    Playhead(turn: 1, turnSeconds: 1.4, seconds: 3.9, totalSeconds: 22.5))))
    }
}
