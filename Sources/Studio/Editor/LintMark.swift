import Script

/// Something wrong in the text.
public struct LintMark: Hashable, Sendable {
    public var position: Position
    public var isError: Bool
    /// For the status line.
    public var message: String

    public init(position: Position, isError: Bool, message: String) {
        self.position = position
        self.isError = isError
        self.message = message
    }

    public init(_ problem: ScriptProblem) {
        self.init(
            position: Position(line: problem.line - 1, column: problem.column - 1),
            isError: problem.severity == .error, message: "\(problem.message). \(problem.fix)")
    }
}
