import ArgumentParser
import Foundation
import Synthesis

/// The command line's root: one subcommand a file.
@main
struct Parley: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parley",
        abstract: "A podcast studio for the terminal: a dialogue in, finished speech out.",
        version: "0.1.0",
        subcommands: [
            StudioCommand.self, DemoCommand.self, RenderCommand.self, PlayCommand.self,
            VoicesCommand.self, ScriptCommand.self, ListenCommand.self, DistillCommand.self,
            BenchCommand.self, DoctorCommand.self, CheckCommand.self,
        ])

    /// Runs the command; exits 0, 1 for bad input or a failing machine, 2 for wrong usage, and 130
    /// after Ctrl-C. (The library's own exit status for usage is 64.)
    static func main() async {
        ProcessFacts.noteStart()
        // A reader that leaves early is an error like any other, not a silent death.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            finish(with: error)
        }
    }

    /// Without any, and with a person at both ends, the studio opens.
    private static var arguments: [String] {
        let given = Array(CommandLine.arguments.dropFirst())
        let isAttended =
            ProcessFacts.isTerminal(STDIN_FILENO) && ProcessFacts.isTerminal(STDOUT_FILENO)
        return given.isEmpty && isAttended ? ["studio"] : given
    }

    private static func finish(with error: any Error) -> Never {
        let status = exitCode(for: error)
        let text = fullMessage(for: error)
        if !text.isEmpty {
            let stream = status.isSuccess ? FileHandle.standardOutput : FileHandle.standardError
            stream.write(Data((text + "\n").utf8))
        }
        if let error = error as? SynthesisError, error == .cancelled { Foundation.exit(130) }
        Foundation.exit(status == .validationFailure ? 2 : status.rawValue)
    }
}
