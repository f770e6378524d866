import Script
import Synthesis

/// Everything the studio knows; changed only by `update`, shown by `view`.
public struct StudioState: Equatable, Sendable {
    public internal(set) var size: Size
    public internal(set) var settings: StudioSettings
    public let surroundings: StudioSurroundings
    /// Seconds, as the last tick told.
    public internal(set) var clock = 0.0

    var editor = Editor()
    /// Added to the version of the text, so that no two texts ever share one.
    var versionBase = 0
    var file = ScriptFile()
    var script = ScriptProgress()
    var cast = CastState()
    var player = PlayerState()
    var meters = MeterState()

    var pane = Pane.script
    var mode = Mode.listen
    var overlay: Overlay?
    var prompt: Prompt?
    var notice: Notice?
    var commandHistory: [String] = []
    var themes: [String] = []
    /// Sound cards that were found to work.
    var devices: [String] = []
    /// What was seen in a folder last, for completing names.
    var listing: Listing?
    var demo: Demo?
    /// Where the terminal's mouse went down, while it is held.
    var drag: Drag?

    public init(
        size: Size, settings: StudioSettings = StudioSettings(),
        surroundings: StudioSurroundings = StudioSurroundings()
    ) {
        self.size = size
        self.settings = settings
        self.surroundings = surroundings
        if surroundings.isDemo { demo = Demo() }
        applyEditorSettings()
    }

    /// Where the script is saved; nil before it has a name.
    public var path: String? { file.path }

    /// Whether quitting now would lose something that is in no file of the user's.
    public var hasUnsavedChanges: Bool { editor.revision != file.savedRevision }

    /// Seconds between ticks while something moves; nil while nothing does.
    public var frameInterval: Double? { demo == nil ? nil : 0.25 }

    /// Only ASCII where the terminal knows no more.
    var glyphs: Glyphs { surroundings.hasUTF8 ? .unicode : .ascii }
    var textWidth: TextWidth {
        TextWidth(ambiguous: AmbiguousWidth(rawValue: settings.ambiguousWidth) ?? .narrow)
    }
}

/// What fills the main part of the screen.
public enum Pane: String, CaseIterable, Sendable {
    case script, cast, meters

    /// For the tabs.
    var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}

/// What letters do in the script.
public enum Mode: String, Sendable {
    /// They are commands.
    case listen
    /// They are text.
    case write
}

/// A line for the user, gone after a while.
struct Notice: Equatable, Sendable {
    enum Kind: Equatable, Sendable { case plain, success, warning, error }

    var text: String
    var kind: Kind
    /// When it goes; nil until the next tick sets it.
    var ends: Double?
}

/// What is in a folder.
struct Listing: Equatable, Sendable {
    var folder: String
    var entries: [FolderEntry]
}

/// A running drag of the mouse.
enum Drag: Equatable, Sendable {
    case selecting
    case movingSplit
}

/// What lies over the panes and takes the keys.
enum Overlay: Equatable, Sendable {
    case welcome
    case help(ScrollList)
    case picker(Picker)
    case themes(ThemeChoice)
    case devices(ScrollList)
    case voices(ScrollList)
    case dialog(Dialog)
}

/// A position in a list that may be longer than its window.
struct ScrollList: Equatable, Sendable {
    var index = 0

    mutating func move(by step: Int, count: Int) {
        index = min(max(index + step, 0), max(count - 1, 0))
    }
}

/// Themes to try; leaving restores the one before.
struct ThemeChoice: Equatable, Sendable {
    var list = ScrollList()
    var before: String
}
