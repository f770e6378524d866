import Playback
import Studio
import Synchronization

extension RatingMessage {
    /// What the player tells, as the session takes it.
    init(_ event: StimulusPlayer.Event) {
        switch event {
        case .heard(let tag, let sound, let seconds, let share):
            self = .heard(trial: tag, sound: sound, seconds: seconds, share: share)
        case .heardToEnd(let tag, let sound): self = .heardToEnd(trial: tag, sound: sound)
        case .ended(let tag): self = .playingEnded(trial: tag)
        case .failed(let reason): self = .playingFailed(reason: reason)
        }
    }
}

/// An output on its way from the thread that opened it.
final class Opened: Sendable {
    let sink = Mutex<AudioSink?>(nil)
}
