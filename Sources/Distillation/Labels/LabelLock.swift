import Glibc

/// Keeps a second run out of a dataset that is being labelled; a killed run leaves no lock behind.
final class LabelLock: Sendable {
    private let descriptor: Int32

    /// - Throws: `.fileFailed` where another run is at work.
    init(directory: String) throws(DistillationError) {
        let path = directory + "/.lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .fileFailed(path: path, problem: "cannot be made") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .fileFailed(
                path: directory, problem: "another label run is at work on it. Wait for it")
        }
    }

    deinit { close(descriptor) }
}
