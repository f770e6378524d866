/// What can go wrong while evaluating a student.
public enum EvaluationError: Error, Equatable, CustomStringConvertible {
    case programMissing(program: String, packages: String)
    case programFailed(program: String, problem: String)
    case emptyDataset(path: String)
    case otherSpeakers(path: String, expected: Int, found: Int)

    /// Two reports, by their weights, that cannot be compared.
    case differentUtterances(String, String)
    case unreadable(path: String)

    public var description: String {
        switch self {
        case .programMissing(let program, let packages):
            "\(program): is not installed, so English word error cannot be measured. Run "
                + "`apt-get install \(packages)`, or leave it out with --no-word-error."
        case .programFailed(let program, let problem):
            "\(program): \(problem). Try it by hand on a 16 kHz WAV, or leave it out with "
                + "--no-word-error."
        case .emptyDataset(let path):
            "\(path): holds no utterances. Label the held-out set first "
                + "(`parley distill label --split heldout`)."
        case .otherSpeakers(let path, let expected, let found):
            "\(path): has \(found) speakers, but the weights or the cast have \(expected). Give "
                + "the weights and the cast of this dataset's speakers."
        case .differentUtterances(let before, let after):
            "\(before) and \(after): were evaluated on different utterances. Evaluate both on the "
                + "same held-out set with the same --limit."
        case .unreadable(let path):
            "\(path): holds no figures. Give what `parley distill evaluate --json` wrote."
        }
    }
}
