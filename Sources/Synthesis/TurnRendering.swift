import Script

/// The sound of one turn, made piece by piece when asked for.
///
/// It depends on the turn's words, the voice, the settings and the weights alone. Joined by the
/// silences of `TurnSpacing`, the turns of a dialogue are what `Synthesizer.render` makes of it.
public struct TurnRendering: Sendable {
    private let model: any AcousticModel
    private let settings: Synthesizer.Settings
    private let voice: ResolvedVoice
    private let turn: Turn
    private var walker: ScriptWalker
    private var sentence: (utterance: Utterance, renderer: SentenceRenderer)?
    private var silenceLeft = 0
    private var working = Duration.zero
    /// What has been made so far; whole once `next` has given nil.
    public private(set) var report = TurnReport()

    init(
        _ turn: Turn, voice: ResolvedVoice, model: any AcousticModel,
        settings: Synthesizer.Settings, read: @escaping Reader
    ) {
        self.turn = turn
        self.voice = voice
        self.model = model
        self.settings = settings
        walker = ScriptWalker(
            Dialogue(turns: [turn]), read: read, silence: SilenceRules(seed: settings.seed))
    }

    /// The next samples (mono, −1…1), at most some seconds of them; nil at the end.
    ///
    /// - Throws: `.unspeakable`.
    public mutating func next() throws(SynthesisError) -> [Float]? {
        let start = ContinuousClock.now
        defer {
            working += ContinuousClock.now - start
            report.renderSeconds = working.seconds
        }
        while true {
            if silenceLeft > 0 {
                let count = min(silenceLeft, Synthesizer.sampleRate)
                silenceLeft -= count
                return handedOver(Array(repeating: 0, count: count))
            }
            if let samples = nextOfSentence() {
                // Empty while the vocoder waits for more frames.
                if !samples.isEmpty { return handedOver(samples) }
            } else if try !beginSentence() {
                report.stages.frontEnd = walker.frontEndSeconds
                report.unreadable = walker.warnings.map(\.character)
                if report.hasBegun {
                    report.trailingPause = walker.explicitPause ?? 0
                } else {
                    report.leadingPause = walker.explicitPause ?? 0
                }
                return nil
            }
        }
    }

    /// Samples of the sentence under way; nil at its end, or where there is none.
    private mutating func nextOfSentence() -> [Float]? {
        guard var current = sentence else { return nil }
        // Moved out and back, so that the vocoder's buffers are not copied.
        sentence = nil
        guard let samples = current.renderer.next() else {
            report.sentenceCount += 1
            report.stages.student += current.renderer.times.student
            report.stages.vocoder += current.renderer.times.vocoder
            return nil
        }
        sentence = current
        return samples
    }

    /// Has the next sentence spoken; false at the end of the turn.
    private mutating func beginSentence() throws(SynthesisError) -> Bool {
        guard let utterance = try walker.next() else { return false }
        if report.hasBegun {
            silenceLeft = utterance.silence
        } else {
            report.leadingPause = utterance.silence
            report.hasBegun = true
        }
        sentence = (
            utterance,
            SentenceRenderer(utterance, voice: voice, model: model, settings: settings)
        )
        return true
    }

    private mutating func handedOver(_ samples: [Float]) -> [Float] {
        report.sampleCount += samples.count
        return samples
    }
}

/// What is known about one turn's sound.
public struct TurnReport: Equatable, Sendable {
    /// Without the pauses at its ends.
    public var sampleCount = 0
    public var sentenceCount = 0
    /// Whether a sentence has been begun; false to the end where there is nothing to say, as in a
    /// turn that is but a pause.
    public var hasBegun = false
    /// Samples of silence that the script asks for before the first sentence.
    public var leadingPause = 0
    /// Samples of silence that the script asks for after the last sentence.
    public var trailingPause = 0
    public var stages = StageTimes()
    /// Seconds spent on rendering it.
    public var renderSeconds = 0.0
    /// What was left out because it cannot be read aloud.
    public var unreadable: [Character] = []

    public init() {}

    public var audioSeconds: Double { Double(sampleCount) / Double(Synthesizer.sampleRate) }
    /// Computing time over sounding time.
    public var realTimeFactor: Double { renderSeconds / max(audioSeconds, 1e-9) }
}

/// The sound of one turn.
public struct TurnAudio: Sendable {
    /// Mono, −1…1; without the pauses at its ends.
    public var samples: [Float]
    public var report: TurnReport
}

extension Synthesizer {
    /// One turn's sound, to be made when asked for.
    ///
    /// - Throws: `.unknownVoice`.
    public func rendering(of turn: Turn, voice: Voice) throws(SynthesisError) -> TurnRendering {
        TurnRendering(
            turn, voice: try ResolvedVoice(voice, by: model), model: model, settings: settings,
            read: read)
    }

    /// One turn's whole sound.
    ///
    /// - Throws: `SynthesisError`; a turn with nothing to say is empty, and no error.
    public func renderTurn(_ turn: Turn, voice: Voice) throws(SynthesisError) -> TurnAudio {
        var rendering = try rendering(of: turn, voice: voice)
        var samples: [Float] = []
        while let chunk = try rendering.next() { samples += chunk }
        return TurnAudio(samples: samples, report: rendering.report)
    }

    /// What the sound of a turn depends on, for finding it again.
    ///
    /// - Parameter weights: stands for the model and the dictionary, where these can change.
    public func key(of turn: Turn, voice: Voice, weights: UInt64 = 0) -> TurnKey {
        TurnKey(turn, voice: voice, settings: settings, weights: weights)
    }
}
