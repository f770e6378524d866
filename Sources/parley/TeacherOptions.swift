import ArgumentParser
import Distillation
import Foundation

/// Which teacher from outside speaks, and how patient to be with it.
struct TeacherOptions: ParsableArguments {
    /// The shapes of services that `--teacher-url` may have.
    enum API: String, ExpressibleByArgument, CaseIterable {
        case openai, gradio
    }

    @Option(
        help: ArgumentHelp(
            "A program that speaks instead of the cast, such as 'flite -voice {voice} -t {text} "
                + "-o {wav}'. Find the times afterwards with `distill align --data`."))
    var teacherCommand: String?
    @Option(
        help: ArgumentHelp(
            "A service that speaks instead of the cast. A key goes into the environment variable "
                + "PARLEY_TEACHER_KEY."))
    var teacherURL: String?
    @Option(help: "The shape of the service: openai (POST /v1/audio/speech) or gradio.")
    var api = API.openai
    @Option(help: "The model to ask an openai service for.")
    var model = "tts-1"
    @Option(help: "The API name of a gradio function.")
    var endpoint: String?
    @Option(
        help: ArgumentHelp(
            "The inputs of a gradio function, a JSON array with {text} and {voice} in it."))
    var inputs = #"["{text}"]"#
    @Option(help: "A folder of recordings with LJSpeech's metadata.csv.")
    var teacherFolder: String?
    @Option(help: "A folder of records that a hook wrote inside a teacher (docs/teachers.md).")
    var records: String?
    @Option(help: "The teacher's names of the voices of speakers A to D, with commas between.")
    var voices: String?
    @Option(help: "Names for the speakers in the dataset, with commas between.")
    var speakers: String?
    @Option(help: "Seconds that a teacher may take for one text.")
    var timeout = 120.0
    @Option(help: "How often a text is tried.")
    var attempts = 4
    @Option(help: "Seconds before the second try; each later wait is twice as long.")
    var backoff = 1.0
    @Option(help: "The factor by which speech may be shorter or longer than its text needs.")
    var lengthTolerance = 2.5
    @Option(help: "Stop after so many failed texts in a row; 0 for never.")
    var giveUpAfter = 20
    @Flag(help: "Try the texts in quarantine again.")
    var retryQuarantined = false

    func validate() throws {
        let given = [teacherCommand, teacherURL, teacherFolder, records].compactMap { $0 }
        guard given.count <= 1 else {
            throw ValidationError(
                "Give one of --teacher-command, --teacher-url, --teacher-folder and --records.")
        }
        guard teacherURL == nil || api == .openai || endpoint != nil else {
            throw ValidationError("--api gradio needs --endpoint: the function's API name.")
        }
        guard attempts >= 1, timeout > 0, backoff >= 0, lengthTolerance > 1, giveUpAfter >= 0 else {
            throw ValidationError(
                "--attempts is 1 or more, --timeout above 0, --length-tolerance above 1, "
                    + "--backoff and --give-up-after not below 0.")
        }
    }

    func apply(to order: inout LabelRun) throws {
        order.teacher = try teacher()
        order.recordsPath = records
        order.voices = Self.list(voices)
        order.speakerNames = Self.list(speakers)
        order.patience.retries.attempts = attempts
        order.patience.retries.firstDelay = backoff
        order.patience.lengthTolerance = lengthTolerance
        order.patience.failureLimit = giveUpAfter
        order.retriesQuarantined = retryQuarantined
    }

    private func teacher() throws -> (any Teacher)? {
        let key = ProcessInfo.processInfo.environment["PARLEY_TEACHER_KEY"]
        if let teacherCommand {
            return try CommandTeacher(template: teacherCommand, timeout: timeout)
        }
        if let teacherFolder { return try FolderTeacher(directory: teacherFolder) }
        guard let teacherURL else { return nil }
        switch api {
        case .openai:
            return SpeechServiceTeacher(
                url: teacherURL, model: model, key: key, timeout: timeout)
        case .gradio:
            return try GradioTeacher(
                url: teacherURL, endpoint: endpoint ?? "", inputs: inputs, key: key,
                timeout: timeout)
        }
    }

    private static func list(_ text: String?) -> [String] {
        (text ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
