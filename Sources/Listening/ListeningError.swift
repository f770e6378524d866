import Kernels

/// What can go wrong with studies, their files and their tables.
public enum ListeningError: Error, Equatable, CustomStringConvertible {
    /// The system would not read, write or rename a file.
    case file(FileError)
    /// The plan of a study cannot be carried out.
    case invalidStudy(study: String, reason: String, fix: String)
    /// There is no study file of this name.
    case missing(path: String)
    /// A file is there already.
    case exists(path: String)
    /// The file is something else.
    case notAStudy(path: String)
    /// The file is damaged; nothing was changed.
    case damaged(path: String, reason: String)
    /// A newer version of the program wrote the file.
    case newer(path: String)
    /// SQLite refused, for a reason outside the file's content.
    case database(path: String, reason: String)
    /// The name is taken.
    case raterExists(String)
    /// Nobody of this name takes part.
    case unknownRater(String, known: [String])
    /// No such trial in this rater's session.
    case unknownTrial(rater: String, trial: Int, count: Int)
    /// The trial has an answer already.
    case alreadyAnswered(rater: String, trial: Int)
    /// The trial has no answer yet that could be replaced.
    case notAnswered(rater: String, trial: Int)
    /// The answer does not fit the question.
    case unfitAnswer(rater: String, trial: Int, answer: String, method: Method)
    /// Rows of a table that cannot be taken over; nothing was.
    case badTable(source: String, problems: [TableProblem])
    /// A statistic cannot be had from these data.
    case notEnoughData(what: String, needs: String)

    public var description: String {
        switch self {
        case .file(let error): error.description
        case .invalidStudy(let study, let reason, let fix): "study “\(study)”: \(reason). \(fix)"
        case .missing(let path):
            "\(path): there is no such study. Make one with “parley listen new”, or check the name."
        case .exists(let path):
            "\(path): the file exists. Choose another name, or move it away."
        case .notAStudy(let path):
            "\(path): not a listening study. Give a file made by “parley listen new”."
        case .damaged(let path, let reason):
            "\(path): the study is damaged (\(reason)); nothing was changed. "
                + "Run “parley listen check --repair” to rebuild it from its journal."
        case .newer(let path):
            "\(path): a newer version of parley wrote this study. Update parley."
        case .database(let path, let reason):
            "\(path): the database refused: \(reason). Check the disk and the permissions."
        case .raterExists(let name):
            "rater “\(name)”: takes part already. Go on as that rater, or choose another name."
        case .unknownRater(let name, let known):
            "rater “\(name)”: does not take part. "
                + (known.isEmpty ? "Nobody does yet." : "Known: \(known.joined(separator: ", ")).")
        case .unknownTrial(let rater, let trial, let count):
            "rater “\(rater)”, trial \(trial + 1): the session has \(count) trials. Open it again."
        case .alreadyAnswered(let rater, let trial):
            "rater “\(rater)”, trial \(trial + 1): answered already. "
                + "Close the other window of this rater, then open the session again."
        case .notAnswered(let rater, let trial):
            "rater “\(rater)”, trial \(trial + 1): has no answer to replace. Rate it first."
        case .unfitAnswer(let rater, let trial, let answer, let method):
            "rater “\(rater)”, trial \(trial + 1): “\(answer)” is no answer for "
                + "\(method.rawValue). Choose one from the screen."
        case .badTable(let source, let problems):
            problems.map { "\(source): \($0)" }.joined(separator: "\n")
                + "\nNothing was imported."
        case .notEnoughData(let what, let needs): "\(what): too few ratings. It needs \(needs)."
        }
    }
}

/// One thing wrong in a table to be imported.
public struct TableProblem: Equatable, Sendable, CustomStringConvertible {
    /// Counted from 1 in the file; 0 if it concerns the whole.
    public var line: Int
    /// What is wrong.
    public var reason: String
    /// How to mend it.
    public var fix: String

    public init(line: Int, reason: String, fix: String) {
        self.line = line
        self.reason = reason
        self.fix = fix
    }

    public var description: String {
        line > 0 ? "line \(line): \(reason). \(fix)" : "\(reason). \(fix)"
    }
}
