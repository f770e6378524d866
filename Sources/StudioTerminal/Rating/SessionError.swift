/// Why no study can be made of a session.
public enum SessionError: Error, Equatable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    /// Everything that is wrong with a session file, in the order of its lines.
    case mistakes(path: String, [Mistake])
    /// A clip that is missing, silent or unreadable.
    case clip(name: String, reason: String)
    /// The place where the study shall be.
    case occupied(path: String)
    case notWritten(path: String, reason: String)

    /// A mistake in a session file.
    public struct Mistake: Equatable, Sendable {
        /// Counted from 1.
        public var line: Int
        /// What is wrong, and how to mend it.
        public var text: String

        public init(line: Int, text: String) {
            self.line = line
            self.text = text
        }
    }

    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "\(path): cannot be read: \(reason). Check the name."
        case .mistakes(let path, let mistakes):
            mistakes.map { "\(path):\($0.line): \($0.text)" }.joined(separator: "\n")
                + "\nNothing was made. docs/listening.md has the form of a session file."
        case .clip(let name, let reason):
            "clip \(name): \(reason)"
        case .occupied(let path):
            "\(path): is there already, and a study is never overwritten. Choose another place "
                + "with -o, or move it away."
        case .notWritten(let path, let reason):
            "\(path): cannot be written: \(reason). Check the folder and the disk."
        }
    }
}
