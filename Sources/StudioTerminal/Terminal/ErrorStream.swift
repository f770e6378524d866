import Glibc

/// Standard error, sent elsewhere for as long as the screen is taken.
final class ErrorStream {
    private let original: Int32

    /// - Parameter path: the file it is added to; where that cannot be, it is dropped.
    init(redirectedTo path: String) {
        original = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        let target = file >= 0 ? file : open("/dev/null", O_WRONLY | O_CLOEXEC)
        guard target >= 0 else { return }
        dup2(target, STDERR_FILENO)
        close(target)
    }

    func restore() {
        guard original >= 0 else { return }
        dup2(original, STDERR_FILENO)
        close(original)
    }
}
