import Script
import Synthesis

/// Everything the studio knows; changed only by `update`, shown by `view`.
public struct StudioState: Equatable, Sendable {
    public var size: Size
    public var settings: StudioSettings
    public let surroundings: StudioSurroundings
    /// Seconds, as the last tick told.
    public internal(set) var clock = 0.0

    public init(
        size: Size, settings: StudioSettings = StudioSettings(),
        surroundings: StudioSurroundings = StudioSurroundings()
    ) {
        self.size = size
        self.settings = settings
        self.surroundings = surroundings
    }

    /// Seconds between ticks while something moves; nil while nothing does.
    public var frameInterval: Double? { nil }
}

/// What to do before the first message.
public func startEffects(_ state: inout StudioState) -> [Effect] {
    []
}

/// Takes in what happened, and says what has to be done about it.
public func update(_ state: inout StudioState, _ message: Message) -> [Effect] {
    switch message {
    case .input(.resized(let size)): state.size = size
    case .tick(let seconds): state.clock = seconds
    case .quitRequested: return [.quit(keepRecovery: true)]
    default: break
    }
    return []
}

/// The picture of the studio in a terminal of `size`.
public func view(_ state: StudioState, in size: Size) -> Screen {
    Screen(size)
}
