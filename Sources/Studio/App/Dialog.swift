/// A question that has to be answered first.
struct Dialog: Equatable, Sendable {
    enum Question: Equatable, Sendable {
        case unsaved(then: Deferred)
        /// The file at this path is not the one that was opened.
        case changedOnDisk(path: String)
        /// Something else is where a new file was to go.
        case exists(path: String)
        case recovery(Recovery)
    }

    var question: Question
    var list = ScrollList()

    init(_ question: Question) {
        self.question = question
    }

    /// An answer, with the letter that gives it.
    struct Choice: Equatable, Sendable {
        var key: Character
        var label: String
        var answer: Answer
    }

    enum Answer: Equatable, Sendable {
        case save, discard, overwrite, reload, recover, saveElsewhere, cancel
    }

    var title: String {
        switch question {
        case .unsaved: "Unsaved changes"
        case .changedOnDisk: "Changed on disk"
        case .exists: "File exists"
        case .recovery: "Recovered text"
        }
    }

    var lines: [String] {
        switch question {
        case .unsaved(.quit): ["Save the script before leaving?"]
        case .unsaved(.open(let path)): ["Save the script before opening \(fileName(path))?"]
        case .unsaved(.newScript): ["Save the script before beginning a new one?"]
        case .changedOnDisk(let path):
            ["\(fileName(path)) was changed by someone else", "since it was opened here."]
        case .exists(let path): ["\(fileName(path)) exists already."]
        case .recovery(let recovery):
            [
                "An earlier studio ended without saving",
                "\(recovery.path.map(fileName) ?? "a new script"), \(ago(recovery.ageInSeconds)): "
                    + counted(recovery.text.split(separator: "\n").count, "line") + ".",
            ]
        }
    }

    /// The first is what Enter does.
    var choices: [Choice] {
        let cancel = Choice(key: "c", label: "Cancel", answer: .cancel)
        switch question {
        case .unsaved:
            return [
                Choice(key: "s", label: "Save", answer: .save),
                Choice(key: "d", label: "Don't save", answer: .discard), cancel,
            ]
        case .changedOnDisk:
            return [
                Choice(key: "a", label: "Save as…", answer: .saveElsewhere),
                Choice(key: "o", label: "Overwrite", answer: .overwrite),
                Choice(key: "r", label: "Reload", answer: .reload), cancel,
            ]
        case .exists:
            return [
                Choice(key: "a", label: "Save as…", answer: .saveElsewhere),
                Choice(key: "o", label: "Overwrite", answer: .overwrite), cancel,
            ]
        case .recovery:
            return [
                Choice(key: "r", label: "Recover", answer: .recover),
                Choice(key: "d", label: "Discard", answer: .discard),
                Choice(key: "l", label: "Later", answer: .cancel),
            ]
        }
    }
}

/// "1 line", "3 lines".
func counted(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
}

/// "5 minutes ago".
func ago(_ seconds: Double) -> String {
    switch seconds {
    case ..<90: "\(counted(max(Int(seconds), 1), "second")) ago"
    case ..<5_400: "\(Int(seconds / 60)) minutes ago"
    case ..<129_600: "\(counted(Int((seconds / 3_600).rounded()), "hour")) ago"
    default: "\(Int((seconds / 86_400).rounded())) days ago"
    }
}
