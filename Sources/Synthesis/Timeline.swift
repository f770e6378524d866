import Script

/// Where on the time axis everything lands, and the report that grows with it.
struct Timeline {
    private let dialogue: Dialogue
    /// By speaker; nil for mono.
    private let placement: [Panning]?
    var report = RenderReport()
    private var openTurnIndex: Int?

    /// - Parameter placement: where each speaker stands; nil for mono.
    init(_ dialogue: Dialogue, placing placement: [Panning]? = nil) {
        self.dialogue = dialogue
        self.placement = placement
    }

    /// Hands over the silence before a sentence, without what the student pauses itself.
    mutating func emitSilence(
        before utterance: Utterance, _ onChunk: (Synthesizer.Chunk) async throws -> Void
    ) async throws {
        var left = utterance.silence
        while left > 0 {
            let count = min(left, Synthesizer.sampleRate)
            left -= count
            try await handOver(Array(repeating: 0, count: count), at: utterance, onChunk)
        }
        beginTurn(of: utterance)
    }

    /// Hands over samples of a sentence.
    mutating func emit(
        _ samples: [Float], of utterance: Utterance,
        _ onChunk: (Synthesizer.Chunk) async throws -> Void
    ) async throws {
        guard !samples.isEmpty else { return }
        try await handOver(samples, at: utterance, onChunk)
    }

    /// Notes the end of a sentence.
    mutating func finish(_ utterance: Utterance, times: StageTimes) {
        report.sentenceCount += 1
        report.stages.student += times.student
        report.stages.vocoder += times.vocoder
        report.turns[report.turns.count - 1].endSeconds = report.audioSeconds
    }

    private mutating func beginTurn(of utterance: Utterance) {
        guard openTurnIndex != utterance.turnIndex else { return }
        openTurnIndex = utterance.turnIndex
        let turn = dialogue.turns[utterance.turnIndex]
        report.turns.append(
            SpokenTurn(
                speaker: turn.speaker.name, text: turn.text,
                startSeconds: report.audioSeconds, endSeconds: report.audioSeconds))
    }

    private mutating func handOver(
        _ samples: [Float], at utterance: Utterance,
        _ onChunk: (Synthesizer.Chunk) async throws -> Void
    ) async throws {
        guard !Task.isCancelled else { throw SynthesisError.cancelled }
        report.sampleCount += samples.count
        let sound = placement?[utterance.speakerIndex].placed(samples) ?? samples
        try await onChunk(
            Synthesizer.Chunk(samples: sound, fractionDone: utterance.fractionDone))
    }
}
