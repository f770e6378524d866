import Delivery
import Script
import Studio
import Synthesis

/// A whole render into a file, beside the playing.
final class RenderJob: Sendable {
    private let task: Task<Void, Never>

    /// Starts it; it tells how it goes.
    init(
        _ dialogue: Dialogue, _ cast: Cast, synthesizer: Synthesizer, path: String,
        mailbox: Mailbox
    ) {
        task = Task.detached(priority: .utility) {
            do {
                let start = monotonicSeconds()
                let channelCount = cast.channelCount(speaking: dialogue)
                var file = try SoundFileWriter(
                    path: path, sampleRate: Double(Synthesizer.sampleRate),
                    channelCount: channelCount)
                var lastTold = start
                let report = try await synthesizer.render(
                    dialogue, cast: cast, channelCount: channelCount
                ) { chunk in
                    try file.append(chunk.samples)
                    let now = monotonicSeconds()
                    guard now - lastTold > 0.1 else { return }
                    lastTold = now
                    mailbox.post(.renderProgress(fractionDone: chunk.fractionDone))
                }
                try file.commit()
                let seconds = report.audioSeconds
                mailbox.post(
                    .renderFinished(
                        path: path, audioSeconds: seconds,
                        realTimeFactor: (monotonicSeconds() - start) / max(seconds, 1e-3)))
            } catch SynthesisError.cancelled {
                mailbox.post(.renderFailed(message: "\(path): not rendered, as you wished."))
            } catch {
                mailbox.post(.renderFailed(message: "\(error)"))
            }
        }
    }

    func cancel() { task.cancel() }
}
