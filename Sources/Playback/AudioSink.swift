/// Where sound goes: a loudspeaker, or whatever a test puts in its place.
public struct AudioSink: Sendable {
    /// Takes mono samples (−1…1), waiting until the device has room for all of them.
    public var write: @Sendable (_ samples: [Float]) async throws -> Void
    /// Waits until everything has been heard.
    public var drain: @Sendable () async throws -> Void
    /// Falls silent at once.
    public var stop: @Sendable () async -> Void

    public init(
        write: @escaping @Sendable (_ samples: [Float]) async throws -> Void,
        drain: @escaping @Sendable () async throws -> Void,
        stop: @escaping @Sendable () async -> Void
    ) {
        self.write = write
        self.drain = drain
        self.stop = stop
    }
}

/// What can go wrong with a loudspeaker.
public enum PlaybackError: Error, Equatable, CustomStringConvertible {
    case cannotOpen(device: String, reason: String)
    case cannotPlay(device: String, reason: String)

    public var description: String {
        switch self {
        case .cannotOpen(let device, let reason):
            "sound device “\(device)”: \(reason). Connect one, or save with "
                + "“parley render SCRIPT -o out.wav”, or send the sound elsewhere: "
                + "“parley render SCRIPT --raw - | ssh HOST aplay -f S16_LE -r 24000”."
        case .cannotPlay(let device, let reason):
            "sound device “\(device)”: stopped taking sound: \(reason). "
                + "Try again, or save with “parley render SCRIPT -o out.wav”."
        }
    }
}
