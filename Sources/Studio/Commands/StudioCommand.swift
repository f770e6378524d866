/// Something that can be done by name: typed after “:”, or bound to a key.
public struct StudioCommand: Sendable {
    public let name: String
    /// Other names it answers to.
    public let aliases: [String]
    /// Its arguments, for people: `[FILE]`.
    public let usage: String
    public let help: String
    /// Only for keys inside lists, prompts and questions.
    public let isHidden: Bool
    let arguments: ArgumentKind
    let run: @Sendable (inout StudioState, String) -> [Effect]

    init(
        _ name: String, aliases: [String] = [], usage: String = "", _ help: String,
        arguments: ArgumentKind = .none, isHidden: Bool = false,
        run: @escaping @Sendable (inout StudioState, String) -> [Effect]
    ) {
        self.name = name
        self.aliases = aliases
        self.usage = usage
        self.help = help
        self.isHidden = isHidden
        self.arguments = arguments
        self.run = run
    }

    /// Every command, by topic.
    public static let all: [StudioCommand] =
        playerCommands + fileCommands + editCommands + castCommands + viewCommands + keyCommands

    static func named(_ name: String) -> StudioCommand? { byName[name] }

    private static let byName: [String: StudioCommand] = {
        var byName: [String: StudioCommand] = [:]
        for command in all {
            for name in [command.name] + command.aliases { byName[name] = command }
        }
        return byName
    }()
}

/// What a command's argument can be, for completion.
enum ArgumentKind: Equatable, Sendable {
    case none
    case words([String])
    case file
    case theme
    case device
    case speakerAndVoice
    case speaker
    case setting
    case savedVoice
}

extension StudioState {
    /// Does what a line after “:” says.
    mutating func run(_ line: String) -> [Effect] {
        let line = trimmed(line)
        guard !line.isEmpty else { return [] }
        let name = String(line.prefix { $0 != " " })
        if let number = Int(name) { return run("goto \(number)") }
        guard let command = StudioCommand.named(name) else {
            warn("“\(name)” is no command. Press Tab after “:” for all of them.")
            return []
        }
        return command.run(&self, trimmed(String(line.dropFirst(name.count))))
    }

    mutating func say(_ text: String) { notice = Notice(text: text, kind: .plain) }
    mutating func report(_ text: String) { notice = Notice(text: text, kind: .success) }
    mutating func warn(_ text: String) { notice = Notice(text: text, kind: .warning) }
    mutating func complain(_ text: String) { notice = Notice(text: text, kind: .error) }
}

/// Without blanks at either end.
func trimmed(_ text: some StringProtocol) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
}

/// The first word and what follows the blanks after it.
func firstWord(_ text: String) -> (word: String, rest: String) {
    let word = text.prefix { $0 != " " }
    return (String(word), String(text.dropFirst(word.count).drop { $0 == " " }))
}
