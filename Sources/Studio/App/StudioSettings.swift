/// What the studio remembers from one start to the next.
public struct StudioSettings: Equatable, Sendable {
    public var theme = "dusk"
    /// Cells taken by characters of ambiguous width, such as “—” and “…”: 1 or 2.
    public var ambiguousWidth = 1
    /// Whether the cursor follows the sound.
    public var follows = true
    /// Whether long lines are folded.
    public var wraps = true
    public var output: OutputChoice?
    /// Where the panes meet, as a share of the width, 0.3…0.8; of wide screens.
    public var split = 0.62
    /// Voices saved under a name, as `Voice(parsing:)` reads them.
    public var savedVoices: [SavedVoice] = []
    /// The voices of A to D, as `Voice(parsing:)` reads them; empty for those of the model.
    public var cast: [String] = []
    /// Whether the welcome has been seen.
    public var hasSeenWelcome = false

    public init() {}
}

/// A voice under a name of its own.
public struct SavedVoice: Hashable, Sendable {
    public var name: String
    /// As `Voice.description` writes it.
    public var recipe: String

    public init(name: String, recipe: String) {
        self.name = name
        self.recipe = recipe
    }
}

/// What the studio can count on, found out once at the start.
public struct StudioSurroundings: Equatable, Sendable {
    /// Where it is false only ASCII is drawn.
    public var hasUTF8 = true
    public var colourCount = 256
    /// Opened at the start; nil for a new script.
    public var path: String?
    /// Runs by itself until a key is pressed.
    public var isDemo = false

    public init() {}
}
