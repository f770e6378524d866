import Foundation
import Script
import Synthesis

/// One render under the eyes of a person: progress, Ctrl-C, the clock.
struct RenderSession {
    private let dialogue: Dialogue
    private let engine: SpeechEngine
    private let interruption: InterruptionFlag
    /// Of the sound: as asked for, else as the cast needs.
    let channelCount: Int

    /// From here on Ctrl-C ends the render in order; make the session before its output.
    init(_ dialogue: Dialogue, engine: SpeechEngine, channelCount: Int? = nil) {
        self.dialogue = dialogue
        self.engine = engine
        self.channelCount = channelCount ?? engine.cast.channelCount(speaking: dialogue)
        interruption = InterruptionFlag()
    }

    /// Speaks the dialogue and hands the samples over as they are made.
    ///
    /// - Throws: `SynthesisError.cancelled` soon after Ctrl-C, or what `take` throws.
    func run(_ take: ([Float]) async throws -> Void) async throws -> FinishedRender {
        var progress = ProgressBar()
        defer { progress.clear() }
        var firstAudioSeconds: Double?
        let report = try await engine.synthesizer.render(
            dialogue, cast: engine.cast, channelCount: channelCount
        ) { chunk in
            guard !interruption.isRaised else { throw SynthesisError.cancelled }
            try await take(chunk.samples)
            firstAudioSeconds = firstAudioSeconds ?? ProcessFacts.age
            progress.show(chunk.fractionDone)
        }
        progress.clear()
        for warning in report.warnings.prefix(20) {
            FileHandle.standardError.write(Data("warning: \(warning)\n".utf8))
        }
        return FinishedRender(
            report: report, channelCount: channelCount, firstAudioSeconds: firstAudioSeconds ?? 0)
    }
}

/// A render whose samples have all been handed over.
struct FinishedRender {
    let report: RenderReport
    let channelCount: Int
    let firstAudioSeconds: Double

    /// Up to this moment, by the clock of the process; ask once the output is complete.
    var statistics: RenderStatistics {
        RenderStatistics(
            report, channelCount: channelCount, wallSeconds: ProcessFacts.age,
            firstAudioSeconds: firstAudioSeconds)
    }
}
