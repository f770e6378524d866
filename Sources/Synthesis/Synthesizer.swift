import Phonemes
import Script
import StudentModel

/// A dialogue in, finished speech out, sentence by sentence in constant memory.
///
/// The same dialogue, cast and settings give the same samples on every run and for any number of
/// threads: a turn depends on nothing but itself and the seed, wherever it stands.
public struct Synthesizer: Sendable {
    /// Hz.
    public static let sampleRate = 24_000

    /// Brings the teachers' level, as the student learnt it, to that of a podcast.
    static let masterGain: Float = 1.6

    public struct Settings: Hashable, Sendable {
        /// Varies the pauses and the vocoder's noise, nothing else.
        public var seed: UInt64 = 0
        /// Speed of everybody, 1 as taught.
        public var rate = 1.0
        public var vocoder: Vocoder
        public var iterations: Int
        /// How many sentences are worked on at once.
        public var threadCount = 1

        public init(vocoder: Vocoder = .sourceGuided, iterations: Int? = nil) {
            self.vocoder = vocoder
            self.iterations = iterations ?? vocoder.defaultIterations
        }
    }

    /// A piece of the finished sound, in order and without gaps.
    public struct Chunk: Sendable {
        /// −1…1; pairs of left and right where the render has two channels.
        public var samples: [Float]
        /// How much of the script has been spoken, 0…1.
        public var fractionDone: Double
    }

    let model: any AcousticModel
    let read: Reader
    /// What it was made with.
    public let settings: Settings

    public init(model: any AcousticModel, settings: Settings = Settings(), read: @escaping Reader) {
        self.model = model
        self.read = read
        self.settings = settings
    }

    /// Speaks `dialogue` and hands over the sound as it is made.
    ///
    /// - Parameters:
    ///   - channelCount: 1 leaves out where voices stand between the loudspeakers, 2 places them;
    ///     `Cast.channelCount(speaking:)` says what the dialogue needs.
    ///   - onChunk: takes the sound; what it throws ends the render.
    /// - Throws: `SynthesisError`, or what `onChunk` threw; `.cancelled` after the task's
    ///   cancellation, at the next chunk.
    public func render(
        _ dialogue: Dialogue, cast: Cast, channelCount: Int = 1,
        onChunk: (Chunk) async throws -> Void
    ) async throws -> RenderReport {
        precondition((1...2).contains(channelCount), "render: \(channelCount) channels")
        let voices = try cast.resolved(by: model)
        var walker = ScriptWalker(dialogue, read: read, silence: SilenceRules(seed: settings.seed))
        var timeline = Timeline(
            dialogue, placing: channelCount == 2 ? cast.voices.map { Panning($0.pan) } : nil)
        if settings.threadCount > 1 {
            try await renderConcurrently(&walker, voices, &timeline, onChunk)
        } else {
            try await renderInOrder(&walker, voices, &timeline, onChunk)
        }
        timeline.report.stages.frontEnd = walker.frontEndSeconds
        timeline.report.warnings = walker.warnings
        guard timeline.report.sentenceCount > 0 else { throw SynthesisError.nothingToSay }
        return timeline.report
    }

    private func renderInOrder(
        _ walker: inout ScriptWalker, _ voices: [ResolvedVoice], _ timeline: inout Timeline,
        _ onChunk: (Chunk) async throws -> Void
    ) async throws {
        while let utterance = try walker.next() {
            var renderer = SentenceRenderer(
                utterance, voice: voices[utterance.speakerIndex], model: model, settings: settings)
            try await timeline.emitSilence(before: utterance, onChunk)
            while let samples = renderer.next() {
                try await timeline.emit(samples, of: utterance, onChunk)
            }
            timeline.finish(utterance, times: renderer.times)
        }
    }

    /// Works on several sentences at once and hands them over in order, at most a few ahead.
    private func renderConcurrently(
        _ walker: inout ScriptWalker, _ voices: [ResolvedVoice], _ timeline: inout Timeline,
        _ onChunk: (Chunk) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: FinishedSentence.self) { group in
            var running = 0
            var started = 0
            var emitted = 0
            var waiting: [Int: FinishedSentence] = [:]
            var isAtEnd = false
            while true {
                while !isAtEnd, running < settings.threadCount,
                    started - emitted < 2 * settings.threadCount + 2
                {
                    guard let utterance = try walker.next() else {
                        isAtEnd = true
                        break
                    }
                    let voice = voices[utterance.speakerIndex]
                    group.addTask { FinishedSentence(utterance, voice, model, settings) }
                    running += 1
                    started += 1
                }
                guard let finished = try await group.next() else { break }
                running -= 1
                waiting[finished.utterance.index] = finished
                while let sentence = waiting.removeValue(forKey: emitted) {
                    try await timeline.emitSilence(before: sentence.utterance, onChunk)
                    try await timeline.emit(sentence.samples, of: sentence.utterance, onChunk)
                    timeline.finish(sentence.utterance, times: sentence.times)
                    emitted += 1
                }
            }
        }
    }
}

/// A sentence that another thread has spoken.
private struct FinishedSentence: Sendable {
    let utterance: Utterance
    var samples: [Float] = []
    let times: StageTimes

    init(
        _ utterance: Utterance, _ voice: ResolvedVoice, _ model: any AcousticModel,
        _ settings: Synthesizer.Settings
    ) {
        self.utterance = utterance
        var renderer = SentenceRenderer(utterance, voice: voice, model: model, settings: settings)
        samples.reserveCapacity(renderer.sampleCount)
        while let chunk = renderer.next() { samples += chunk }
        times = renderer.times
    }
}
