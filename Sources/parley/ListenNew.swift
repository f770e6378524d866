import ArgumentParser
import Foundation
import Listening
import Script
import StudioTerminal
import Synchronization

/// `parley listen new`: a study from a session file, from folders, or from voices and a script.
struct ListenNew: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make a study: render or read the clips, level them, hide who made them.",
        discussion: """
            From a session file:    parley listen new session.toml -o study
            From folders of clips:  parley listen new --folder clips -o study
              (each folder in clips is a system, files of one name are one item)
            From voices and texts:  parley listen new --script talk.txt --voices A=Mei \\
                                      --voices A=Leo --flite slt -o study
              (each turn of the script is an item)
            """)

    @Argument(help: "The session file (docs/listening.md has its form).")
    var session: String?
    @Option(name: .shortAndLong, help: ArgumentHelp("The study's folder.", valueName: "folder"))
    var output: String
    @Option(help: ArgumentHelp("A folder of systems' folders of clips.", valueName: "folder"))
    var folder: String?
    @Option(help: ArgumentHelp("A script whose turns are the items.", valueName: "file"))
    var script: String?
    @Option(help: ArgumentHelp("A system: the studio's voices, cast so.", valueName: "cast"))
    var voices: [String] = []
    @Option(help: ArgumentHelp("A system: a voice of flite.", valueName: "voice"))
    var flite: [String] = []
    @Option(
        help: ArgumentHelp(
            "A system: a program that speaks {text} into {wav}.", valueName: "command"))
    var command: [String] = []
    @Option(help: ArgumentHelp("A system's role, as in slt=teacher.", valueName: "name=role"))
    var role: [String] = []
    @Option(help: "How to judge: acr, dcr, ccr, ab, abx, mushra or speaker.")
    var method: Listening.Method = .acr
    @Option(help: "The language of the rater's screen: en or zh.")
    var language: ScreenLanguage = .english
    @Option(help: "What the study is called.")
    var title = "Listening session"
    @Option(help: "How many raters are expected.")
    var raters = 5
    @Option(help: "Seed of all orders.")
    var seed: UInt64 = 1
    @Option(
        help: ArgumentHelp("The studio's weights, where no system names others.", valueName: "file")
    )
    var weights: String?

    func validate() throws {
        let ways = [session != nil, folder != nil, script != nil].count { $0 }
        guard ways == 1 else {
            throw ValidationError("Give one of a session file, --folder and --script.")
        }
    }

    func run() async throws {
        let speech = ListenSpeech(weights: weights)
        let plan = try plannedSession()
        let progress = ListenProgress()
        let maker = StudyMaker(
            plan,
            makers: StudyMaker.Makers(
                speak: { try await speech.speak($0, $1) },
                identify: { try speech.identify($0) },
                store: { study, path in try StudyStore.create(study, at: path).close() },
                toolVersion: "parley \(Parley.configuration.version)"),
            progress: { progress.show($0) })
        let made = try await maker.make(at: output)
        progress.clear()
        print(text(of: made, plan))
    }

    private func text(of made: StudyMaker.Summary, _ plan: Session) -> String {
        let study = made.study
        let items = Set(study.stimuli.map(\.item)).count
        let lowered =
            made.loudness < plan.loudness - 0.05
            ? " (not \(plan.loudness): the highest peak among the clips allows no more)" : ""
        return """
            \(output): \(study.systems.count) systems, \(items) items, \(made.clipCount) clips of \
            together \(Int(made.seconds.rounded())) s
            all clips: 24 kHz, mono, \(String(format: "%.1f", made.loudness)) LUFS\(lowered)
            raters: parley listen rate \(output) --rater NAME
            """
    }

    private func plannedSession() throws -> Session {
        if let session { return try SessionFile.session(at: session) }
        var plan = Session(title: title, method: method, language: language)
        plan.raterCount = raters
        plan.seed = seed
        if let folder { plan.systems = try SessionSystem.folders(in: folder) }
        plan.systems += voices.map {
            SessionSystem(name: $0, source: .voices(cast: $0, weights: nil))
        }
        plan.systems += flite.map { SessionSystem(name: "flite \($0)", source: .flite($0)) }
        plan.systems += command.map { SessionSystem(name: $0, source: .command($0)) }
        if let script { plan.items = try items(of: script) }
        try apply(role, to: &plan)
        return plan
    }

    private func items(of path: String) throws -> [SessionItem] {
        try SpeechEngine.dialogue(at: path).turns.enumerated().map { index, turn in
            let number = String(index + 1)
            let padded = String(repeating: "0", count: max(3 - number.count, 0)) + number
            return SessionItem(
                name: "turn-\(padded)", text: "\(turn)", speaker: turn.speaker.name)
        }
    }

    private func apply(_ roles: [String], to plan: inout Session) throws {
        for text in roles {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            let index = plan.systems.firstIndex { $0.name == parts.first }
            guard parts.count == 2, let role = System.Role(rawValue: parts[1]), let index else {
                let names = plan.systems.map(\.name).joined(separator: ", ")
                let roles = System.Role.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError(
                    "--role \(text): write NAME=ROLE, with a name of \(names) and a role of "
                        + "\(roles).")
            }
            plan.systems[index].role = role
        }
    }
}

extension Listening.Method: ExpressibleByArgument {}
extension ScreenLanguage: ExpressibleByArgument {}

/// The progress bar, from whatever thread makes the clips.
private final class ListenProgress: Sendable {
    private let bar = Mutex(ProgressBar())

    func show(_ fraction: Double) { bar.withLock { $0.show(fraction) } }
    func clear() { bar.withLock { $0.clear() } }
}
