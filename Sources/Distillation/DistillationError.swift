/// What can go wrong while labelling, aligning, training or evaluating: where, what, how to fix.
public enum DistillationError: Error, Equatable, CustomStringConvertible {
    /// A file or folder could not be read or written.
    case fileFailed(path: String, problem: String)
    /// A dataset on disk is not what this program wrote.
    case damagedDataset(path: String, problem: String)
    /// A dataset was labelled with other settings than those asked for now.
    case otherDataset(path: String, expected: String, found: String)
    /// A configuration file (cast, held-out list, manifest) does not say what it must.
    case badConfiguration(path: String, line: Int?, problem: String)
    /// A teacher gave nothing usable for a text.
    case teacherFailed(teacher: String, text: String, problem: String)
    /// A teacher gave nothing usable for so many texts in a row that asking on is of no use.
    case teacherGone(teacher: String, failures: Int, problem: String)
    /// A folder of teacher records is not what `docs/teachers.md` asks for.
    case badRecords(path: String, problem: String)
    /// Speech and phonemes could not be brought together.
    case alignmentFailed(id: String, problem: String)

    public var description: String {
        switch self {
        case .fileFailed(let path, let problem):
            "\(path): \(problem). Check that the path exists and may be written."
        case .damagedDataset(let path, let problem):
            "\(path): \(problem). Delete this shard and run `parley distill label` again."
        case .otherDataset(let path, let expected, let found):
            "\(path): was made with \(found), not \(expected). Choose another --out folder."
        case .badConfiguration(let path, let line, let problem):
            "\(path)\(line.map { ":\($0)" } ?? ""): \(problem). Correct the file."
        case .teacherFailed(let teacher, let text, let problem):
            "teacher \(teacher), “\(text)”: \(problem). Try the text by hand, or leave it out."
        case .teacherGone(let teacher, let failures, let problem):
            "teacher \(teacher): \(problem); \(failures) in a row failed. What was made is kept: see "
                + "to the teacher, then run the same command again with --retry-quarantined."
        case .badRecords(let path, let problem):
            "\(path): \(problem). Write the records anew as docs/teachers.md describes."
        case .alignmentFailed(let id, let problem):
            "\(id): \(problem). Check its text against the recording, or leave it out."
        }
    }
}
