/// What can go wrong while training a student.
public enum TrainingError: Error, Equatable, CustomStringConvertible {
    case emptyDataset
    case badConfiguration(String)
    case notACheckpoint(path: String)
    case checkpointMismatch(path: String)
    case diverged(step: Int)

    public var description: String {
        switch self {
        case .emptyDataset:
            "dataset: it has no utterance short enough to train on. Label more, or raise "
                + "longestUtterance in the training configuration."
        case .badConfiguration(let problem):
            "training configuration: \(problem). Correct that value."
        case .notACheckpoint(let path):
            "\(path): this is no training checkpoint. Give another folder with --out."
        case .checkpointMismatch(let path):
            "\(path): the checkpoint belongs to a run with another configuration. Give the same "
                + "configuration, or another folder with --out."
        case .diverged(let step):
            "step \(step): the loss is no longer a number. Lower learningRate; the last "
                + "checkpoint is still good."
        }
    }
}
