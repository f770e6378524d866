/// Why a script cannot be spoken.
public enum ScriptError: Error, Equatable, CustomStringConvertible {
    /// What is wrong in it, in order of place; never empty.
    case problems([ScriptProblem])

    public var description: String {
        switch self {
        case .problems(let problems):
            let first = problems.first.map(\.description) ?? "The script cannot be read."
            return problems.count > 1 ? "\(first) (And \(problems.count - 1) more.)" : first
        }
    }
}
