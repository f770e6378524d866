import ArgumentParser

/// The command line's root: one subcommand a file.
@main
struct Parley: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parley",
        abstract: "A podcast studio for the terminal: a dialogue in, finished speech out.",
        version: "0.1.0",
        subcommands: [ScriptCommand.self, DistillCommand.self])
}
