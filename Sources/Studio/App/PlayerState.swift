/// What is heard, and what is about to be.
struct PlayerState: Equatable, Sendable {
    var transport = Transport.stopped
    var playhead: Playhead?
    /// Repeated until told otherwise.
    var loopedTurn: Int?
    /// Asked for before the script or the voices were there.
    var pending: PlayRequest?
    /// The cursor was moved by hand, so it does not follow until the next play.
    var followIsSuspended = false
    /// Linear, 0…1.
    var peak: Float = 0
    var rms: Float = 0
    /// Newest last.
    var spectra: [[Float]] = []
    /// "ALSA default"; empty until the player has told.
    var output = ""
    var isAudible = true
    var streamURL: String?

    /// Spectra that are kept: about five seconds.
    static let spectrumLimit = 200

    var isSounding: Bool { transport == .playing || transport == .starting }
}

/// What the player does.
enum Transport: Equatable, Sendable {
    case stopped
    /// Asked to play; nothing has sounded yet.
    case starting
    case playing
    case paused
}

/// What to play, before it is known which turn that is.
enum PlayRequest: Equatable, Sendable {
    case all, fromCursor, onlyCursor
}
