/// Where a key means something.
public enum KeyContext: String, CaseIterable, Hashable, Sendable {
    /// In every pane, while writing too.
    case anywhere
    /// In every pane while no text is being typed.
    case steering
    /// In the script, listening: letters are commands.
    case listen
    /// In the script, writing: letters are text.
    case write
    case cast
    case voices
    case meters
    case prompt
    case help
    case picker
    case list
    case dialog

    /// For headings of the help.
    public var title: String {
        switch self {
        case .anywhere: "Everywhere"
        case .steering: "Everywhere but while writing"
        case .listen: "Script, listening"
        case .write: "Script, writing"
        case .cast: "Cast"
        case .voices: "Voices"
        case .meters: "Meters"
        case .prompt: "Command line"
        case .help: "Help"
        case .picker: "Files"
        case .list: "Lists"
        case .dialog: "Questions"
        }
    }
}

/// One line of the key table.
public struct KeyBinding: Sendable {
    /// All of them do it; the first is the one that is shown.
    public let keys: [Key]
    public let context: KeyContext
    /// What could be typed after “:”.
    public let command: String
    /// What it does, in a few words.
    public let help: String
    /// For the line of keys at the bottom; nil where it is not among the most needed.
    public let hint: String?

    init(
        _ keys: String, _ context: KeyContext, _ command: String, _ help: String,
        hint: String? = nil
    ) {
        self.keys = keys.split(separator: " ").compactMap { Key(name: String($0)) }
        self.context = context
        self.command = command
        self.help = help
        self.hint = hint
    }

    /// The keys as the help shows them.
    public var keyNames: String { keys.map(\.name).joined(separator: " ") }
}
